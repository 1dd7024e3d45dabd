"""A landscape that is served says what its façade does, line by line, and gives no secret away."""

import json
from pathlib import Path

from tests.system.landscape import a_free_base_port, up

SKU = "linen-storage-tin-large-i00001"


def test_every_step_and_call_of_an_order_is_a_line_and_no_secret_is_in_any(tmp_path: Path):
    log = tmp_path / "facade.log"
    with up(tmp_path, a_free_base_port(), "--log", str(log)) as landscape:
        landscape.order_in_the_shop("LOG-1", {"sku": SKU, "qty_ordered": 1})
        landscape.invoiced("LOG-1")
        credentials = landscape.credentials

    said = log.read_text()
    lines = [json.loads(line) for line in said.splitlines()]
    of_it = [line for line in lines if line.get("order") == "LOG-1"]
    assert {"OrderAccepted", "OrderBooked", "InvoicePosted", "call"} <= {line["event"] for line in of_it}
    assert len({line["trace"] for line in of_it}) == 1
    secrets = [value for kept in credentials.values() for name, value in kept.items() if "secret" in name]
    assert secrets
    assert not [secret for secret in secrets if secret in said]
