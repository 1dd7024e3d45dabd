from collections.abc import Callable, Mapping

from dualrun.checkers.i19_shadow_is_silent import ShadowIsSilent
from dualrun.history import CallRecord
from tests.builders import Story, a_story
from tests.business import START


def calling(book: str) -> CallRecord:
    return CallRecord(START, book, "carrier", "POST /asn", "SO-1", "m-9", "m-1", 1, 200)


MUTANTS: Mapping[str, Callable[[], Story]] = {
    "sends an advice of its own": lambda: a_story().adding("", calling("cloud_erp")),
    "lets the copy's shipment move its stock": lambda: a_story().changing("mirror shipment", posting=True),
    "lets the copy's invoice reach its ledger": lambda: a_story().changing("mirror invoice", posting=True),
    "shows the buyer the copy's invoice": lambda: a_story().changing(
        "shop invoiced", invoices=("PI-c-SO-1",)
    ),
}

INNOCENT: Mapping[str, Callable[[], Story]] = {
    "a copy that nobody hears of": a_story,
    "the book at home may call": lambda: a_story().adding("", calling("legacy_erp")),
}


def test_the_book_that_spoke_is_named():
    [violation] = a_story().adding("", calling("cloud_erp")).play([ShadowIsSilent()]).violations()

    assert violation.message == "SO-1: cloud_erp has nothing but a copy, and calls carrier"
