"""Goods that no site holds: bought from their supplier, who sends them straight to the buyer."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from facade.canonical.fulfilment import Shipment, ShippedLine
from facade.canonical.goods_back import ReturnReason
from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders.allocation import AllocationRules, Restriction, SiteRule
from facade.orders.checks import Refusal, from_sites, sites_for, suppliers_for
from facade.orders.commands import Command, Do
from facade.orders.copying import copies_due
from facade.orders.decision import SUPPLIER_LOOK_S
from facade.orders.explaining import failed
from facade.orders.part import PartStatus
from facade.orders.process import decide
from facade.orders.promised import unplaced
from facade.orders.returning import NotReturnableError, divided_returns
from facade.orders.state import OrderState, Status
from facade.routing.stage import Stage
from tests.facade.builders import NOON, a_booking, a_posted_shipment, a_state, an_invoice, an_order

BOTH_LINES = ((1, "SUP1"), (2, "SUP1"))
LOOK = Command(Do.ASK_SUPPLIER, "1", SUPPLIER_LOOK_S)
RULES = AllocationRules((SiteRule("DC1", ("*",)),), suppliers={"I002": "SUP1"})


def booked(stage: Stage = Stage.OFF, suppliers: Any = BOTH_LINES, **order: Any) -> OrderState:
    state = a_state(stage, order=replace(an_order(), **order))
    validated = ev.OrderValidated(an_order().lines, ("DC1", "DC2"), (), suppliers)
    for event in (validated, ev.OrderBooked(a_booking())):
        state = decide(state, event).state
    return state


def lived(state: OrderState, *events: ev.Event) -> tuple[OrderState, list[Command]]:
    commands: list[Command] = []
    for event in events:
        state, done = decide(state, event)
        commands = list(done)
    return state, commands


def sent(part: int = 1, *lines: int) -> ev.OrderShipped:
    gone = tuple(ShippedLine(line, Quantity(Decimal(6), "EA")) for line in lines or (1, 2))
    return ev.OrderShipped(Shipment("VS-1", "", "", NOON, gone), part)


ORDERED, SILENT, CONFIRMED = ev.PurchaseOrdered("PO-1"), ev.SupplierSilent(), ev.SupplierConfirmed()
DECLINED = ev.SupplierDeclined()


class TestBuying:
    def test_each_source_gets_a_part_of_its_own(self) -> None:
        validated = ev.OrderValidated(an_order().lines, ("DC1", "DC2"), (), ((2, "SUP1"),))
        state, commands = lived(a_state(), validated, ev.OrderBooked(a_booking()))

        assert [(part.units, part.sites, part.supplier) for part in state.parts] == [
            (((1, 6),), ("DC1", "DC2"), ""),
            (((2, 6),), (), "SUP1"),
        ]
        assert commands == [Command(Do.RESERVE, "1"), Command(Do.BUY, "2")]

    def test_what_is_bought_is_promised_to_nobody_from_stock(self) -> None:
        assert unplaced(booked(suppliers=((2, "SUP1"),))) == {"I001": 6}

    def test_the_supplier_is_looked_at_until_the_goods_have_left(self) -> None:
        state, first = lived(booked(), ORDERED)
        state, again = lived(state, SILENT)
        state, confirmed = lived(state, CONFIRMED)
        assert (first, again, confirmed) == ([LOOK], [LOOK], [LOOK])
        assert (state.parts[0].status, state.status) == (PartStatus.CONFIRMED, Status.RELEASED)

        state, left = lived(state, sent())

        assert [command.do for command in left] == [Do.POST_SHIPMENT, Do.POST_INVOICE, Do.TELL_SHIPMENT]
        state, _ = lived(
            state,
            ev.ShipmentPosted(a_posted_shipment()),
            ev.InvoicePosted(an_invoice()),
            ev.ChannelTold(Do.TELL_INVOICE, 1),
        )
        assert state.status is Status.COMPLETED

    def test_a_copy_of_the_order_has_a_copy_of_the_purchase(self) -> None:
        _, commands = lived(booked(Stage.SHADOW), ORDERED)

        assert commands == [LOOK, Command(Do.MIRROR_PURCHASE, "1")]

    def test_the_way_back_copies_the_purchase_before_its_shipment(self) -> None:
        state, _ = lived(booked(), ORDERED, sent(), ev.ShipmentPosted(a_posted_shipment()))
        state = state._replace(route=replace(state.route, stage=Stage.RAMPDOWN))

        assert [command.do for command in copies_due(state)] == [
            Do.MIRROR_BOOKING,
            Do.MIRROR_PURCHASE,
            Do.MIRROR_SHIPMENT,
        ]


class TestDeclined:
    def test_what_its_supplier_declines_is_a_backorder_and_the_buyer_reads_why(self) -> None:
        state, commands = lived(booked(Stage.SHADOW), ORDERED, DECLINED)

        assert [command.do for command in commands] == [
            Do.MIRROR_WITHDRAWAL,
            Do.AWAIT_STOCK,
            Do.TELL_BACKORDERED,
        ]
        assert (state.status, state.reason) == (Status.BACKORDERED, "its supplier has declined")
        assert [(part.status, part.supplier) for part in state.parts] == [
            (PartStatus.CANCELLED, "SUP1"),
            (PartStatus.WAITING, "SUP1"),
        ]

    def test_it_is_bought_anew_under_another_reference_and_of_a_second_no_nobody_is_told(self) -> None:
        state, commands = lived(booked(), ORDERED, DECLINED, ev.WaitEnded(1, 2))
        assert commands == [Command(Do.BUY, "2")]

        state, commands = lived(state, ev.PurchaseOrdered("PO-2", 2), ev.SupplierDeclined(2))

        assert [command.do for command in commands] == [Do.AWAIT_STOCK]
        assert (len(state.parts), state.parts[2].waits) == (3, 2)

    def test_a_buyer_who_waits_for_a_supplier_may_still_cancel(self) -> None:
        _, commands = lived(booked(), ORDERED, DECLINED, ev.CancelRequested(()))

        assert [command.do for command in commands] == [Do.CANCEL_BOOKING]

    def test_a_no_that_meets_a_wish_to_cancel_leaves_it_to_the_answer_of_the_book(self) -> None:
        state, commands = lived(booked(), ORDERED, ev.CancelRequested(()), DECLINED)
        assert commands == [LOOK]

        _, commands = lived(state, ev.PurchaseWithdrawn())

        assert [command.do for command in commands] == [Do.CANCEL_BOOKING]

    def test_old_news_of_it_changes_nothing(self) -> None:
        state, _ = lived(booked(), ORDERED, CONFIRMED)

        assert lived(state, DECLINED) == (state, [])


class TestTakingBack:
    def test_a_purchase_is_withdrawn_until_its_supplier_confirms(self) -> None:
        state, commands = lived(booked(Stage.SHADOW), ORDERED, ev.CancelRequested(()))
        assert commands == [Command(Do.WITHDRAW, "1")]

        state, commands = lived(state, ev.PurchaseWithdrawn())

        assert [command.do for command in commands] == [Do.MIRROR_WITHDRAWAL, Do.CANCEL_BOOKING]
        state, _ = lived(state, ev.BookingCancelled())
        assert (state.status, lived(state, SILENT)[1]) == (Status.CANCELLED, [])

    def test_a_wish_that_comes_while_it_is_being_bought_waits_for_the_number(self) -> None:
        state, commands = lived(booked(), ev.CancelRequested(()))
        assert commands == []

        state, commands = lived(state, ORDERED)

        assert [command.do for command in commands] == [Do.WITHDRAW, Do.ASK_SUPPLIER]

    @pytest.mark.parametrize("too_late", [ev.PurchaseKept(), CONFIRMED, sent()])
    def test_a_confirmed_purchase_goes_on_and_the_buyer_reads_why(self, too_late: ev.Event) -> None:
        state, _ = lived(booked(), ORDERED, ev.CancelRequested(()), too_late)

        assert state.cancellation is not None
        assert (state.cancellation.outcome, state.cancellation.reason) == (
            "refused",
            "the supplier had already confirmed",
        )

    def test_there_is_one_look_to_come_however_the_wish_ends(self) -> None:
        state, _ = lived(booked(), ORDERED, ev.CancelRequested(()))
        kept, commands = lived(state, ev.PurchaseKept())
        assert commands == []

        assert lived(kept, SILENT)[1] == [LOOK]
        assert lived(kept, CONFIRMED)[1] == [LOOK]

    def test_what_is_left_of_a_line_is_bought_anew_under_another_reference(self) -> None:
        wish = ev.CancelRequested(((1, 2),))
        state, _ = lived(booked(), ORDERED, wish, ev.PurchaseWithdrawn())
        state, commands = lived(state, ev.BookingAmended(a_booking()))

        assert commands == [Command(Do.BUY, "2")]
        assert [(part.status, part.supplier) for part in state.parts] == [
            (PartStatus.CANCELLED, "SUP1"),
            (PartStatus.OPEN, "SUP1"),
        ]


class TestChecking:
    def test_a_line_no_site_holds_is_asked_of_no_site(self) -> None:
        rules = replace(RULES, restrictions=(Restriction(("DC9",), "I002"),))
        suppliers = suppliers_for(an_order(), rules)

        assert suppliers == ((2, "SUP1"),)
        assert sites_for(from_sites(an_order(), suppliers), rules) == ("DC1",)

    @pytest.mark.parametrize(
        ("sent_by", "is_taken"), [({"I002": "S"}, False), ({"I001": "S", "I002": "S"}, True)]
    )
    def test_one_delivery_comes_from_one_source(self, sent_by: dict[str, str], is_taken: bool) -> None:
        order, rules = replace(an_order(), is_complete_only=True), replace(RULES, suppliers=sent_by)
        if is_taken:
            assert len(suppliers_for(order, rules)) == 2
            return
        with pytest.raises(Refusal, match="no_site_may_send_all"):
            suppliers_for(order, rules)


def test_no_site_takes_back_what_came_from_a_supplier() -> None:
    state, _ = lived(booked(), ORDERED, sent())

    with pytest.raises(NotReturnableError) as refused:
        divided_returns(state.order, state.parts, (), ((1, 1),), ReturnReason.UNWANTED, NOON)

    assert refused.value.code == "sent_by_supplier"


@pytest.mark.parametrize("command", Do)
def test_whatever_cannot_be_done_is_explained(command: Do) -> None:
    reason, advice = failed(command, "why")

    assert reason.endswith("why")
    assert advice
