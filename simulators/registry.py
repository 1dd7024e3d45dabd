"""Which systems there are. Adding one is one folder and one line here."""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # the names are asked for by every command, and what a simulator is by those that run one
    from simulators.chassis.simulator import Simulator

NAMES = ("cloud_erp", "commerce", "legacy_erp", "threepl", "threepl_graphql", "wms")


def load(name: str) -> "Simulator":
    """Give the simulator of that name, importing only its own folder.

    Raises:
        KeyError: no such system.
    """
    if name not in NAMES:
        raise KeyError(name)
    simulator: Simulator = import_module(f"simulators.{name}").SIMULATOR
    return simulator
