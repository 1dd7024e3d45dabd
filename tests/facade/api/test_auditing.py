import pytest

from contracts.alone import facade_alone
from facade.messaging.store import LogEntry
from tests.facade.door import Door, refusal

MOVE = {"capability": "orders", "cohort": "all", "to": "dualwrite"}


def test_every_act_is_written_down_before_and_after(door: Door) -> None:
    done = door.ask("POST", "/control/stages", MOVE)
    refused = door.ask("POST", "/control/stages", {**MOVE, "to": "complete"})

    lines = door.get("/control/audit")

    assert [(line["action"], line["said"]) for line in lines] == [
        ("POST /v1/control/stages", {"asked": MOVE}),
        ("POST /v1/control/stages", {"of": 1, "status": 200}),
        ("POST /v1/control/stages", {"asked": {**MOVE, "to": "complete"}}),
        ("POST /v1/control/stages", {"of": 3, "status": 409}),
    ]
    assert done.headers["x-audit-line"] == f"2:{lines[1]['hash']}"
    assert refused.headers["x-audit-line"].startswith("4:")


def test_looking_is_no_act(door: Door) -> None:
    for path in ("/control/policy", "/control/parity", "/control/audit"):
        door.get(path)

    assert door.get("/control/audit") == []


def test_what_is_no_json_is_counted_and_not_kept(door: Door) -> None:
    door.ask("POST", "/control/stages", body=b"{" * 20)
    door.ask("POST", "/control/nothing", body=b"[" + b"1," * 9000 + b"1]")

    said = [line["said"] for line in door.get("/control/audit")]

    assert said[0] == {"asked": "20 bytes that are no JSON"}
    assert said[2] == {"asked": "18003 bytes"}


def test_a_secret_in_an_act_is_not_kept(door: Door) -> None:
    door.ask("POST", "/control/stages", {**MOVE, "client_secret": "canary", "deep": [{"Password": "canary"}]})

    assert "canary" not in door.ask("GET", "/control/audit").text


def test_a_body_above_the_cap_is_refused_as_ever(door: Door) -> None:
    reply = door.ask("POST", "/control/stages", body=b" " * 1_000_001)

    assert refusal(reply) == (413, "body_too_large")


def test_the_log_outlives_the_process_and_a_changed_line_is_found(door: Door) -> None:
    kept = door.ask("POST", "/control/stages", MOVE).headers["x-audit-line"]
    restarted = Door(facade_alone(door.alone.store))
    shown = restarted.get(f"/control/audit/verification?kept={kept}")
    assert (shown["is_intact"], shown["lines"], shown["head"]) == (True, 2, kept.partition(":")[2])

    log = door.alone.store._log  # type: ignore[attr-defined]
    log[0] = LogEntry(1, log[0].body.replace(b"dualwrite", b"shadow"))

    shown = restarted.get("/control/audit/verification")
    assert (shown["is_intact"], shown["broken_at"]) == (False, 1)
    assert shown["reason"] == "the line is not what was written"
    restarted.close()


@pytest.mark.parametrize("kept", ["1e5", ":", "1:x", "99999999999999999999999", f"9{'0' * 22}:{'0' * 64}"])
def test_what_is_no_line_of_the_log_is_no_sign_of_tampering(door: Door, kept: str) -> None:
    assert refusal(door.ask("GET", f"/control/audit/verification?kept={kept}")) == (422, "invalid_request")


@pytest.mark.parametrize("query", ["after=-1", "limit=0", "limit=501", "after=x"])
def test_a_page_beyond_reason_is_refused(door: Door, query: str) -> None:
    assert refusal(door.ask("GET", f"/control/audit?{query}")) == (422, "invalid_request")
