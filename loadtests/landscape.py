"""A landscape to load, started as anybody would start it: `dualrun up` on ports that are free."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}
PORTS = range(20_000, 32_000, 10)
LOADED_PORTS = range(28_000, 31_000, 10)
"""Where a load looks first, each at another place: two that begin together must not want the same ports."""
IN_A_ROW = 9
STOPS_WITHIN_S = 10


class NotUpError(Exception):
    """The landscape did not come up; what it had to say of that stands on stderr."""


@contextmanager
def landscape(seed: int, folder: Path) -> Iterator[dict[str, Any]]:
    """Start a landscape, give its systems by name, and stop it at the end.

    Raises:
        NotUpError: it does not come up.
    """
    command = [sys.executable, "-m", "dualrun", "up", "--json", "--seed", str(seed)]
    command += ["--base-port", str(free_base_port(random.choice(LOADED_PORTS)))]
    with subprocess.Popen(command, cwd=folder, env=ENVIRONMENT, stdout=subprocess.PIPE, text=True) as process:
        said = process.stdout.readline() if process.stdout else ""
        if not said:
            raise NotUpError(f"dualrun up ended with exit code {process.wait()} before anything answered")
        try:
            yield {system["name"]: system for system in json.loads(said)["systems"]}
        finally:
            process.send_signal(signal.SIGINT)
            process.wait(STOPS_WITHIN_S)


def free_base_port(first: int) -> int:
    """Find ports in a row that nobody listens on, from `first` upwards.

    Raises:
        NotUpError: there are none.
    """
    for base_port in PORTS:
        if base_port >= first and all(_is_free(base_port + offset) for offset in range(IN_A_ROW)):
            return base_port
    raise NotUpError(f"no {IN_A_ROW} free ports in a row between {first} and {PORTS.stop}")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True
