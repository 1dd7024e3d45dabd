"""`python -m dualrun.testing.health`: is the landscape of this container well?

It reads the variables that `dualrun up` reads, and needs no token.
"""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from dualrun.landscape.place import BASE_PORT, Place
from dualrun.testing.control import ControlPlane, LandscapeError

ANSWERS_WITHIN_S = 3.0


def control_url(environment: Mapping[str, str]) -> str:
    """Give where the control plane is: where it is said to be, or else where `dualrun up` puts it here."""
    if given := environment.get("DUALRUN_URL"):
        return given
    base_port = int(environment.get("DUALRUN_BASE_PORT") or BASE_PORT)
    only = tuple(environment.get("DUALRUN_ONLY", "").split())
    return f"http://127.0.0.1:{base_port + len(Place(base_port, Path(), only).names()) - 1}"


def main() -> int:
    """Say how it is; 0 when it is well."""
    url = control_url(os.environ)
    try:
        health = ControlPlane(url).ask("GET", "/health", answers_within_s=ANSWERS_WITHIN_S)
    except LandscapeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(f"{url} {health['status']}\n")
    return 0 if health["status"] == "ok" else 1


if __name__ == "__main__":
    sys.exit(main())
