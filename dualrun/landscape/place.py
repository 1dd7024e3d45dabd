"""Where does a live landscape run, and which parts of it?"""

from dataclasses import dataclass, field
from pathlib import Path

from simulators.registry import NAMES

FACADE, CONTROL = "facade", "control"
NEIGHBOURS = ("cloud_erp", "commerce", "legacy_erp", "threepl", "wms")
"""Without these the façade cannot take a single order through."""
LOOPBACK = "127.0.0.1"
BASE_PORT = 8200


@dataclass(frozen=True, slots=True)
class Keeping:
    """Where the façade keeps its orders and sends its events, and how many of it there are."""

    database: str = ""
    """A URL; a file of its own when there is none."""
    broker: str = ""
    replicas: int = 1
    empties: bool = False
    """Whether to begin with an empty database."""
    log: str = ""
    """Where it says what it does: a file, `-` for the terminal, nowhere when not given."""
    otlp: str = ""
    """The collector of traces that it tells every call and step, by its OTLP/HTTP address."""
    is_lasting: bool = True
    """Whether what an order still needs is kept; a test may take that away, to see that somebody notices."""


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
    keeping: Keeping = field(default_factory=Keeping)

    def names(self) -> tuple[str, ...]:
        """Give what runs here, in the order of the ports; the control plane of all after the systems."""
        systems = (name for name in (FACADE, *NAMES) if name in self.only or not self.only)
        return (*systems, CONTROL, *self.replicas())

    def replicas(self) -> tuple[str, ...]:
        """Give the façade's replicas, none when there is but one façade."""
        if self.keeping.replicas == 1 or (self.only and FACADE not in self.only):
            return ()
        return tuple(f"{FACADE}-{number}" for number in range(1, self.keeping.replicas + 1))
