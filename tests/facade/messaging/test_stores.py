"""One suite for both stores: what a rehearsal shows of one must hold for the other."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from sqlite3 import IntegrityError

import pytest

from facade.messaging.memory import MemoryStore
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Answer, OutboxLevel, Step, Store, TrailEntry
from facade.orders.codec import dump_state, read_state
from facade.orders.state import OrderState, Status
from tests.facade.builders import NOON, a_booking, a_state
from tests.facade.messaging.rows import NOON_S, a_row

KEEPS = Callable[[], Store]


def open_sqlite(path: Path) -> SqliteStore:
    return SqliteStore(path / "deep" / "facade.sqlite3", dump_state, read_state)


@pytest.fixture(params=["memory", "sqlite"])
def reopened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[KEEPS]:
    """Gives the store as the next process finds it; the last process was killed, so nothing was closed."""
    if request.param == "memory":
        kept = MemoryStore()
        yield lambda: kept
        return
    opened: list[SqliteStore] = []

    def reopen() -> Store:
        opened.append(open_sqlite(tmp_path))
        return opened[-1]

    yield reopen
    for store in opened:
        store.close()


@pytest.fixture
def store(reopened: KEEPS) -> Store:
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
    def test_is_kept_whole_and_found_by_the_next_process(self, store: Store, reopened: KEEPS) -> None:
        store.commit(FULL)

        for process in (store, reopened()):
            assert process.load("W000001") == FULL.state
            assert process.trail("W000001") == [a_trail(1)]
            assert list(process.unsent()) == list(FULL.rows)
            assert process.has_taken_in("wms", "m-1")
            assert process.answer("commerce:k") == ANSWER

    def test_replaces_the_state_and_takes_its_row_off_the_outbox(self, store: Store) -> None:
        store.commit(FULL)

        after = a_state(status=Status.VALIDATED)
        store.commit(Step("W000001", after, a_trail(2), (a_row(3),), done="W000001#1"))

        assert store.load("W000001") == after
        assert [row.id for row in store.unsent()] == ["W000001#2", "W000001#3"]
        assert store.trail("W000001") == [a_trail(1), a_trail(2)]

    def test_may_be_a_state_alone(self, store: Store) -> None:
        store.commit(Step("W000001", a_state()))

        assert store.load("W000001") == a_state()
        assert list(store.unsent()) == []
        assert store.trail("W000001") == []

    def test_gives_a_key_its_first_answer_for_good(self, store: Store) -> None:
        store.commit(FULL)

        store.commit(FULL._replace(rows=(), trail=None, answer=("commerce:k", Answer("other", 202, b"{}"))))

        assert store.answer("commerce:k") == ANSWER

    def test_may_take_a_message_in_twice(self, store: Store) -> None:
        for version in (1, 2):
            store.commit(Step("W000001", a_state(), a_trail(version), taken_in=("wms", "m-1")))

        assert store.has_taken_in("wms", "m-1")

    def test_of_an_order_that_is_not_there_is_nothing(self, store: Store) -> None:
        assert store.load("W000001") is None
        assert store.trail("W000001") == []
        assert store.answer("commerce:k") is None
        assert not store.has_taken_in("wms", "m-1")

    def test_keeps_messages_of_different_senders_apart(self, store: Store) -> None:
        store.commit(FULL)

        assert not store.has_taken_in("threepl", "m-1")
        assert not store.has_taken_in("wms", "m-2")

    @pytest.mark.parametrize("message_id", ["a b", "a\rb", "a\x1cb", "a\x85b", "a\u2028b", "a\x00b", ""])
    def test_is_told_with_whatever_id_a_message_came_under(self, store: Store, message_id: str) -> None:
        told = a_trail(1)._replace(message_id=message_id)

        store.commit(Step("W000001", a_state(), told))

        assert store.trail("W000001") == [told]


class TestTheOutbox:
    def test_keeps_the_order_in_which_rows_were_written(self, store: Store, reopened: KEEPS) -> None:
        rows = [a_row(number, f"W{order}") for number in (2, 1, 3) for order in (9, 10)]
        for row in rows:
            store.commit(Step(row.aggregate_id, a_state(), rows=(row,)))

        assert [row.id for row in reopened().unsent()] == [row.id for row in rows]

    def test_a_rescheduled_row_keeps_its_place_and_its_attempts(self, store: Store, reopened: KEEPS) -> None:
        first, second = a_row(1), a_row(2)
        store.commit(Step("W000001", a_state(), rows=(first, second)))

        first.attempts, first.due_s = 3, NOON_S + 60.5
        store.reschedule(first)

        assert list(reopened().unsent()) == [first, second]

    def test_a_buried_row_is_counted_and_never_carried_out_again(self, store: Store, reopened: KEEPS) -> None:
        store.commit(Step("W000001", a_state(), rows=(a_row(1), a_row(2))))

        store.bury(a_row(1), "defect", NOON)

        after = reopened()
        assert [row.id for row in after.unsent()] == ["W000001#2"]
        assert after.level().dead == 1

    def test_its_level_tells_what_waits_since_when_and_what_was_tried(self, store: Store) -> None:
        assert store.level() == OutboxLevel(0, None, 0, 0)

        rows = (a_row(1, due_s=NOON_S + 7), a_row(2, due_s=NOON_S + 3, attempts=1), a_row(3, attempts=5))
        store.commit(Step("W000001", a_state(), rows=rows))
        assert store.level() == OutboxLevel(3, NOON_S, 2, 0)

        store.commit(Step("W000001", a_state(), done="W000001#3"))
        assert store.level() == OutboxLevel(2, NOON_S + 3, 1, 0)


class TestDocuments:
    def test_are_replaced_and_outlive_the_process(self, store: Store, reopened: KEEPS) -> None:
        assert store.kept("policy") is None

        store.keep("policy", b"one")
        store.keep("policy", b"two")

        assert reopened().kept("policy") == b"two"
        assert store.kept("latches") is None


def test_states_come_in_pages_in_the_order_they_were_made(store: Store) -> None:
    for name in ("A", "B", "C", "D", "E", "B"):
        store.commit(Step(name, a_state()._replace(order_id=name)))

    def page(after: str) -> list[str]:
        return [state.order_id for state in store.page(after, 2)]

    assert [page(""), page("B"), page("D"), page("E")] == [["A", "B"], ["C", "D"], ["E"], []]


def test_states_are_given_in_the_order_they_were_made_however_often_they_changed(
    store: Store, reopened: KEEPS
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
        store = open_sqlite(tmp_path)
        store.commit(FULL)

        with pytest.raises(IntegrityError):
            store.commit(bad._replace(state=a_state(status=Status.ON_HOLD), done="W000001#1"))

        assert store.load("W000001") == FULL.state
        assert list(store.unsent()) == list(FULL.rows)
        assert store.trail("W000001") == [a_trail(1)]
        assert not store.has_taken_in("wms", "m-2")
        store.commit(Step("W000001", a_state(), a_trail(2)))
        store.close()

    def test_a_state_that_cannot_be_written_down_leaves_nothing_behind(self, tmp_path: Path) -> None:
        def unwritable(state: OrderState) -> bytes:
            raise ValueError(state.order_id)

        store = SqliteStore(tmp_path / "x.sqlite3", unwritable, read_state)

        with pytest.raises(ValueError, match="W000001"):
            store.commit(FULL)

        assert list(store.unsent()) == []
        assert store.answer("commerce:k") is None
        store.close()

    def test_another_process_sees_a_step_whole_or_not_at_all(self, tmp_path: Path) -> None:
        writer, reader = open_sqlite(tmp_path), open_sqlite(tmp_path)

        writer.commit(FULL)

        assert (reader.load("W000001"), list(reader.unsent())) == (FULL.state, list(FULL.rows))
        writer.close()
        reader.close()


def test_without_its_outbox_a_memory_store_forgets_what_was_to_be_done() -> None:
    store = MemoryStore(outbox=False)

    store.commit(FULL)

    assert list(store.unsent()) == []
    assert store.load("W000001") == FULL.state
