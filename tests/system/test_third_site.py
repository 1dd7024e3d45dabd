"""A business that also stores at the fulfilment house: the same façade, the same auditor, one more site."""

from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import orjson

from dualrun.clock import VirtualClock, run_virtual
from dualrun.journal import Journal
from dualrun.landscape.access import bearing
from dualrun.landscape.assembly import Hooks, LandscapeSettings
from dualrun.landscape.business import good_customers
from dualrun.landscape.virtual import VirtualLandscape
from dualrun.network.faults import FaultLedger, FaultPlan
from dualrun.network.virtual import VirtualNetwork
from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.streams import Streams
from simulators.chassis.commits import Commit, FulfilmentCommit
from simulators.chassis.generate import generate
from simulators.chassis.master import Customer, Item, MasterData, Site
from tests.system.order_file import write_order_file

HOUSE = Site("DC3", "Fulfilment house", "threepl_graphql", ("EU", "ROW"))


HEADERS = {
    **bearing("field_sales"),
    "content-type": "application/json",
    "idempotency-key": "key-THIRD-1",
    "x-correlation-id": "THIRD-1",
    "x-request-id": "field-THIRD-1",
}


def an_order(customer: Customer, item: Item, price: Decimal, at: datetime) -> dict[str, object]:
    return {
        "reference": "THIRD-1",
        "channel": "field_sales",
        "customer": customer.id,
        "order_date": at.date().isoformat(),
        "currency": customer.currency,
        "ship_to": {
            "name": customer.name,
            "street": customer.street,
            "city": customer.city,
            "postcode": customer.postcode,
            "country": customer.country,
        },
        "lines": [{"line": 1, "item": item.id, "quantity": 5, "uom": "EA", "unit_price": str(price)}],
    }


def with_the_house(master: MasterData) -> MasterData:
    """Give the house what the provider opens with."""

    def shared(stock):
        return {**stock, **{("DC3", item): n for (site, item), n in stock.items() if site == "DC2"}}

    return replace(
        master,
        sites=(*master.sites, HOUSE),
        opening_stock=shared(master.opening_stock),
        replenishment=shared(master.replenishment),
    )


def test_an_order_that_only_the_house_covers_leaves_from_there_and_is_invoiced():
    master = with_the_house(generate(Streams(7).child("master"), customers=60, items=20))
    item = master.items[0].id
    elsewhere = {(site, of): n for (site, of), n in master.opening_stock.items() if of != item}
    master = replace(master, opening_stock={**elsewhere, ("DC3", item): 50}, replenishment={})
    commits: list[tuple[str, Commit]] = []
    defects: list[BaseException] = []

    async def main(clock: VirtualClock) -> dict[str, object]:
        streams, ledger = Streams(7), FaultLedger()
        plan = FaultPlan((), streams.child("faults"))
        hooks = Hooks(
            lambda system, record: commits.append((system, record)),
            lambda *_: None,
            lambda _, error: defects.append(error),
        )
        network = VirtualNetwork(
            clock.loop, clock, streams, Journal(clock), plan, ledger, on_call=None, on_defect=hooks.on_defect
        )
        landscape = VirtualLandscape(LandscapeSettings(7), master, clock, network, hooks)
        landscape.start()
        await clock.sleep(60)
        customer, item = good_customers(master)[0], master.items[0]
        order = an_order(customer, item, master.price(customer.id, item), clock.now())
        wire = network.wire("driver")
        taken = await wire.send("POST", "http://facade/v1/orders", headers=HEADERS, body=orjson.dumps(order))
        assert taken.status < 300, taken.body
        await clock.sleep(2 * 86_400)
        shown = await wire.send("GET", "http://facade/v1/orders/THIRD-1", headers=HEADERS)
        return orjson.loads(shown.body)

    shown = run_virtual(main)

    fulfilments = [(s, r.status, r.site) for s, r in commits if isinstance(r, FulfilmentCommit)]
    assert [status for _, status, _ in fulfilments] == ["allocated", "released", "picked", "shipped"]
    assert {system for system, _, _ in fulfilments} == {"threepl_graphql"}
    assert shown["book"]["status"] == "invoiced"
    assert not defects


def test_a_cutover_with_a_third_site_is_rehearsed_to_a_go(tmp_path: Path):
    path = tmp_path / "orders.csv"
    write_order_file(path)
    plan = prepare(Wish("phased-cutover", 7, {}, path))

    report = rehearse(replace(plan, master=with_the_house(plan.master)))

    assert report.verdict == "go", report.reasons
