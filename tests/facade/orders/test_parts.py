"""Orders that leave in parts: from several sites, some now and some later, or short."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from facade.canonical.fulfilment import Shipment, ShippedLine
from facade.canonical.value import Quantity
from facade.orders import events as ev
from facade.orders.commands import Command, Do
from facade.orders.part import PartStatus, contents, number_in, reference_of
from facade.orders.process import decide
from facade.orders.state import OrderState, Status
from facade.routing.stage import Stage
from tests.facade.builders import NOON, a_booking, a_posted_shipment, a_state, an_invoice, an_order

SHORT_EVERYWHERE = (ev.StockShort("DC1"), ev.StockShort("DC2"))
BOTH = ev.StockSurveyed((("DC1", (("I001", 6),)), ("DC2", (("I002", 6),))))
SOME = ev.StockSurveyed((("DC1", (("I001", 4),)), ("DC2", ())))


def booked(stage: Stage = Stage.OFF, **order: Any) -> OrderState:
    state = a_state(stage, order=replace(an_order(), **order))
    for event in (ev.OrderValidated(an_order().lines, ("DC1", "DC2")), ev.OrderBooked(a_booking())):
        state = decide(state, event).state
    return state


def lived(state: OrderState, *events: ev.Event) -> tuple[OrderState, list[Command]]:
    commands: list[Command] = []
    for event in events:
        decision = decide(state, event)
        state = decision.state
        commands = list(decision.commands)
    return state, commands


def shipment(part: int, *units: tuple[int, str]) -> Shipment:
    lines = tuple(ShippedLine(line, Quantity(Decimal(much), "EA")) for line, much in units)
    return Shipment(f"S-{part}", "DC1", "", NOON, lines)


def to_the_end(part: int, *units: tuple[int, str]) -> tuple[ev.Event, ...]:
    return (
        ev.StockReserved("DC1", "7", part),
        ev.OrderReleased(part),
        ev.OrderShipped(shipment(part, *units), part),
        ev.ShipmentPosted(a_posted_shipment(), part),
        ev.InvoicePosted(an_invoice(), part),
        ev.ChannelTold(Do.TELL_INVOICE, part),
    )


class TestAnOrderThatNoSiteHasWhole:
    def test_asks_what_every_site_has(self) -> None:
        _, commands = lived(booked(), *SHORT_EVERYWHERE)

        assert commands == [Command(Do.SURVEY_STOCK, "1")]

    def test_is_divided_among_them_each_under_a_reference_of_its_own(self) -> None:
        state, commands = lived(booked(), *SHORT_EVERYWHERE, BOTH)

        assert [(part.sites, part.units) for part in state.parts] == [
            (("DC1",), ((1, 6),)),
            (("DC2",), ((2, 6),)),
        ]
        assert commands == [Command(Do.RESERVE, "1"), Command(Do.RESERVE, "2")]
        assert [reference_of(state.order, part) for part in state.parts] == ["W000001", "W000001/2"]
        assert [line.line for line in contents(state.order, state.parts[1]).lines] == [2]

    def test_lets_what_is_there_go_ahead_while_the_rest_waits(self) -> None:
        state, commands = lived(booked(), *SHORT_EVERYWHERE, SOME)

        assert [(part.status, part.units) for part in state.parts] == [
            (PartStatus.OPEN, ((1, 4),)),
            (PartStatus.WAITING, ((1, 2), (2, 6))),
        ]
        assert [command.do for command in commands] == [Do.RESERVE, Do.AWAIT_STOCK, Do.TELL_BACKORDERED]
        assert (state.status, state.reason != "") == (Status.BACKORDERED, True)

    def test_waits_whole_where_the_buyer_wants_one_delivery(self) -> None:
        state, commands = lived(booked(is_complete_only=True), *SHORT_EVERYWHERE)

        assert [part.status for part in state.parts] == [PartStatus.WAITING]
        assert commands[0].do is Do.AWAIT_STOCK

    def test_waits_when_a_site_no_longer_has_what_it_said(self) -> None:
        state, commands = lived(booked(), *SHORT_EVERYWHERE, BOTH, ev.StockShort("DC2", 2))

        assert [part.status for part in state.parts] == [PartStatus.OPEN, PartStatus.WAITING]
        assert commands[0] == Command(Do.AWAIT_STOCK, "2", commands[0].delay_s)

    def test_is_divided_again_when_the_wait_is_over(self) -> None:
        state, _ = lived(booked(), *SHORT_EVERYWHERE, SOME, ev.WaitEnded(1, 2))
        again = (ev.StockShort("DC1", 2), ev.StockShort("DC2", 2), replace(BOTH, part=2))

        state, _ = lived(state, *again)

        assert [part.units for part in state.parts] == [((1, 4),), ((1, 2),), ((2, 6),)]

    def test_is_complete_when_all_its_parts_are(self) -> None:
        state, _ = lived(booked(), *SHORT_EVERYWHERE, BOTH, *to_the_end(1, (1, "6")))
        assert state.status is Status.VALIDATED

        state, _ = lived(state, *to_the_end(2, (2, "6")))
        assert state.status is Status.COMPLETED
        assert [part.departure for part in state.parts] == [1, 2]

    def test_posts_a_shipment_and_an_invoice_for_every_part_one_after_the_other(self) -> None:
        state, _ = lived(booked(Stage.SHADOW), *SHORT_EVERYWHERE, BOTH)
        _, commands = lived(state, *to_the_end(2, (2, "6"))[:3])

        assert commands[:2] == [Command(Do.POST_SHIPMENT, "2"), Command(Do.POST_INVOICE, "2")]
        assert commands[0].lane == commands[1].lane

    def test_is_taken_back_part_by_part(self) -> None:
        state, _ = lived(booked(), *SHORT_EVERYWHERE, BOTH)
        for part in (1, 2):
            state, _ = lived(state, *to_the_end(part)[:2])
        state, commands = lived(state, ev.CancelRequested(()))
        assert commands == [Command(Do.CANCEL_FULFILMENT, "1"), Command(Do.CANCEL_FULFILMENT, "2")]

        state, commands = lived(state, ev.FulfilmentCancelled(2))
        assert commands == []
        _, commands = lived(state, ev.FulfilmentCancelled(1))
        assert commands == [Command(Do.CANCEL_BOOKING)]

    def test_keeps_only_the_part_that_was_picked_before_it_could_be_taken_back(self) -> None:
        state, _ = lived(booked(), *SHORT_EVERYWHERE, BOTH)
        for part in (1, 2):
            state, _ = lived(state, *to_the_end(part)[:2])

        kept = (ev.CancelRequested(()), ev.FulfilmentCancelled(2), ev.FulfilmentKept(1))
        state, commands = lived(state, *kept)

        assert state.cancellation is not None
        assert state.cancellation.off == ((2, 6),)
        assert [part.status for part in state.parts] == [PartStatus.PICKED, PartStatus.TAKEN_BACK]
        assert commands == [Command(Do.AMEND_BOOKING)]


class TestAPartThatLeftShort:
    def test_is_followed_by_what_the_site_did_not_find(self) -> None:
        state, commands = lived(booked(), *to_the_end(1, (1, "6"), (2, "4"))[:3])

        assert [(part.status, part.units) for part in state.parts] == [
            (PartStatus.SHIPPED, ((1, 6), (2, 4))),
            (PartStatus.OPEN, ((2, 2),)),
        ]
        assert commands[-1] == Command(Do.RESERVE, "2")

    def test_counts_a_case_that_was_opened_as_one_that_left(self) -> None:
        state, _ = lived(booked(), *to_the_end(1, (1, "6"), (2, "3.25"))[:3])

        assert state.parts[1].units == ((2, 2),)


def test_a_part_is_found_by_the_reference_a_site_has_for_it() -> None:
    assert [number_in(ref) for ref in ("W1", "W1/2", "W1/x", "W1/", "W1/12345678")] == [1, 2, 0, 0, 0]


class TestAHeldOrder:
    def test_is_held_for_the_first_refusal_and_remembers_them_all(self) -> None:
        left = to_the_end(1, (1, "6"), (2, "6"))[:3]
        refusals = (
            ev.CommandRefused(Do.POST_SHIPMENT, "period closed", "1"),
            ev.CommandRefused(Do.POST_INVOICE, "the shipment is in no book yet", "1"),
        )
        state, _ = lived(booked(), *left, *refusals)

        assert (state.status, state.reason) == (Status.ON_HOLD, "post_shipment: period closed")
        assert [held.command for held in state.held] == [Do.POST_SHIPMENT, Do.POST_INVOICE]

    def test_goes_on_where_it_stood_when_it_is_released(self) -> None:
        left = to_the_end(1, (1, "6"), (2, "6"))
        refused = ev.CommandRefused(Do.POST_SHIPMENT, "period closed", "1")
        state, commands = lived(booked(), *left[:3], refused, ev.HoldReleased())

        assert (state.status, state.reason, state.held) == (Status.SHIPPED, "", ())
        assert commands == [Command(Do.POST_SHIPMENT, "1")]

        state, _ = lived(state, *left[3:])
        assert state.status is Status.COMPLETED

    def test_still_hears_what_becomes_of_its_parts(self) -> None:
        refused = ev.CommandRefused(Do.RELEASE, "closed for stocktaking", "2")
        state, _ = lived(booked(), *SHORT_EVERYWHERE, BOTH)
        state, _ = lived(state, ev.StockReserved("DC2", "8", 2), refused, *to_the_end(1, (1, "6")))

        assert state.status is Status.ON_HOLD
        assert state.parts[0].status is PartStatus.COMPLETED

    def test_a_refusal_about_a_part_that_is_over_holds_nothing(self) -> None:
        given_up = (ev.StockReserved("DC1", "7"), ev.GivenUpBySite())
        state, _ = lived(booked(), *given_up, ev.CommandRefused(Do.RELEASE, "cancelled", "1"))

        assert state.status is Status.VALIDATED
