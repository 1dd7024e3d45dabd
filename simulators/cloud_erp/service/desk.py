"""What every use case stands on: the tables, the clock, numbers and ids, and who is told of a change."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from simulators.chassis.commits import Commit
from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.cloud_erp.domain.listening import ChangeType
from simulators.cloud_erp.service.subscriptions import Subscriptions
from simulators.cloud_erp.store import Store

T = TypeVar("T")


class Desk:
    """One company's book in one world, before anything is done in it."""

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self.world = world
        self.store = store
        self.habits = habits
        self.subscriptions = Subscriptions(world, store)
        self._held: list[Commit] | None = None

    def now(self) -> datetime:
        """Give the instant."""
        return self.world.clock.now()

    def new_id(self, table: str, number: str) -> str:
        """Make the id of a row; its last eight digits stay free to number the lines under it."""
        return f"{str(self.world.ids.uuid(self.world.system, table, number))[:-8]}00000000"

    def commit(self, record: Commit) -> None:
        """Tell the auditor what has just become durable; within a unit of work, only when all of it has."""
        if self._held is None:
            self.world.commit(record)
        else:
            self._held.append(record)

    def note(self, entity_set: str, record_id: str, change: ChangeType) -> None:
        """Remember a change for whoever listens to that entity set."""
        self.subscriptions.note(entity_set, record_id, change)

    def as_one(self, work: Callable[[], tuple[T, bool]]) -> T:
        """Do something that either happens as a whole or, when it says that it failed, not at all."""
        before = self.store.fork()
        held: list[Commit] = []
        self._held = held
        try:
            result, has_succeeded = work()
        finally:
            self._held = None
        if has_succeeded:
            for record in held:
                self.world.commit(record)
        else:
            self.store.roll_back(before)
        return result
