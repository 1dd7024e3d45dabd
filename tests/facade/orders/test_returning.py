"""Goods that come back: what may, from which shipment, and how a return gets on."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from itertools import product

import pytest

from facade.canonical.fulfilment import ShippedLine
from facade.canonical.goods_back import Disposition, ReturnReason, TakenBack
from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders.codec import dump_state, read_state
from facade.orders.commands import Command, Do, Lane
from facade.orders.part import Part, PartStatus
from facade.orders.process import OF_A_RETURN, decide
from facade.orders.return_notes import asked
from facade.orders.return_table import TABLE
from facade.orders.returning import (
    RETURNS_MAX,
    GoodsReturn,
    NotReturnableError,
    ReturnRules,
    ReturnStatus,
    last_day,
)
from facade.orders.state import OrderState, Status
from tests.facade.builders import NOON, a_completed, a_memo, a_return, a_shipment, a_state

TAKEN = (TakenBack(1, 2, Disposition.QUARANTINE),)
LIFE = (
    ev.ReturnRegistered(1, "RMA-1"),
    ev.ReturnExpected(1, "9"),
    ev.ReturnReceived(1, TAKEN),
    ev.ReturnCredited(1, a_memo()),
    ev.RefundTold(1),
)


def wish(*units: tuple[int, int], days: int = 0) -> ev.ReturnRequested:
    """A wish that comes so many days after the goods have left."""
    after = last_day(NOON + timedelta(days=days), ReturnRules())
    return ev.ReturnRequested(units or ((1, 2),), ReturnReason.DEFECTIVE, after, "return:k")


def refusal(state: OrderState, event: ev.ReturnRequested) -> NotReturnableError:
    with pytest.raises(NotReturnableError) as refused:
        asked(state, event)
    assert decide(state, event).state == state, "what is refused changes nothing"
    assert decide(state, event).commands == ()
    return refused.value


def in_two_parts() -> OrderState:
    """Line 1 has left in two shipments: two units first, then four, with all of line 2."""
    both = [((1, 2),), ((1, 4), (2, 6))]
    parts = tuple(
        a_completed()
        .parts[0]
        ._replace(
            number=number,
            units=units,
            departure=number,
            shipment=replace(
                a_shipment(),
                shipped_at=NOON + timedelta(days=10 * number),
                lines=tuple(ShippedLine(line, Quantity(Decimal(much), "EA")) for line, much in units),
            ),
        )
        for number, units in enumerate(both, start=1)
    )
    return a_completed()._replace(parts=parts)


class TestWhatMayComeBack:
    def test_is_what_has_left_and_was_invoiced(self) -> None:
        decision = decide(a_completed(), wish((1, 2), (2, 6)))

        (one,) = decision.state.returns
        assert (one.part, one.units, one.reason) == (1, ((1, 2), (2, 6)), ReturnReason.DEFECTIVE)
        assert decision.commands == (Command(Do.REGISTER_RETURN, "1"),)
        assert decision.commands[0].lane == f"{Lane.RETURN}/1"
        assert decision.state.status is Status.RETURNING

    def test_is_divided_by_the_shipments_it_left_with(self) -> None:
        decision = decide(in_two_parts(), wish((1, 5), (2, 1)))

        assert [(one.part, one.units) for one in decision.state.returns] == [
            (1, ((1, 2),)),
            (2, ((1, 3), (2, 1))),
        ]
        assert [command.argument for command in decision.commands] == ["1", "2"]

    def test_is_nothing_that_has_not_left(self) -> None:
        waiting = a_state(parts=(Part(1, PartStatus.RELEASED),), status=Status.RELEASED)

        refused = refusal(waiting, wish())

        assert (refused.code, str(refused)) == ("not_shipped", "nothing of line 1 has left yet")

    def test_is_nothing_that_has_left_and_is_not_invoiced_yet(self) -> None:
        state = a_completed()
        shipped = state._replace(parts=(state.parts[0]._replace(status=PartStatus.SHIPPED),))

        assert refusal(shipped, wish()).code == "not_invoiced_yet"

    def test_is_no_more_than_has_left(self) -> None:
        refused = refusal(a_completed(), wish((1, 7)))

        assert refused.code == "more_than_shipped"
        assert str(refused) == "6 of line 1 have left and 6 can still come back, not 7"

    def test_is_no_more_than_is_not_coming_back_already(self) -> None:
        refused = refusal(a_completed(a_return(units=5)), wish((1, 2)))

        assert str(refused) == "6 of line 1 have left and 1 can still come back, not 2"

    def test_is_nothing_of_a_line_that_was_not_ordered(self) -> None:
        assert refusal(a_completed(), wish((3, 1))).code == "line_unknown"

    def test_is_nothing_once_the_time_is_over(self) -> None:
        assert decide(a_completed(), wish(days=30)).commands

        refused = refusal(a_completed(), wish(days=31))

        assert (refused.code, "2026-03-02" in str(refused)) == ("too_late_to_return", True)

    def test_is_what_left_late_enough_of_a_line_that_left_twice(self) -> None:
        event = wish((1, 4), days=45)

        assert [one.part for one in decide(in_two_parts(), event).state.returns] == [2]
        assert "4 can still come back" in str(refusal(in_two_parts(), wish((1, 5), days=45)))

    def test_is_no_part_of_a_case_that_was_opened(self) -> None:
        state = a_completed()
        lines = (ShippedLine(1, Quantity(Decimal("1.5"), "CS")),)
        opened = state.parts[0]._replace(shipment=replace(a_shipment(), lines=lines))

        assert refusal(state._replace(parts=(opened,)), wish((1, 2))).code == "more_than_shipped"

    def test_comes_in_so_many_returns_and_no_more(self) -> None:
        many = tuple(a_return(ReturnStatus.SETTLED, 0, number) for number in range(1, RETURNS_MAX + 1))

        assert refusal(a_completed(*many), wish()).code == "too_many_returns"


class TestAReturn:
    def test_goes_from_the_wish_to_the_money(self) -> None:
        state = decide(a_completed(), wish()).state
        seen = []
        for event in LIFE:
            state, commands = decide(state, event)
            seen.append((state.returns[0].status, state.status, [command.do for command in commands]))

        assert seen == [
            (ReturnStatus.REGISTERED, Status.RETURNING, [Do.EXPECT_RETURN]),
            (ReturnStatus.EXPECTED, Status.RETURNING, []),
            (ReturnStatus.RECEIVED, Status.RETURNING, [Do.CREDIT_RETURN]),
            (ReturnStatus.CREDITED, Status.RETURNING, [Do.TELL_REFUND]),
            (ReturnStatus.SETTLED, Status.COMPLETED, []),
        ]
        (one,) = state.returns
        assert (one.rma_number, one.site_number, one.taken, one.memo) == ("RMA-1", "9", TAKEN, a_memo())

    def test_of_all_that_has_left_makes_it_a_returned_order(self) -> None:
        state = decide(a_completed(), wish((1, 6), (2, 6))).state
        for event in LIFE:
            state = decide(state, event).state

        assert state.status is Status.RETURNED

    @pytest.mark.parametrize(("status", "kind"), list(product(ReturnStatus, sorted(OF_A_RETURN, key=str))))
    def test_has_a_defined_outcome_for_every_event_in_every_status(
        self, status: ReturnStatus, kind: type
    ) -> None:
        state = a_completed(a_return(status))
        event = next(event for event in LIFE if type(event) is kind)

        after, commands = decide(state, event)

        rules = TABLE.get((status, kind), ())
        if not rules:
            assert (after, commands) == (state, ())
        else:
            assert after.returns[0].status is rules[0].to
            assert [command.do for command in commands] == list(rules[0].does)
            assert decide(after, event) == (after, ()), "what is told twice happens once"

    def test_that_the_order_has_not_changes_nothing(self) -> None:
        assert decide(a_completed(), LIFE[0]) == (a_completed(), ())

    def test_that_a_system_refuses_holds_the_order_until_it_is_tried_again(self) -> None:
        state = a_completed(a_return(ReturnStatus.RECEIVED))

        held = decide(state, ev.CommandRefused(Do.CREDIT_RETURN, "no open period", "1")).state
        assert (held.status, held.reason) == (Status.ON_HOLD, "credit_return: no open period")

        released = decide(held, ev.HoldReleased())
        assert released.commands == (Command(Do.CREDIT_RETURN, "1"),)
        assert released.state.status is Status.RETURNING

    def test_is_kept_whole(self) -> None:
        state = decide(a_completed(), wish()).state
        for event in LIFE[:4]:
            state = decide(state, event).state

        assert read_state(dump_state(state)) == state
        assert isinstance(read_state(dump_state(state)).returns[0], GoodsReturn)
