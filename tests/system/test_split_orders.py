"""The shipped cutover with nearly empty shelves: orders leave in parts and wait for the morning's goods."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from facade.orders import desk
from facade.orders import events as ev
from facade.orders.process import decide
from facade.orders.state import OrderState


def thinned(stock: Mapping[tuple[str, str], int], share: float) -> Mapping[tuple[str, str], int]:
    return {place: int(units * share) for place, units in stock.items()}


@pytest.mark.parametrize("seed", [1, 2])
def test_orders_that_leave_in_parts_do_no_harm(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    last: dict[str, OrderState] = {}

    def watched(state: OrderState, event: ev.Event):  # type: ignore[no-untyped-def]
        decision = decide(state, event)
        last[state.order_id] = decision.state
        return decision

    monkeypatch.setattr(desk, "decide", watched)
    plan = prepare(Wish("phased-cutover", seed, {"demand.orders": "250", "landscape.items": "30"}))
    scarce = replace(
        plan.master,
        opening_stock=thinned(plan.master.opening_stock, 0.03),
        replenishment=thinned(plan.master.replenishment, 0.6),
    )

    report = rehearse(replace(plan, master=scarce))

    assert [(row.id, row.violated) for row in report.invariants if row.violated] == []
    assert (report.orders.lost, report.orders.duplicated) == (0, 0)
    departures = [sum(part.shipment is not None for part in state.parts) for state in last.values()]
    assert sum(count > 1 for count in departures) > 20, "orders must leave in parts, or this shows nothing"
    assert any(part.waits for state in last.values() for part in state.parts)
