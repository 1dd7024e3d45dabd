from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from facade.canonical.fulfilment import Shipment
from facade.canonical.value import Quantity
from facade.messaging.store import Step, TrailEntry
from facade.observability.journeys import CHANNELS_MAX, OTHERS, Journeys
from facade.observability.promises import Measure
from facade.orders.part import Part, PartStatus
from facade.orders.state import OrderState, Status
from tests.facade.builders import NOON, a_shipment, a_state, an_order

WAY = (
    ("OrderAccepted", Status.ACCEPTED, 0),
    ("OrderValidated", Status.VALIDATED, 1),
    ("OrderBooked", Status.VALIDATED, 3),
    ("StockReserved", Status.ALLOCATED, 7),
    ("OrderShipped", Status.SHIPPED, 100),
    ("ShipmentPosted", Status.SHIPPED, 160),
    ("InvoicePosted", Status.INVOICED, 170),
    ("ChannelTold", Status.COMPLETED, 200),
)


def gone(shipment: Shipment) -> tuple[Part, ...]:
    """Give the one part of an order, as it stands when it has left and is posted."""
    part = Part(status=PartStatus.SHIPPED, site="DC1", site_number="7", shipment=shipment, departure=1)
    return (part._replace(shipment_number="PS-1"),)


class Watched:
    def __init__(self) -> None:
        self.seconds: dict[Measure, float] = {}
        self.journeys = Journeys(self._observe)

    def _observe(self, measure: Measure, channel: str, partner: str, seconds: float) -> None:
        assert channel == "commerce"
        self.seconds[measure] = seconds

    def go(self, *way: tuple[str, Status, int], state: OrderState | None = None) -> None:
        before = ""
        for version, (event, status, at_s) in enumerate(way, start=1):
            at = NOON + timedelta(seconds=at_s)
            told = TrailEntry(version, at, event, before, status, f"m-{version}", "")
            after = (state or a_state(parts=gone(a_shipment())))._replace(status=status)
            self.journeys.step(Step("W000001", after, told))
            before = status


class TestAnOrder:
    def test_is_measured_on_every_part_of_its_way(self) -> None:
        watched = Watched()

        watched.go(*WAY)

        assert watched.seconds == {
            Measure.PRICE_FRESHNESS: 2.0,
            Measure.INVENTORY_LATENCY: 4.0,
            Measure.SHIPMENT_PROPAGATION: 160.0,
            Measure.INVOICE_AVAILABILITY: 30.0,
            Measure.ORDER_CYCLE_TIME: 200.0,
        }
        assert watched.journeys.finished == {("commerce", "completed"): 1}
        assert watched.journeys.perfect == {"commerce": 1}

    def test_is_forgotten_at_its_end(self) -> None:
        watched = Watched()
        watched.go(*WAY[:4])
        assert watched.journeys.under_way == 1

        watched.go(*WAY)
        assert watched.journeys.under_way == 0

    def test_with_a_hitch_is_finished_but_not_perfect(self) -> None:
        for hitch in ("StockShort", "CancelRequested", "CommandRefused"):
            watched = Watched()

            watched.go(*WAY[:3], (hitch, Status.VALIDATED, 5), *WAY[3:])

            assert watched.journeys.finished["commerce", "completed"] == 1
            assert not watched.journeys.perfect["commerce"]

    def test_of_which_less_has_left_is_not_perfect(self) -> None:
        shipment = a_shipment()
        short = replace(shipment.lines[0], quantity=Quantity(Decimal(1), "EA"))
        state = a_state(parts=gone(replace(shipment, lines=(short, shipment.lines[1]))))
        watched = Watched()

        watched.go(*WAY, state=state)

        assert not watched.journeys.perfect["commerce"]

    def test_that_another_process_began_is_counted_at_its_end_only(self) -> None:
        watched = Watched()
        told = TrailEntry(9, NOON, "ChannelTold", "invoiced", "completed", "m", "")

        watched.journeys.step(Step("W000001", a_state(status=Status.COMPLETED), told))

        assert watched.journeys.finished["commerce", "completed"] == 1
        assert watched.seconds == {}


def test_channels_beyond_many_go_by_one_name() -> None:
    journeys = Journeys(lambda *_: None)
    for number in range(CHANNELS_MAX + 10):
        order = an_order(channel=f"c{number}")
        told = TrailEntry(1, NOON, "OrderAccepted", "", "accepted", "m", "")
        journeys.step(Step(f"W{number}", a_state(order=order), told))

    assert len(journeys.accepted) == CHANNELS_MAX + 1
    assert journeys.accepted[OTHERS] == 10
