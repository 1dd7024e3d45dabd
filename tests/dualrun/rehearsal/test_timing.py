from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from dualrun.checkers.archive import Archive
from dualrun.rehearsal.timing import Timings, percentile
from simulators.chassis.commits import ChannelCommit, Commit, FulfilmentCommit, InvoiceCommit, ShipmentCommit
from tests.business import CODES, MASTER

START = datetime(2026, 3, 2, tzinfo=UTC)


def tell(timings: Timings, seconds: int, record: Commit) -> None:
    """Tell of a record that became durable so many seconds after the start."""
    timings.on_commit(Archive(MASTER, CODES), START + timedelta(seconds=seconds), "a system", record)


@pytest.mark.parametrize(("share", "value"), [(0.5, 2.0), (0.95, 4.0), (0.25, 1.0), (0.26, 2.0)])
def test_a_percentile_is_the_smallest_value_that_enough_values_do_not_exceed(
    share: float, value: float
) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], share) == value


def test_the_percentile_of_nothing_is_zero() -> None:
    assert percentile([], 0.95) == 0.0


def a_shipment(posting: bool) -> ShipmentCommit:
    return ShipmentCommit("PS-1", "SO-1", "W1", posting, ((1, Decimal(1)),))


def test_a_shipment_is_propagated_when_the_posting_book_has_it_and_not_the_mirror() -> None:
    timings = Timings()
    tell(timings, 0, FulfilmentCommit("DC1", "7", "W1", "shipped", (), ()))
    tell(timings, 2, a_shipment(posting=False))
    tell(timings, 5, a_shipment(posting=True))

    assert list(timings.seconds["shipment_propagation"]) == [5.0]


def test_an_invoice_is_available_when_the_buyer_first_sees_it() -> None:
    timings = Timings()
    zero = Decimal(0)
    tell(timings, 0, InvoiceCommit("PI-1", "SO-1", "W1", True, (), zero, zero, zero, "line", "GBP"))
    for seconds in (3, 9):
        tell(timings, seconds, ChannelCommit("W1", "101", "invoiced", "", (), ("PI-1",), START))

    assert list(timings.seconds["invoice_availability"]) == [3.0]


def test_an_acknowledgement_is_the_shops_own_where_there_is_one() -> None:
    timings = Timings()
    shop = ChannelCommit("W1", "101", "new", "", (), (), START + timedelta(seconds=4))
    timings.acknowledge(START, START + timedelta(seconds=1), shop)
    timings.acknowledge(START, START + timedelta(seconds=2), shop._replace(acknowledged_at=None))
    timings.acknowledge(START, START + timedelta(seconds=3), None)
    timings.acknowledge(START, None, None)

    assert list(timings.seconds["order_acknowledgement"]) == [4.0, 2.0, 3.0]
