"""The live page: made of the report's own parts, of what a façade's control API says."""

import asyncio
from datetime import UTC, datetime

import httpx

from dualrun.cli.live_page import application, looked
from dualrun.errors import UsageError
from dualrun.report.live import live_page
from tests.dualrun.report.test_html import Page
from tests.report_builder import HOSTILE

AT = datetime(2026, 3, 4, 12, tzinfo=UTC)
GATE = {"verdict": "hold", "reason": "0 of 40 differ: 259 more clean comparisons are needed", "compared": 40,
        "failed": 0, "bound": 0.07, "samples_needed": 259, "parts": []}  # fmt: skip
TALLY = {"capability": "orders", "stage": "shadow", "compared": 40, "match": 30, "tolerated": 9,
         "mismatch": 1, "shadow_failed": 0, "unobserved": 0, "late": 0, "comparator_failed": 0}  # fmt: skip


def line(number: int, **said: object) -> dict[str, object]:
    at = f"2026-03-0{2 + number // 4}T08:00:00+00:00"
    return {"number": number, "at": at, "who": "operator", "action": "POST /v1/control/stages", "said": said}


def said(**changed: object) -> dict[str, object]:
    """One cohort has moved twice, was refused a third move, and another still sleeps."""
    moves = [("pilot", "dualwrite", 200), ("pilot", "shadow", 200), ("pilot", "live", 409)]
    audit = []
    for cohort, to, status in moves:
        number = len(audit) + 1
        audit.append(line(number, asked={"capability": "orders", "cohort": cohort, "to": to}))
        audit.append(line(number + 1, of=number, status=status))
    return {
        "policy": {
            "version": 3,
            "stages": [{"capability": "orders", "cohort": "pilot", "stage": "shadow"}],
            "cohorts": [{"name": "pilot", "percent": 10.0}, {"name": "rest", "percent": 90.0}],
        },
        "parity": {"tallies": [{**TALLY, "cohort": "pilot"}, {**TALLY, "cohort": "rest"}], "rules": {}},
        "gates": [{"capability": "orders", "cohort": "pilot", "stage": "shadow", "to": "live", "gate": GATE}],
        "mismatches": [{
            "at": "2026-03-04T10:00:00+00:00", "operation": "get_order", "subject": "W7", "stage": "shadow",
            "cohort": "pilot", "verdict": "mismatch", "note": "",
            "differences": [{"field": "net", "kind": "value", "old": "10.00", "new": "10.01", "rule": ""}],
        }],
        "outbox": {"unsent": 12, "oldest_due_s": 75.0, "retried": 3, "dead": 1, "events": 2},
        "repairs": {"oldest_max_s": 3600.0, "waiting": [
            {"reference": "W8", "cohort": "pilot", "command": "copy_order", "age_s": 4000.0, "attempts": 5}]},
        "parked": [{"reference": "W9", "status": "on_hold", "reason": "credit_limit_exceeded",
                    "advice": HOSTILE}],
        "audit": audit,
        **changed,
    }  # fmt: skip


def drawn(**changed: object) -> Page:
    return Page(live_page(said(**changed), "http://facade", AT, 5))


def test_it_shows_where_each_cohort_stands_what_its_gate_wants_what_waits_and_what_differs():
    text = drawn().text

    assert "pilot orders 10% · · ● shadow · · ·" in text
    assert "rest orders 90% ● off" in text
    assert "hold 40 0 259 0 of 40 differ: 259 more clean comparisons are needed" in text
    assert "Steps to do 12 Given up 1" in text
    assert "W8 pilot copy order" in text
    assert "W9 on hold credit limit exceeded" in text
    assert "net 10.00 10.01 no rule" in text


def test_moves_are_read_from_the_audit_log_and_a_refused_one_is_none():
    page = drawn()

    assert page.text.count("2 moves, with what each gate had seen") == 1
    assert "shadow: day" in page.text
    assert "live: day" not in page.text


def test_cohorts_are_added_up_and_it_stands_with_nothing_in_it():
    assert "shadow 80 60 18 2" in drawn().text
    empty = drawn(
        policy={"version": 1, "stages": [], "cohorts": []}, parity={"tallies": [], "rules": {}}, gates=[],
        mismatches=[], parked=[], audit=[], repairs={"oldest_max_s": 1.0, "waiting": []},
    )  # fmt: skip
    assert "Nothing was compared." in empty.text


def test_what_a_facade_says_is_text_and_nothing_else():
    page = drawn()
    assert (page.crossed, page.open, page.all("script")) == ([], [], [])


def test_a_facade_that_goes_away_is_said_to_be_and_asked_again():
    async def asked(path: str):
        if path.startswith("audit"):
            return said()["audit"]
        names = {"repair-queue": "repairs"}
        return said()[names.get(path, path)]

    async def draw() -> str:
        return live_page(await looked(asked), "http://facade", AT, 5)

    async def gone() -> str:
        raise UsageError("--facade http://facade: nobody answers")

    async def got(drawing) -> httpx.Response:
        transport = httpx.ASGITransport(application(drawing))
        async with httpx.AsyncClient(transport=transport, base_url="http://page") as client:
            return await client.get("/")

    there, away = asyncio.run(got(draw)), asyncio.run(got(gone))
    assert (there.status_code, "Two books" in there.text) == (200, True)
    assert (away.status_code, away.headers["refresh"]) == (503, "5")
    assert "nobody answers" in away.text
