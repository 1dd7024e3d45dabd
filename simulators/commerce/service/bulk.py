"""Calls that are taken now and carried out later, one by one, by the shop's own consumers."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta

from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.commerce.domain.bulk import COMPLETE, FAILED, OPEN, RETRIABLE, Bulk, Operation
from simulators.commerce.errors import CommerceError, NoSuchEntityError
from simulators.commerce.store import Store

FIRST_AFTER_S = {"realistic": 5.0, "brisk": 0.1}
EACH_TAKES_S = {"realistic": 0.5, "brisk": 0.01}
"""How long the consumers take, by pace."""

BULK_DEADLOCK = "bulk_deadlock"
DEADLOCK_CODE = 1213

Perform = Callable[[Operation], bytes]
"""Carries out one call and gives its answer's body; what it refuses, it raises."""


class Bulks:
    """The queue of one shop."""

    def __init__(self, world: World, store: Store, habits: Habits, perform: Perform) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._perform = perform
        self.acts = {"operation": self._carry_out}

    def put(self, user: str, description: str, calls: Sequence[tuple[str, str, bytes]]) -> Bulk:
        """Take calls in: each its method, path and body."""
        now = self._world.clock.now()
        number = self._store.next_id("bulk")
        bulk_uuid = str(self._world.ids.uuid("commerce", "bulk", number))
        bulk = Bulk(bulk_uuid, now, description, user, len(calls))
        self._store.bulks[bulk_uuid] = bulk
        first_s, each_s = self._paced(FIRST_AFTER_S), self._paced(EACH_TAKES_S)
        for index, (method, path, body) in enumerate(calls):
            self._store.operations[bulk_uuid, index] = Operation(index, method, path, body)
            due = now + timedelta(seconds=first_s + each_s * index)
            self._store.agenda.put(due, "operation", bulk_uuid, index)
        return bulk

    def bulk(self, bulk_uuid: str) -> Bulk:
        """Give calls that were handed over together.

        Raises:
            NoSuchEntityError: there are none under that id.
        """
        try:
            return self._store.bulks[bulk_uuid]
        except KeyError:
            raise NoSuchEntityError("bulkUuid", bulk_uuid) from None

    def operations(self, bulk: Bulk) -> list[Operation]:
        """Give the single calls in their order."""
        return [self._store.operations[bulk.uuid, index] for index in range(bulk.count)]

    def count(self, bulk: Bulk, status: int) -> int:
        """Give how many of the calls stand at a status."""
        return sum(operation.status == status for operation in self.operations(bulk))

    def _carry_out(self, bulk_uuid: str, index: int) -> None:
        operation = self._store.operations[bulk_uuid, index]
        if operation.status != OPEN:
            return
        self._store.operations[bulk_uuid, index] = self._done(bulk_uuid, operation)

    def _done(self, bulk_uuid: str, operation: Operation) -> Operation:
        if self._habits.strike(BULK_DEADLOCK, f"{bulk_uuid}/{operation.id}", bulk_uuid, operation.id):
            words = "The tables were locked by another process; hand the call over again."
            return replace(operation, status=RETRIABLE, message=words, error_code=DEADLOCK_CODE)
        try:
            result = self._perform(operation)
        except CommerceError as refusal:
            words = refusal.message
            for name in sorted(refusal.parameters, key=len, reverse=True):
                words = words.replace(f"%{name}", refusal.parameters[name])
            return replace(operation, status=FAILED, message=words, error_code=refusal.status)
        return replace(operation, status=COMPLETE, message="Done.", result=result)

    def _paced(self, times: dict[str, float]) -> float:
        return times.get(self._world.pace, times["realistic"])
