"""Wished days and the cost of deliveries, from what left and the ways there are."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import orjson
import pytest

from dualrun.history import History, Operation, Place
from dualrun.rehearsal.buyers import order_document
from dualrun.rehearsal.delivering import Leaving, deliveries
from dualrun.rehearsal.shop import Shop
from simulators.chassis.master import Way
from tests.builders import a_story
from tests.business import MASTER

WAYS = {("SITE-1", "DE"): Way(2, Decimal("4.00")), ("SITE-1", "*"): Way(6, Decimal("9.00"))}
ABROAD = Place("Quai 2", "Lyon", "69002", "FR")


def found(by: int | None, to: Place | None = None, ways=WAYS):
    """One order that leaves on the day it is placed, wanted so many days later."""
    story, leaving, master = a_story(), Leaving(), replace(MASTER, ways=ways)
    archive = story.play([]).archive
    [operation] = story.operations
    at = operation.intent.at
    leaving.on_commit(archive, at, "wms", story.says("ship"))
    deliver_by = at.date() + timedelta(days=by) if by is not None else None
    operation.intent = replace(operation.intent, ship_to=to, deliver_by=deliver_by)
    row = deliveries(leaving, History({operation.intent.external_ref: operation}), master)
    return row and (row.wished, row.on_day, row.sent, row.cost)


@pytest.mark.parametrize(
    ("by", "to", "row"),
    [
        (2, None, (1, 1, 1, 4.0)),
        (1, None, (1, 0, 1, 4.0)),
        (5, ABROAD, (1, 0, 1, 9.0)),
        (6, ABROAD, (1, 1, 1, 9.0)),
        (None, None, (0, 0, 1, 4.0)),
    ],
)
def test_a_wish_is_met_when_the_goods_are_there_by_the_way_they_went(by, to, row):
    assert found(by, to) == row


def test_nothing_is_said_where_no_way_is_known():
    assert found(2, ways={}) is None
    assert found(2, ways={("SITE-9", "*"): Way(1, Decimal(1))}) == (0, 0, 0, 0.0)


def test_both_channels_are_told_where_the_goods_go_and_one_of_them_by_when():
    intent = replace(a_story().operations[0].intent, ship_to=ABROAD, deliver_by=date(2026, 3, 9))
    customer = MASTER.customers[0]
    codes = {
        "item": {"ITEM-1": "1", "ITEM-2": "2"},
        "unit": {"EA": "e", "CS": "c"},
        "customer": {customer.id: "7"},
    }
    shop = Shop(None, None, codes, {})
    direct = order_document(intent, customer)
    bought = orjson.loads(orjson.dumps(shop._native(Operation(intent, intent.at), customer)))
    [assigned] = bought["extension_attributes"]["shipping_assignments"]

    assert (direct["ship_to"]["country"], direct["deliver_by"]) == ("FR", "2026-03-09")
    assert (assigned["shipping"]["address"]["city"], bought["billing_address"]["city"]) == ("Lyon", "Kiel")
    plain = replace(intent, ship_to=None, deliver_by=None)
    assert "deliver_by" not in order_document(plain, customer)
    assert "extension_attributes" not in shop._native(Operation(plain, intent.at), customer)
