"""`python -m dualrun.testing.health`: is the landscape of this environment well? For a container's health check.

It reads the variables that `dualrun up` reads, and needs no token.
"""

import os
import sys
from collections.abc import Mapping

from dualrun.landscape.place import Place
from dualrun.testing.control import ControlPlane, LandscapeError

BASE_PORT = 8200
ANSWERS_WITHIN_S = 3.0


def control_url(environment: Mapping[str, str]) -> str:
    """Give where the control plane is, for someone on the same machine."""
    if given := environment.get("DUALRUN_URL"):
        return given
    ...
