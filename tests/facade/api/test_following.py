import pytest

from contracts.alone import facade_alone
from tests.facade.door import Door

PARENT = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
TRACE = PARENT[3:35]


def place(door: Door, **headers: str) -> None:
    sent = {"idempotency-key": "k", "x-request-id": "visit-1", **headers}
    assert door.ask("POST", "/orders", door.order(), headers=sent).status_code == 202


class TestTheTrailOfAnOrder:
    def test_shows_events_calls_attempts_and_what_waits_in_order(self, door: Door) -> None:
        place(door)
        door.get("/control/health")

        trail = door.get("/orders/FS-1/trail")

        told, call, waits = trail
        assert (told["kind"], told["event"], told["system"]) == ("event", "OrderAccepted", "facade")
        assert (call["kind"], call["system"], call["attempt"]) == ("call", "legacy_erp", 1)
        assert (call["status"], call["fault"]) == (0, "unreachable")
        assert call["message_id"] == "FS-1#1"
        assert call["causation_id"] == "visit-1"
        assert (waits["kind"], waits["event"], waits["attempt"]) == ("waits", "validate_order", 2)

    def test_carries_on_the_trace_of_its_channel_over_a_restart(self, door: Door) -> None:
        place(door, traceparent=PARENT, tracestate="shop=1")

        restarted = Door(facade_alone(door.alone.store))

        assert {entry["trace"] for entry in restarted.get("/orders/FS-1/trail")} == {TRACE}
        restarted.close()

    @pytest.mark.parametrize(
        "parent", ["", "junk", PARENT.replace("0af7", "0AF7"), f"00-{'0' * 32}-{'1' * 16}-01"]
    )
    def test_makes_a_trace_of_its_reference_when_none_came(self, door: Door, parent: str) -> None:
        place(door, traceparent=parent)

        traces = {entry["trace"] for entry in door.get("/orders/FS-1/trail")}

        assert len(traces) == 1
        assert traces.isdisjoint({TRACE, "0" * 32, TRACE.upper()})
