"""Where does a live landscape run, and which parts of it?"""

from dataclasses import dataclass
from pathlib import Path

from simulators.registry import NAMES

FACADE, CONTROL = "facade", "control"
NEIGHBOURS = ("cloud_erp", "commerce", "legacy_erp", "threepl", "wms")
"""Without these the façade cannot take a single order through."""
LOOPBACK = "127.0.0.1"
BASE_PORT = 8200


@dataclass(frozen=True, slots=True)
class Place:
    """Where a landscape runs, and which parts of it: all of them, or only those named."""

    base_port: int
    folder: Path
    only: tuple[str, ...] = ()
    host: str = LOOPBACK
    token: str = ""
    state: Path | None = None
    """Where the systems and the façade keep their documents over a restart; nowhere when not given."""

    def names(self) -> tuple[str, ...]:
        """Give what runs here, in the order of the ports; the control plane of all comes last."""
        return (*(name for name in (FACADE, *NAMES) if name in self.only or not self.only), CONTROL)
