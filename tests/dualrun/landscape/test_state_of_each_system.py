"""Whatever a system of the registry holds is on disk after every answer, table by table and in its order."""

from dataclasses import fields
from typing import Any

import pytest

from dualrun.landscape.state_dir import StateDir
from simulators.chassis.agenda import Agenda
from simulators.chassis.tables import Table, Tables
from simulators.registry import NAMES, load
from tests.dualrun.landscape.busy_systems import BUSY, at_its_busiest

NEVER_FILLED = {
    "cloud_erp": {"shipments_by_external"},
    "commerce": {"unheard"},
    "legacy_erp": set(),
    "threepl": set(),
    "threepl_graphql": set(),
    "wms": set(),
}
"""Tables that no story fills: of these nothing is proved."""


def contents(store: Any, path: str = "") -> dict[str, str]:
    """Write out every table of a store and of the stores in it, in its order, and every plain value."""
    shown: dict[str, str] = {}
    for field in fields(store):
        value, name = getattr(store, field.name), f"{path}{field.name}"
        if isinstance(value, Tables):
            shown |= contents(value, f"{name}.")
        elif isinstance(value, Agenda):
            shown[name] = repr(list(value.entries.items()))
        else:
            shown[name] = repr(list(value.items()) if isinstance(value, Table) else value)
    return shown


class Judge:
    """Keeps a system in a folder, and compares what lies there with what it holds after every change."""

    def __init__(self, folder, name):
        self.state = StateDir(folder, seed=7)
        self.simulators = {name: load(name)}
        self.changes = 0
        self.filled = set()
        self.wrong = []

    def keep(self, running):
        self.state.keep(running)
        write = running.on_settled

        def write_and_judge():
            write()
            self.changes += 1
            self.compare(running)

        running.on_settled = write_and_judge

    def compare(self, running):
        held = contents(running.store)
        [found] = self.state.found(self.simulators).values()
        there = contents(found)
        self.wrong += [(self.changes, part) for part in held if held[part] != there[part]]
        self.filled |= {part for part, text in held.items() if text != "[]"}


def test_every_system_has_its_story():
    assert tuple(BUSY) == tuple(NEVER_FILLED) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_after_every_answer_all_that_a_system_holds_is_on_disk(tmp_path, name):
    judge = Judge(tmp_path, name)

    held = at_its_busiest(name, judge.keep, lambda system: contents(system.store))
    judge.state.close()
    again = StateDir(tmp_path, seed=7)
    [found] = again.found(judge.simulators).values()
    again.close()

    assert judge.wrong == []
    assert judge.changes > 10
    assert contents(found) == contents(found.fork()) == held
    never = {part for part in held if part not in judge.filled and not part.startswith("second.")}
    assert never == NEVER_FILLED[name]
