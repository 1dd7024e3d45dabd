"""Stock and prices over the façade's own door, with every neighbour out: no answer is an error."""

import pytest

from contracts.alone import facade_alone
from facade.messaging.memory import MemoryStore
from tests.facade.api.callers import ACCESS, as_
from tests.facade.door import Door, refusal

CONDITIONS = {
    "prices": [
        {"kind": "promotion", "item": "I00001", "percent_off": "15", "name": "spring"},
        {"kind": "tier", "item": "I00001", "price": "1.90", "quantity_from": 100},
    ],
    "rebates": [{"percent": "2"}],
    "freight": [{"amount": "9.90", "free_from": "150"}],
}


def test_with_every_system_out_stock_and_prices_are_answered_and_said_to_be_unknown(door: Door) -> None:
    stock = door.get("/v1/availability/I00001")
    price = door.get("/v1/prices/I00001?customer=C00001")

    assert (stock["available"], stock["is_stale"]) == (None, True)
    assert (price["unit_price"], price["is_stale"]) == (None, True)
    assert door.get("/v1/availability/I00001") == stock  # lies ready by now, and is the same


def test_many_are_answered_in_the_order_asked(door: Door) -> None:
    asked = door.ask("POST", "/v1/availability", {"items": ["I00002", "I00001"]}).json()
    lines = [{"item": "I00002"}, {"item": "I00001", "quantity": 2, "uom": "CS"}]
    basket = door.ask("POST", "/v1/prices", {"customer": "C00001", "lines": lines}).json()

    assert [one["item"] for one in asked["answers"]] == ["I00002", "I00001"]
    assert [one["uom"] for one in basket["answers"]] == ["EA", "CS"]
    assert (basket["goods"], basket["freight"]) == (None, None)


def test_what_was_agreed_is_kept_for_the_next_process() -> None:
    store = MemoryStore()
    first, second = Door(facade_alone(store)), Door(facade_alone(store))
    assert first.ask("PUT", "/v1/control/price-conditions", CONDITIONS).status_code == 200

    third = Door(facade_alone(store))

    for door in (first, third):
        kept = door.get("/v1/control/price-conditions")
        assert [one["kind"] for one in kept["prices"]] == ["promotion", "tier"]
    for door in (first, second, third):
        door.close()


@pytest.mark.parametrize(
    ("wish", "kind"),
    [
        ({"prices": [{"kind": "tier", "item": "I1"}]}, "price_or_percent"),
        ({"prices": [{"kind": "tier", "item": "I1", "price": "1", "percent_off": "1"}]}, "price_or_percent"),
        (
            {"rebates": [{"percent": "1", "valid_from": "2026-02-01", "valid_to": "2026-01-31"}]},
            "over_before_it_begins",
        ),
    ],
)
def test_a_condition_that_makes_no_sense_is_refused_and_nothing_is_agreed(door: Door, wish, kind) -> None:
    assert refusal(door.ask("PUT", "/v1/control/price-conditions", wish)) == (409, kind)
    assert door.get("/v1/control/price-conditions")["prices"] == []


@pytest.mark.parametrize(
    ("wish", "where"),
    [
        ({"prices": [{"kind": "list", "item": "I1"}]}, "body.prices.0.kind"),
        ({"prices": [{"kind": "tier", "item": "I1", "price": "-1"}]}, "body.prices.0.price"),
        ({"rebates": [{"percent": "101"}]}, "body.rebates.0.percent"),
        ({"freight": [{"amount": "1", "country": "England"}]}, "body.freight.0.country"),
    ],
)
def test_a_condition_that_cannot_be_meant_is_refused_where_it_stands(door: Door, wish, where) -> None:
    reply = door.ask("PUT", "/v1/control/price-conditions", wish)

    assert refusal(reply) == (422, "invalid_request")
    assert reply.json()["where"] == where


def test_how_fresh_the_books_are_is_told_and_why_they_are_not(door: Door) -> None:
    door.get("/v1/availability/I00001")

    shown = {one["source"]: one for one in door.get("/v1/control/publication")}

    assert {"stock/legacy_erp", "stock/cloud_erp", "stock/wms", "items/legacy_erp"} <= set(shown)
    assert shown["stock/wms"]["failures"] == 1
    assert "unavailable" in shown["stock/wms"]["reason"]


def test_who_may_ask_what_for_which_channel() -> None:
    door = Door(facade_alone(access=ACCESS))
    path = "/v1/availability/I00001"

    assert door.ask("GET", path, headers=as_("marketplace")).json()["channel"] == "marketplace"
    assert refusal(door.ask("GET", f"{path}?channel=commerce", headers=as_("marketplace")))[0] == 403
    assert refusal(door.ask("GET", path, headers=as_("nobody-much"))) == (403, "scope_missing")
    assert refusal(door.ask("GET", path, headers={"authorization": ""}))[0] == 401
    agree = door.ask("PUT", "/v1/control/price-conditions", {}, headers=as_("marketplace"))
    assert refusal(agree) == (403, "scope_missing")
    door.close()


def test_stages_of_availability_and_pricing_are_moved_like_those_of_orders(door: Door) -> None:
    for capability in ("availability", "pricing"):
        wish = {"capability": capability, "cohort": "all", "to": "dualwrite"}
        assert door.ask("POST", "/v1/control/stages", wish).status_code == 200

    assert door.get("/v1/availability/I00001")["stage"] == "dualwrite"
    assert door.get("/v1/prices/I00001?customer=C00001")["stage"] == "dualwrite"


def test_a_shop_that_cannot_be_told_says_why_for_every_subject(door: Door) -> None:
    reply = door.ask(
        "POST", "/v1/control/publication/runs", {"mode": "delta", "subjects": ["stock", "items"]}
    )

    assert [(one["subject"], one["run"]) for one in reply.json()] == [("stock", None), ("items", None)]
    assert all("nobody has told of" in one["reason"] for one in reply.json())
    assert door.get("/v1/control/publication/runs") == []
