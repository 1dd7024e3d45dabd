"""What an operation is: an act, and the element that its answer stands in."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

from lxml import etree

from simulators.legacy_erp.service.company import Company

Act = Callable[[Company, etree._Element], str]
"""Gives the content of the operation's result element."""


class Operation(NamedTuple):
    """One operation of a page or a codeunit; one that writes needs tables that others may hold."""

    act: Act
    opening: str
    closing: str
    writes: bool


def tagged(namespace: str, acts: Mapping[str, Act], writes: bool) -> dict[str, Operation]:
    """Key each operation by its element."""
    return {
        f"{{{namespace}}}{name}": Operation(
            act, f'<{name}_Result xmlns="{namespace}">', f"</{name}_Result>", writes
        )
        for name, act in acts.items()
    }
