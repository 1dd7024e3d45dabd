"""`python -m loadtests.run smoke`: a landscape, a load on it, and the proof that nothing got lost.

Locust runs as a process of its own, because importing it patches the interpreter. Exit code 0: every order
acknowledged stands in a book exactly once or was rejected with a reason; 1: one was lost or doubled, or a
request failed; 3: one is still waiting, or none was acknowledged; 4: there was nothing to load.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from dualrun.testing import LandscapeError
from loadtests.figures import failures, summary
from loadtests.landscape import ENVIRONMENT, ROOT, landscape
from loadtests.ledger import outcomes
from loadtests.reconcile import Reconciliation, reconcile

PROFILES = Path(__file__).with_name("profiles")
BUSINESS_SEED = 7
PATIENCE_S = 30.0
SHOWN_MAX = 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one profile and give the exit code."""
    parser = argparse.ArgumentParser(prog="python -m loadtests.run", description=__doc__.partition("\n")[0])
    parser.add_argument("profile", choices=sorted(path.stem for path in PROFILES.glob("*.conf")))
    parser.add_argument("--seconds", type=int, help="how long, instead of what the profile says")
    parser.add_argument("--seed", type=int, default=BUSINESS_SEED, help="the business to order from")
    chosen = parser.parse_args(arguments)
    try:
        with tempfile.TemporaryDirectory(prefix="dualrun-load-") as folder:
            return _run(chosen, Path(folder))
    except (LandscapeError, subprocess.CalledProcessError) as error:
        print(f"loadtests: {error}", file=sys.stderr)
        return 4


def _run(chosen: argparse.Namespace, folder: Path) -> int:
    with landscape(chosen.seed) as systems:
        _load(chosen, systems["facade"]["url"], folder)
        result = asyncio.run(reconcile(systems, outcomes(folder / "ledger"), PATIENCE_S))
    failed = failures(folder / "stats.json")
    print(f"{chosen.profile}: {summary(folder / 'stats.json')}; {failed} requests failed")
    return _told(result, failed)


def _load(chosen: argparse.Namespace, host: str, folder: Path) -> None:
    command = [sys.executable, "-m", "locust", "--config", str(PROFILES / f"{chosen.profile}.conf")]
    command += ["--host", host, "--business-seed", str(chosen.seed), "--exit-code-on-error", "0"]
    command += ["--ledger", str(folder / "ledger"), "--json-file", str(folder / "stats")]
    command += ["--loglevel", "WARNING"]
    if chosen.seconds is not None:
        command += ["--run-time", f"{chosen.seconds}s"]
    subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, stdout=sys.stderr, check=True)


def _told(result: Reconciliation, failed: int) -> int:
    for what in ("lost", "doubled", "waiting"):
        if named := getattr(result, what):
            print(f"{what}: {', '.join(named[:SHOWN_MAX])}{' ...' if len(named) > SHOWN_MAX else ''}")
    print(result.line())
    if result.lost or result.doubled or failed:
        return 1
    return 3 if result.waiting or not result.acknowledged else 0


if __name__ == "__main__":
    sys.exit(main())
