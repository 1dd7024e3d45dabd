"""One order, one trace: from its channel through every system, as their own request logs show it."""

from collections.abc import Iterator

import pytest

from tests.system.landscape import Landscape, a_free_base_port, up
from tests.system.test_state_over_a_kill import SKU


@pytest.fixture(scope="module")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landscape]:
    with up(tmp_path_factory.mktemp("traced"), a_free_base_port()) as started:
        yield started


def found(landscape: Landscape, system: str, trace: str) -> list[dict[str, object]]:
    url = f"{landscape.urls[system]}/__admin/requests/find"
    reply = landscape.client.post(url, json={"trace": trace})
    assert reply.status_code == 200, reply.text
    return reply.json()  # type: ignore[no-any-return]


def test_an_order_of_the_shop_leaves_one_trace_in_every_system(landscape: Landscape) -> None:
    landscape.order_in_the_shop("TRACED-1", {"sku": SKU, "qty_ordered": 2})
    landscape.invoiced("TRACED-1")

    signed = landscape.signed_in_at_the_facade()
    url = f"{landscape.urls['facade']}/v1/orders/TRACED-1/trail"
    trail = landscape.client.get(url, headers=signed).json()

    [trace] = {entry["trace"] for entry in trail}
    called = {entry["system"] for entry in trail if entry["kind"] == "call"}
    assert {"legacy_erp", "commerce"} <= called
    assert called & {"wms", "threepl", "threepl_graphql"}
    for system in called:
        requests = found(landscape, system, trace)
        assert requests, f"{system} has no request of the trace"
        spans = {entry["span"] for entry in trail if entry["system"] == system and entry["kind"] == "call"}
        parents = {str(request["headers"]["traceparent"])[36:52] for request in requests}  # type: ignore[index]
        assert spans <= parents


def test_metrics_and_promises_tell_of_it(landscape: Landscape) -> None:
    signed = landscape.signed_in_at_the_facade()
    text = landscape.client.get(f"{landscape.urls['facade']}/metrics", headers=signed).text
    slas = landscape.client.get(f"{landscape.urls['facade']}/slas", headers=signed).json()

    assert 'dualrun_invoice_availability_seconds_count{channel="commerce"' in text
    assert "order_acknowledgement" in {row["sla"] for row in slas}
