"""What goes wrong in one world, as a test decides it."""

from collections.abc import Mapping, Sequence
from typing import Any, TypedDict, Unpack
from urllib.parse import quote

from dualrun.testing.control import ControlPlane


class Struck(TypedDict, total=False):
    """Which requests a rule strikes; what is not given does not matter."""

    method: str
    path: str
    key: str
    attempts: Sequence[int]
    share: float
    cohort: tuple[int, int]
    times: int


class Faults:
    """Puts fault rules in force and out of it, and tells what they struck."""

    def __init__(self, control: ControlPlane) -> None:
        self._control = control
        self._named: dict[str, None] = {}

    def put(
        self,
        kind: str,
        system: str | None = None,
        *,
        name: str | None = None,
        settings: Mapping[str, Any] | None = None,
        **struck: Unpack[Struck],
    ) -> str:
        """Put a rule in force at one system or at all, and give the id by which the ledger calls it.

        A rule of the same `name` gives way to it. `kinds()` lists what can go wrong and what may be set.
        """
        asked = {"kind": kind, "system": system, "settings": dict(settings or {}), **struck}
        rule_id = name or self._fresh(kind)
        known_as: str = self._control.ask("PUT", f"/faults/{quote(rule_id, safe='')}", asked)["id"]
        self._named[rule_id] = None
        return known_as

    def drop(self, rule_id: str) -> None:
        """Take one rule out of force."""
        self._control.ask("DELETE", f"/faults/{quote(rule_id, safe='')}")
        self._named.pop(rule_id, None)

    def clear(self) -> None:
        """Take all rules out of force."""
        self._control.ask("DELETE", "/faults")
        self._named.clear()

    def rules(self) -> list[dict[str, Any]]:
        """Give the rules in force."""
        found: list[dict[str, Any]] = self._control.ask("GET", "/faults")
        return found

    def kinds(self) -> dict[str, Any]:
        """Give what can go wrong on any hop and at each system, with what may be set about it."""
        found: dict[str, Any] = self._control.ask("GET", "/faults/kinds")
        return found

    def ledger(self) -> list[dict[str, Any]]:
        """Give every fault that struck here, oldest first: its id, rule, kind, system, subject and when."""
        found: list[dict[str, Any]] = self._control.ask("GET", "/faults/ledger")
        return found

    def _fresh(self, kind: str) -> str:
        number = 1
        while (rule_id := kind if number == 1 else f"{kind}-{number}") in self._named:
            number += 1
        return rule_id
