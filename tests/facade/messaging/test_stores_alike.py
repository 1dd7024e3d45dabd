"""Whatever is done to them, in whatever order and over restarts: both stores end up the same."""

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Answer, OutboxRow, Step, TrailEntry
from tests.facade.builders import NOON
from tests.facade.messaging.rows import NOON_S, a_row
from tests.facade.waiting import Waiting

ORDERS = st.sampled_from(["A", "B", "C"])
KEYS = st.sampled_from(["k1", "k2"])
MESSAGES = st.tuples(st.sampled_from(["wms", "threepl"]), st.sampled_from(["m1", "m2"]))
DUES = st.integers(-5, 5).map(lambda seconds: NOON_S + seconds)


class Stores(RuleBasedStateMachine):
    """Does everything to both stores; states are plain text here, for a store knows nothing of orders."""

    def __init__(self) -> None:
        super().__init__()
        self._folder = TemporaryDirectory()
        self._memory = Waiting(MemoryStore())
        self._versions: dict[str, int] = {}
        self._numbers: dict[str, int] = {}

    @initialize()
    def first_process(self) -> None:
        self._sqlite = self._opened()

    def _opened(self) -> Waiting:
        path = Path(self._folder.name) / "x"
        return Waiting(SqliteStore(path, lambda state: state.encode(), lambda raw: raw.decode()))

    def _both(self) -> tuple[Waiting, Waiting]:
        return self._memory, self._sqlite

    def _waiting(self) -> list[OutboxRow]:
        """Give the first row of every lane: only that one is ever carried out."""
        heads: dict[tuple[str, str], OutboxRow] = {}
        for row in self._sqlite.unsent():
            heads.setdefault((row.aggregate_id, row.lane), row)
        return list(heads.values())

    def _of(self, store: Waiting, row: OutboxRow) -> OutboxRow:
        return next(one for one in store.unsent() if one.id == row.id)

    @rule(order=ORDERS, state=st.text(max_size=3), dues=st.lists(DUES, max_size=3), data=st.data())
    def commit(self, order: str, state: str, dues: list[float], data: Any) -> None:
        of_order = [row.id for row in self._waiting() if row.aggregate_id == order]
        done = data.draw(st.sampled_from(["", *of_order]))
        taken_in = data.draw(st.none() | MESSAGES)
        answer = data.draw(
            st.none() | st.tuples(KEYS, st.builds(Answer, st.text(), st.just(202), st.binary()))
        )
        version = self._versions[order] = self._versions.get(order, 0) + 1
        if version == 1 and answer is not None and self._memory.answer(answer[0]) is not None:
            answer = None  # the intake looks first: a key that has an answer accepts nothing
        first = self._numbers.get(order, 0) + 1
        self._numbers[order] = first + len(dues) - 1
        for store in self._both():
            rows = tuple(a_row(number, order, due_s=due) for number, due in enumerate(dues, first))
            trail = TrailEntry(version, NOON, "Event", "a", "b", "m", "c")
            store.commit(Step(order, state, trail, rows, done, taken_in, answer))

    @rule(data=st.data(), due_s=DUES, attempts=st.integers(1, 9))
    def reschedule(self, data: Any, due_s: float, attempts: int) -> None:
        for row in self._drawn(data):
            for store in self._both():
                found = self._of(store, row)
                found.due_s, found.attempts = due_s, attempts
                store.reschedule(found)

    @rule(data=st.data())
    def bury(self, data: Any) -> None:
        for row in self._drawn(data):
            for store in self._both():
                store.bury(self._of(store, row), "defect", NOON)

    def _drawn(self, data: Any) -> Iterator[OutboxRow]:
        if waiting := self._waiting():
            yield data.draw(st.sampled_from(waiting))

    @rule(name=st.sampled_from(["policy", "latches"]), document=st.binary(max_size=3))
    def keep(self, name: str, document: bytes) -> None:
        for store in self._both():
            store.keep(name, document)

    @rule()
    def restart(self) -> None:
        self._sqlite.shut()
        self._sqlite = self._opened()

    @invariant()
    def they_are_alike(self) -> None:
        memory, sqlite = map(seen, self._both())
        assert memory == sqlite

    def teardown(self) -> None:
        self._sqlite.shut()
        self._memory.shut()
        self._folder.cleanup()


def seen(store: Waiting) -> dict[str, Any]:
    orders = ("A", "B", "C")
    return {
        "states": list(store.aggregates()),
        "loaded": [store.load(order) for order in orders],
        "trails": [store.trail(order) for order in orders],
        "unsent": list(store.unsent()),
        "level": store.level(),
        "answers": [store.answer(key) for key in ("k1", "k2")],
        "inbox": [store.has_taken_in(source, m) for source in ("wms", "threepl") for m in ("m1", "m2")],
        "documents": [store.kept(name) for name in ("policy", "latches")],
    }


class StoresOnPostgres(Stores):
    """The same, with PostgreSQL beside the memory; a restart is a new incarnation of the same replica."""

    _schema = None

    def __init__(self) -> None:
        super().__init__()
        from tests.facade.messaging.databases import emptied

        emptied(self._url())

    @classmethod
    def _url(cls) -> str:
        from tests.facade.messaging.databases import a_schema

        if cls._schema is None:
            cls._schema = a_schema()
            cls._place = cls._schema.__enter__()
        return cls._place

    def _opened(self) -> Waiting:
        from tests.facade.messaging.databases import a_replica

        store = a_replica(self._url(), dump=str.encode, read=bytes.decode)
        store.claim()  # what the last process had is this one's
        return store


TestBothStores = Stores.TestCase
TestBothStores.settings = settings(max_examples=40, stateful_step_count=15)


@pytest.mark.services("postgresql")
class TestPostgres(StoresOnPostgres.TestCase):
    settings = settings(max_examples=20, stateful_step_count=15)

    @classmethod
    def tearDownClass(cls) -> None:
        if StoresOnPostgres._schema is not None:
            StoresOnPostgres._schema.__exit__(None, None, None)
            StoresOnPostgres._schema = None
