"""Goods that a supplier sends, before the invariants that have to know of them."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import pytest

import tests.builders as builders
from dualrun.checkers.checker import Checker
from dualrun.checkers.i05_stock_adds_up import StockAddsUp
from dualrun.checkers.i06_quantity_chain import QuantityChain
from dualrun.checkers.i09_legal_transition import LegalTransition
from dualrun.checkers.i12_published_once import PublishedOnce
from dualrun.checkers.i14_dual_run_equality import DualRunEquality
from simulators.chassis.commits import PurchaseCommit
from tests.builders import Story, a_story
from tests.business import CODES, MASTER

NUTS, COPIED_NUTS = ((2, "1000-N", 5),), ((2, "MZ-2", 5),)
FIRST, SECOND = ((1, Decimal(3)),), ((2, Decimal(5)),)
CHECKERS: tuple[type[Checker], ...] = (
    StockAddsUp,
    QuantityChain,
    LegalTransition,
    PublishedOnce,
    DualRunEquality,
)


@pytest.fixture(autouse=True)
def nuts_come_from_their_supplier(monkeypatch):
    vendors = {"legacy_erp": {"SUP1": "K1", "SUP2": "K2"}, "cloud_erp": {"SUP1": "V1", "SUP2": "V2"}}
    codes = {name: {**kinds, "supplier": vendors.get(name, {})} for name, kinds in CODES.items()}
    monkeypatch.setattr(builders, "MASTER", replace(MASTER, only_from={}, drop_shipped={"ITEM-2": "SUP1"}))
    monkeypatch.setattr(builders, "CODES", codes)


def half_dropped() -> Story:
    """Bolts leave the warehouse; nuts are bought in the old book, copied in the new, sent by a supplier."""
    story = a_story().dropping("hold 2", "leave 2", "issue 2")
    for name in ("reserve", "release", "pick", "ship"):
        bolts = story.says(name)
        story.changing(name, reserved=bolts.reserved[:1], shipped=bolts.shipped[:1])
    for name in ("shipment", "mirror shipment"):
        story.changing(name, quantities=FIRST).repeating(name, number="PS-2", quantities=SECOND)
    for name in ("invoice", "mirror invoice"):
        first, second = story.says(name).lines
        story.changing(name, lines=(first,)).repeating(name, number="PI-2", lines=(second,))
    papers = (*story.says("shop shipped").shipments, "VS-1")
    bills = (*story.says("shop complete").invoices, "PI-2")
    for name in ("shop shipped", "shop invoiced", "shop complete"):
        story.changing(name, shipments=papers)
    for name in ("shop invoiced", "shop complete"):
        story.changing(name, invoices=bills)
    bought = PurchaseCommit("PO-1", story.says("book").number, "SO-1", "K1", True, "open", NUTS)
    copied = story.says("mirror book").number
    copy = PurchaseCommit("P-1", copied, "SO-1", "V1", False, "open", COPIED_NUTS)
    story.adding("legacy_erp", bought, name="buy", after="call mirror book")
    story.adding("cloud_erp", copy, name="copy", after="buy")
    story.adding("legacy_erp", bought._replace(status="confirmed"), name="confirm", after="copy")
    sent = bought._replace(status="shipped", papers="VS-1")
    return story.adding("legacy_erp", sent, name="send", after="call ship notice")


def found_by(story: Story) -> list[str]:
    checkers = [kind() for kind in CHECKERS]
    story.play(checkers)
    return [checker.id for checker in checkers if checker.violated]


def sent_twice() -> Story:
    story = half_dropped()
    copy = story.says("copy")._replace(status="shipped", papers="VS-2")
    return story.adding("cloud_erp", copy._replace(status="confirmed", papers=""), after="send").adding(
        "cloud_erp", copy, name="send again", after="extra"
    )


def never_copied() -> Story:
    return half_dropped().dropping("copy")


MUTANTS: Mapping[str, tuple[str, Callable[[], Story]]] = {
    "the copy goes to the supplier as well": ("I06", sent_twice),
    "and holds goods beyond the order": ("I05", sent_twice),
    "goods are bought twice": ("I05", lambda: half_dropped().repeating("confirm", number="PO-2")),
    "goods come from the wrong supplier": ("I06", lambda: half_dropped().changing("buy", supplier="K2")),
    "a warehouse sends what lies nowhere": ("I06", a_story),
    "goods leave before they are confirmed": ("I09", lambda: half_dropped().dropping("confirm")),
    "a confirmed purchase is cancelled": (
        "I09",
        lambda: half_dropped().repeating("confirm", status="cancelled"),
    ),
    "nothing is posted of what was sent": ("I06", lambda: half_dropped().dropping("shipment again")),
    "the buyer reads other papers": (
        "I12",
        lambda: half_dropped().changing("shop complete", shipments=("DN-1", "VS-9")),
    ),
    "the other book never hears of it": ("I14", never_copied),
    "the other book buys less": (
        "I14",
        lambda: half_dropped().changing("copy", ordered=((2, "MZ-2", 4),)),
    ),
}


def test_an_order_of_which_a_supplier_sends_a_part_is_innocent():
    assert found_by(half_dropped()) == []


def test_so_is_one_whose_purchase_was_taken_back_before_it_was_bought_anew():
    story = half_dropped()
    for name in ("buy", "copy"):
        taken_back = story.says(name)._replace(number=f"{name}-0")
        story.adding(story.steps[story._find(name)].system, taken_back, name=f"{name} 0", after=name)
        story.repeating(f"{name} 0", status="cancelled")

    assert found_by(story) == []


@pytest.mark.parametrize("name", MUTANTS)
def test_every_way_to_go_wrong_is_found(name):
    invariant, story = MUTANTS[name]

    assert invariant in found_by(story())
