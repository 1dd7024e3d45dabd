"""A landscape to load, started as anybody would start it: `dualrun up` on ports that are free."""

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any

from dualrun.testing import Landscape
from dualrun.testing.starting import started

ROOT = Path(__file__).parents[1]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT)}


@contextmanager
def landscape(
    seed: int, also: Sequence[str] = (), place: Path | None = None
) -> Iterator[dict[str, dict[str, Any]]]:
    """Start a landscape, in a place if one is wished for; give its systems by name, and stop it.

    Raises:
        LandscapeError: it does not come up.
    """
    token = os.environ.get("DUALRUN_ADMIN_TOKEN", "")
    with started(seed=seed, token=token, also=also, place=place) as url:
        yield {name: asdict(system) for name, system in Landscape(url, token).systems.items()}
