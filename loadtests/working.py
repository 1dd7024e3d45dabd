"""`python -m loadtests.working`: a worker of a load that somebody else conducts."""

import argparse
import subprocess
import sys
from collections.abc import Sequence

from loadtests.generator import OPENFILE
from loadtests.landscape import ENVIRONMENT, ROOT


def main(arguments: Sequence[str] | None = None) -> int:
    """Work until the master says that it is over."""
    parser = argparse.ArgumentParser(prog="dualrun load --worker", description=__doc__)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", default="5557")
    chosen = parser.parse_args(arguments)
    command = [
        sys.executable,
        "-m",
        "locust",
        "-f",
        str(ROOT / OPENFILE),
        "--worker",
        "--loglevel",
        "WARNING",
    ]
    command += ["--master-host", chosen.host, "--master-port", chosen.port]
    print(f"dualrun: working for {chosen.host}:{chosen.port}", file=sys.stderr)
    return subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
