from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from facade.errors import SystemUnavailableError
from facade.messaging.memory import MemoryStore
from facade.messaging.store import Answer, OutboxRow, Step, TrailEntry
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.decision import BACKORDER_RETRY_S
from facade.orders.desk import OrderDesk, PolicyHolder, Switches
from facade.orders.part import Part
from facade.orders.state import Status
from facade.routing.policy import Policy, Route
from facade.routing.stage import Side, Stage
from tests.facade.builders import NOON, a_booking, a_state, an_order
from tests.facade.waiting import Waiting

ANSWER = Answer("f00d", 202, b"{}")
VALIDATED = ev.OrderValidated(an_order().lines, ("DC1", "DC2"))
NOON_S = NOON.timestamp()


@dataclass
class Noon:
    at: datetime = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return 0.0

    async def sleep(self, seconds: float) -> None:
        raise AssertionError("the desk waits for nothing")


class Desk:
    """A desk, its store, and what it has handed over to be carried out."""

    def __init__(self, store: MemoryStore | None = None, switches: Switches | None = None) -> None:
        kept = store or MemoryStore()
        self.store = Waiting(kept)
        self.clock = Noon()
        self.policy = PolicyHolder(Policy())
        self.taken: list[OutboxRow] = []
        self.desk = Waiting(OrderDesk(kept, self.clock, self.policy, self._take, switches or Switches()))
        self._kept = kept

    def _take(self, rows: Sequence[OutboxRow]) -> None:
        kept = set(self._kept._rows)
        assert kept.issuperset(row.id for row in rows), "handed over before it was durable"
        self.taken += rows

    def accept(self, key: str = "k") -> str:
        return self.desk.accept(an_order(), "visit-1", key, ANSWER)

    def trail(self) -> Iterator[TrailEntry]:
        return iter(self.store.trail("W000001"))


class TestAccepting:
    def test_makes_state_command_answer_and_trail_durable_together(self) -> None:
        desk = Desk()

        assert desk.accept() == "W000001"

        state = desk.desk.load("W000001")
        assert state is not None
        assert (state.order, state.status, state.version) == (an_order(), Status.ACCEPTED, 1)
        assert desk.store.answer("k") == ANSWER
        [row] = desk.store.unsent()
        assert row == OutboxRow(
            "W000001#1", "W000001", "process", "validate_order", "", "visit-1", NOON_S, NOON_S
        )
        assert list(desk.trail()) == [TrailEntry(1, NOON, "OrderAccepted", "", "accepted", "visit-1", "")]
        assert desk.taken == [row]

    def test_hands_nothing_over_when_the_step_cannot_be_kept(self) -> None:
        desk = Desk(FullDisk())

        with pytest.raises(OSError, match="no space"):
            desk.accept()

        assert desk.taken == []

    def test_pins_the_order_to_the_policy_of_the_instant(self) -> None:
        desk = Desk()
        desk.accept()

        desk.policy.current = desk.policy.current.moved("orders", "all", Stage.DUALWRITE)

        state = desk.desk.load("W000001")
        assert state is not None
        assert (state.route.stage, state.route.policy_version) == (Stage.OFF, 1)
        assert desk.desk.route_of(state) == state.route

    def test_without_pins_an_order_follows_the_policy_wherever_it_goes(self) -> None:
        desk = Desk(switches=Switches(pinning=False))
        desk.accept()

        desk.policy.current = desk.policy.current.moved("orders", "all", Stage.DUALWRITE)

        state = desk.desk.load("W000001")
        assert state is not None
        assert desk.desk.route_of(state).stage is Stage.DUALWRITE

    def test_without_idempotency_an_order_told_twice_becomes_two(self) -> None:
        desk = Desk(switches=Switches(idempotency=False))

        assert [desk.accept(), desk.accept(), desk.accept()] == ["W000001", "W000001+", "W000001++"]


class TestWhatHappensToAnOrder:
    def test_is_applied_counted_and_told_with_its_cause(self) -> None:
        desk = Desk()
        desk.accept()
        desk.clock.at += timedelta(seconds=3)

        after = desk.desk.apply("W000001", VALIDATED, "W000001#1", done="W000001#1")

        assert (after.status, after.version) == (Status.VALIDATED, 2)
        assert desk.desk.load("W000001") == after
        *_, last = desk.trail()
        assert last == TrailEntry(
            2,
            NOON + timedelta(seconds=3),
            "OrderValidated",
            "accepted",
            "validated",
            "W000001#1",
            "W000001#1",
        )

    def test_takes_the_finished_row_off_and_numbers_the_next_ones_on(self) -> None:
        desk = Desk()
        desk.accept()

        desk.desk.apply("W000001", VALIDATED, "W000001#1", done="W000001#1")

        rows = list(desk.store.unsent())
        assert [(row.id, row.do, row.lane, row.causation_id) for row in rows] == [
            ("W000001#2", Do.BOOK, "process", "W000001#1"),
            ("W000001#3", Do.TELL_PROCESSING, "channel", "W000001#1"),
        ]
        desk.desk.apply("W000001", ev.OrderBooked(a_booking()), "W000001#2", done="W000001#2")
        assert [row.id for row in desk.store.unsent()] == ["W000001#3", "W000001#4"]
        assert [row.id for row in desk.taken] == [f"W000001#{number}" for number in (1, 2, 3, 4)]

    def test_keeps_the_id_of_the_notice_that_told_it(self) -> None:
        desk = Desk()
        desk.store.commit(Step("W000001", a_state(status=Status.RELEASED, accepted_by="visit-1")))

        desk.desk.apply("W000001", ev.OrderPicked(), "wms-5", taken_in=("wms", "m-5"))

        assert desk.store.has_taken_in("wms", "m-5")
        *_, last = desk.trail()
        assert (last.message_id, last.causation_id) == ("wms-5", "visit-1")

    def test_leaves_a_trail_even_when_it_changes_nothing(self) -> None:
        desk = Desk()
        desk.store.commit(Step("W000001", a_state(status=Status.COMPLETED, version=9)))

        after = desk.desk.apply("W000001", ev.OrderPicked(), "wms-5")

        assert after == a_state(status=Status.COMPLETED)._replace(version=10)
        assert [entry.version for entry in desk.trail()] == [10]
        assert desk.taken == []

    def test_is_due_later_when_the_decision_says_so(self) -> None:
        desk = Desk()
        state = a_state(
            status=Status.VALIDATED,
            asked=("DC1",),
            parts=(Part(sites=("DC1",), is_divided=True),),
            booking=a_booking(),
        )
        desk.store.commit(Step("W000001", state))

        desk.desk.apply("W000001", ev.StockShort("DC1"), "W000001#4")

        reserve, tell = desk.taken
        assert (reserve.do, reserve.due_s, reserve.written_s) == (
            Do.AWAIT_STOCK,
            NOON_S + BACKORDER_RETRY_S,
            NOON_S,
        )
        assert (tell.do, tell.due_s) == (Do.TELL_BACKORDERED, NOON_S)

    def test_is_a_defect_for_an_order_that_was_never_accepted(self) -> None:
        with pytest.raises(AssertionError, match="never accepted: W000001"):
            Desk().desk.apply("W000001", ev.OrderPicked(), "wms-5")


class FullDisk(MemoryStore):
    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        raise OSError("no space left")


def test_a_return_of_an_order_in_the_new_book_waits_until_returns_are_staged_there() -> None:
    desk = Desk()
    route = Route("orders", "all", Stage.LIVE, 1)
    desk.policy.current = Policy(stages={("returns", "all"): Stage.OFF})

    with pytest.raises(SystemUnavailableError, match="returns of all stands at off") as waits:
        desk.desk.must_take(Do.REGISTER_RETURN, route, Side.NEW)
    assert waits.value.undone
    desk.desk.must_take(Do.REGISTER_RETURN, route, Side.OLD)
    desk.desk.must_take(Do.POST_INVOICE, route, Side.NEW)

    desk.policy.current = Policy(stages={("returns", "all"): Stage.DUALWRITE})
    desk.desk.must_take(Do.REGISTER_RETURN, route, Side.NEW)
