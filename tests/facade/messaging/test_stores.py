"""One suite for all stores: what a rehearsal shows of one must hold for the others."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from sqlite3 import IntegrityError

import pytest

from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Answer, OutboxLevel, Step, TrailEntry
from facade.orders.codec import dump_state, read_state
from facade.orders.state import OrderState, Status
from tests.facade.builders import NOON, a_booking, a_state
from tests.facade.messaging.rows import NOON_S, a_row
from tests.facade.waiting import Waiting

Keeps = Callable[[], Waiting]


def open_sqlite(path: Path) -> SqliteStore:
    return SqliteStore(path / "deep" / "facade.sqlite3", dump_state, read_state)


@pytest.fixture(
    params=["memory", "sqlite", pytest.param("postgresql", marks=pytest.mark.services("postgresql"))]
)
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Keeps]:
    """Gives the store as the next process finds it; the last process was killed, so nothing was closed."""
    if request.param == "memory":
        kept = Waiting(MemoryStore())
        yield lambda: kept
        kept.shut()
        return
    if request.param == "postgresql":
        yield from on_postgresql()
        return
    opened: list[Waiting] = []

    def reopen() -> Waiting:
        opened.append(Waiting(open_sqlite(tmp_path)))
        return opened[-1]

    yield reopen
    for store in opened:
        store.shut()


def on_postgresql() -> Iterator[Keeps]:
    from tests.facade.messaging.databases import a_replica, a_schema  # only where its driver is

    opened: list[Waiting] = []
    with a_schema() as url:

        def reopen() -> Waiting:
            opened.append(a_replica(url))
            return opened[-1]

        yield reopen
        for store in opened:
            store.shut()


@pytest.fixture
def store(reopened: Keeps) -> Waiting:
    return reopened()


def a_trail(version: int, event: str = "OrderBooked") -> TrailEntry:
    at = NOON + timedelta(microseconds=version)
    return TrailEntry(version, at, event, "accepted", "validated", f"m-{version}", "m-0")


ANSWER = Answer("f00d", 202, b'{"reference": "W000001"}')
FULL = Step(
    "W000001",
    a_state(booking=a_booking()),
    a_trail(1),
    (a_row(1), a_row(2, lane="channel")),
    taken_in=("wms", "m-1"),
    answer=("commerce:k", ANSWER),
)


class TestAStep:
    def test_is_kept_whole_and_found_by_the_next_process(self, store: Waiting, reopened: Keeps) -> None:
        store.commit(FULL)

        for process in (store, reopened()):
            assert process.load("W000001") == FULL.state
            assert process.trail("W000001") == [a_trail(1)]
            assert list(process.unsent()) == list(FULL.rows)
            assert process.has_taken_in("wms", "m-1")
            assert process.answer("commerce:k") == ANSWER

    def test_replaces_the_state_and_takes_its_row_off_the_outbox(self, store: Waiting) -> None:
        store.commit(FULL)

        after = a_state(status=Status.VALIDATED)
        store.commit(Step("W000001", after, a_trail(2), (a_row(3),), done="W000001#1"))

        assert store.load("W000001") == after
        assert [row.id for row in store.unsent()] == ["W000001#2", "W000001#3"]
        assert store.trail("W000001") == [a_trail(1), a_trail(2)]

    def test_may_be_a_state_alone(self, store: Waiting) -> None:
        store.commit(Step("W000001", a_state()))

        assert store.load("W000001") == a_state()
        assert list(store.unsent()) == []
        assert store.trail("W000001") == []

    def test_gives_a_key_its_first_answer_for_good(self, store: Waiting) -> None:
        store.commit(FULL)

        store.commit(FULL._replace(rows=(), trail=None, answer=("commerce:k", Answer("other", 202, b"{}"))))

        assert store.answer("commerce:k") == ANSWER

    def test_may_take_a_message_in_twice(self, store: Waiting) -> None:
        for version in (1, 2):
            store.commit(Step("W000001", a_state(), a_trail(version), taken_in=("wms", "m-1")))

        assert store.has_taken_in("wms", "m-1")

    def test_of_an_order_that_is_not_there_is_nothing(self, store: Waiting) -> None:
        assert store.load("W000001") is None
        assert store.trail("W000001") == []
        assert store.answer("commerce:k") is None
        assert not store.has_taken_in("wms", "m-1")

    def test_keeps_messages_of_different_senders_apart(self, store: Waiting) -> None:
        store.commit(FULL)

        assert not store.has_taken_in("threepl", "m-1")
        assert not store.has_taken_in("wms", "m-2")

    @pytest.mark.parametrize("message_id", ["a b", "a\rb", "a\x1cb", "a\x85b", "a\u2028b", ""])
    def test_is_told_with_whatever_id_a_message_came_under(self, store: Waiting, message_id: str) -> None:
        told = a_trail(1)._replace(message_id=message_id)

        store.commit(Step("W000001", a_state(), told))

        assert store.trail("W000001") == [told]


class TestTheOutbox:
    def test_keeps_the_order_in_which_rows_were_written(self, store: Waiting, reopened: Keeps) -> None:
        rows = [a_row(number, f"W{order}") for number in (2, 1, 3) for order in (9, 10)]
        for row in rows:
            store.commit(Step(row.aggregate_id, a_state(), rows=(row,)))

        assert [row.id for row in reopened().unsent()] == [row.id for row in rows]

    def test_a_rescheduled_row_keeps_its_place_and_its_attempts(
        self, store: Waiting, reopened: Keeps
    ) -> None:
        first, second = a_row(1), a_row(2)
        store.commit(Step("W000001", a_state(), rows=(first, second)))

        first.attempts, first.due_s = 3, NOON_S + 60.5
        store.reschedule(first)

        assert list(reopened().unsent()) == [first, second]

    def test_a_buried_row_is_counted_and_never_carried_out_again(
        self, store: Waiting, reopened: Keeps
    ) -> None:
        store.commit(Step("W000001", a_state(), rows=(a_row(1), a_row(2))))

        store.bury(a_row(1), "defect", NOON)

        after = reopened()
        assert [row.id for row in after.unsent()] == ["W000001#2"]
        assert after.level().dead == 1

    def test_its_level_tells_what_waits_since_when_and_what_was_tried(self, store: Waiting) -> None:
        assert store.level() == OutboxLevel(0, None, 0, 0)

        rows = (a_row(1, attempts=5), a_row(2, due_s=NOON_S + 3, attempts=1), a_row(3, due_s=NOON_S + 7))
        store.commit(Step("W000001", a_state(), rows=rows))
        assert store.level() == OutboxLevel(3, NOON_S, 2, 0)

        store.commit(Step("W000001", a_state(), done="W000001#1"))
        assert store.level() == OutboxLevel(2, NOON_S + 3, 1, 0)


class TestDocuments:
    def test_are_replaced_and_outlive_the_process(self, store: Waiting, reopened: Keeps) -> None:
        assert store.kept("policy") is None

        store.keep("policy", b"one")
        store.keep("policy", b"two")

        assert reopened().kept("policy") == b"two"
        assert store.kept("latches") is None


def test_states_come_in_pages_in_the_order_they_were_made(store: Waiting) -> None:
    for name in ("A", "B", "C", "D", "E", "B"):
        store.commit(Step(name, a_state()._replace(order_id=name)))

    def page(after: str) -> list[str]:
        return [state.order_id for state in store.page(after, 2)]

    assert [page(""), page("B"), page("D"), page("E")] == [["A", "B"], ["C", "D"], ["E"], []]


def test_states_are_given_in_the_order_they_were_made_however_often_they_changed(
    store: Waiting, reopened: Keeps
) -> None:
    for name in ("B", "A", "C", "B"):
        store.commit(Step(name, a_state()._replace(order_id=name)))

    assert [state.order_id for state in reopened().aggregates()] == ["B", "A", "C"]


class TestSqlite:
    @pytest.mark.parametrize(
        "bad",
        [
            FULL._replace(rows=(a_row(3),), taken_in=("wms", "m-2")),  # this version is told
            FULL._replace(trail=a_trail(2), rows=(a_row(3), a_row(2)), taken_in=("wms", "m-2")),
        ],
    )
    def test_a_step_that_cannot_be_written_leaves_nothing_behind(self, tmp_path: Path, bad: Step) -> None:
        store = Waiting(open_sqlite(tmp_path))
        store.commit(FULL)

        with pytest.raises(IntegrityError):
            store.commit(bad._replace(state=a_state(status=Status.ON_HOLD), done="W000001#1"))

        assert store.load("W000001") == FULL.state
        assert list(store.unsent()) == list(FULL.rows)
        assert store.trail("W000001") == [a_trail(1)]
        assert not store.has_taken_in("wms", "m-2")
        store.commit(Step("W000001", a_state(), a_trail(2)))
        store.shut()

    def test_a_state_that_cannot_be_written_down_leaves_nothing_behind(self, tmp_path: Path) -> None:
        def unwritable(state: OrderState) -> bytes:
            raise ValueError(state.order_id)

        store = Waiting(SqliteStore(tmp_path / "x.sqlite3", unwritable, read_state))

        with pytest.raises(ValueError, match="W000001"):
            store.commit(FULL)

        assert list(store.unsent()) == []
        assert store.answer("commerce:k") is None
        store.shut()

    def test_another_process_sees_a_step_whole_or_not_at_all(self, tmp_path: Path) -> None:
        writer, reader = Waiting(open_sqlite(tmp_path)), Waiting(open_sqlite(tmp_path))

        writer.commit(FULL)

        assert (reader.load("W000001"), list(reader.unsent())) == (FULL.state, list(FULL.rows))
        writer.shut()
        reader.shut()


def test_without_its_outbox_a_memory_store_forgets_what_was_to_be_done() -> None:
    store = Waiting(MemoryStore(outbox=False))

    store.commit(FULL)

    assert list(store.unsent()) == []
    assert store.load("W000001") == FULL.state
