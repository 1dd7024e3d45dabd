"""A landscape that is served says what its façade does, in lines and in spans, and gives no secret away."""

import json
from pathlib import Path

from tests.listening import Listening, listening
from tests.system.landscape import a_free_base_port, up

SKU = "linen-storage-tin-large-i00001"


def test_every_step_and_call_of_an_order_is_a_line_and_a_span_and_no_secret_is_in_any(tmp_path: Path):
    log = tmp_path / "facade.log"
    with (
        listening() as collector,
        up(tmp_path, a_free_base_port(), "--log", str(log), "--otlp", collector.url) as landscape,
    ):
        landscape.order_in_the_shop("LOG-1", {"sku": SKU, "qty_ordered": 1})
        landscape.invoiced("LOG-1")
        credentials = landscape.credentials
        spans = told_of(collector, "InvoicePosted")

    said = log.read_text()
    lines = [json.loads(line) for line in said.splitlines()]
    of_it = [line for line in lines if line.get("order") == "LOG-1"]
    assert {"OrderAccepted", "OrderBooked", "InvoicePosted", "call"} <= {line["event"] for line in of_it}
    [trace] = {line["trace"] for line in of_it}
    in_it = {span["name"]: span for span in spans if span["traceId"] == trace}
    assert {"OrderAccepted", "OrderBooked", "POST legacy_erp"} <= in_it.keys()
    calls = {line["span"] for line in of_it if line["event"] == "call"}
    assert in_it["POST legacy_erp"]["spanId"] in calls
    secrets = [value for kept in credentials.values() for name, value in kept.items() if "secret" in name]
    assert secrets
    assert not [secret for secret in secrets if secret in said or secret in str(spans)]


def told_of(collector: Listening, last: str) -> list[dict]:
    """Give the spans that a collector has heard, up to the last that is waited for."""
    spans: list[dict] = []
    while last not in {span["name"] for span in spans}:
        _, body = collector.next()
        for resource in json.loads(body)["resourceSpans"]:
            spans += [span for scope in resource["scopeSpans"] for span in scope["spans"]]
    return spans
