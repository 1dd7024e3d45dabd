"""The shipped cutover, rehearsed whole: once as it should be, and once with each safeguard taken away."""

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.document import Report
from facade.routing.stage import ORDER
from tests.system.order_file import write_order_file

SEED = 7


@pytest.fixture(scope="session")
def order_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("orders") / "orders.csv"
    write_order_file(path)
    return path


def rehearsed(path: Path, seed: int = SEED, **overrides: str) -> Report:
    settings = {key.replace("__", "."): value for key, value in overrides.items()}
    return rehearse(prepare(Wish("phased-cutover", seed, settings, path)))


@pytest.fixture(scope="module")
def report(order_file: Path) -> Report:
    return rehearsed(order_file)


def test_pickers_who_find_less_than_was_promised_do_no_harm(order_file: Path) -> None:
    """What left is posted alike in both books, invoiced and shown; what a site gave up is allocated anew."""
    setting = "landscape.misbehaviours.wms.short_pick"
    for missing in ("50", "100"):
        wish = {f"{setting}.share": "0.4", f"{setting}.missing_percent": missing}
        report = rehearse(prepare(Wish("phased-cutover", SEED, wish, order_file)))

        assert [row.id for row in report.invariants if row.violated] == []
        assert [row for row in report.mismatches if row.verdict == "mismatch"] == []
        assert next(row for row in report.faults if row.kind == "short_pick").injected > 10


class TestWithTheShippedFacade:
    def test_the_verdict_is_go(self, report: Report) -> None:
        assert report.verdict == "go", report.reasons

    def test_every_line_is_used_or_rejected_with_a_reason(self, report: Report, order_file: Path) -> None:
        account = report.input
        assert account.lines_read == len(order_file.read_text().splitlines()) - 1
        assert account.lines_used + sum(account.lines_rejected.values()) == account.lines_read
        assert {"missing_customer", "not_merchandise", "cancellation_without_order"} <= set(
            account.lines_rejected
        )

    def test_every_stage_is_reached(self, report: Report) -> None:
        assert {row.to for row in report.stages} == {stage.value for stage in ORDER[1:]}

    def test_every_invariant_was_judged(self, report: Report) -> None:
        assert [row.id for row in report.invariants if not row.evaluated] == []

    def test_every_fault_struck(self, report: Report) -> None:
        assert [row for row in report.faults if not row.injected] == []
        assert len({row.kind for row in report.faults}) >= 6

    def test_both_books_hold_orders_and_agree(self, report: Report) -> None:
        rows = {row.report: row for row in report.reconciliation}
        assert rows["posting_orders"].old["count"] > 0
        assert rows["posting_orders"].new["count"] > 0
        assert [row.findings for row in report.reconciliation] == [0] * len(rows)

    def test_the_funnel_adds_up(self, report: Report) -> None:
        orders = report.orders
        ended = orders.completed + orders.cancelled + sum(orders.rejected.values())
        never_arrived = orders.submitted - ended - sum(orders.parked.values())
        assert 0 <= never_arrived <= orders.unknown

    def test_a_cancellation_in_the_file_becomes_one_in_the_landscape(self, report: Report) -> None:
        assert report.orders.cancellations.requested == 1

    def test_it_can_be_reproduced_by_the_command_it_names(self, report: Report) -> None:
        assert report.reproduce.startswith("dualrun rehearse phased-cutover --orders ")
        assert report.reproduce.endswith(f"--seed {SEED}")


@pytest.mark.parametrize(
    ("switch", "invariant"), [("idempotency", "I02"), ("pinning", "I16"), ("outbox", "I12")]
)
def test_taking_a_safeguard_away_turns_the_verdict_and_names_the_invariant(
    order_file: Path, switch: str, invariant: str
) -> None:
    report = rehearsed(order_file, **{f"facade__{switch}": "off"})

    assert report.verdict == "no-go"
    assert any(reason.startswith(invariant) for reason in report.reasons), report.reasons


def in_its_own_process(order_file: Path, seed: int, hash_seed: str) -> dict[str, object]:
    command = [sys.executable, "-m", "dualrun", "rehearse", "phased-cutover", "--orders", str(order_file)]
    report = order_file.parent / f"report-{hash_seed}-{seed}"
    command += ["--seed", str(seed), "--json", "--report", str(report)]
    outcome = subprocess.run(
        command, env={**os.environ, "PYTHONHASHSEED": hash_seed}, capture_output=True, text=True, check=False
    )
    assert outcome.returncode in (0, 1, 3), outcome.stderr
    document: dict[str, object] = json.loads(outcome.stdout)
    return document


def test_the_same_seed_gives_the_same_digest_in_any_process_and_another_seed_another(
    order_file: Path,
) -> None:
    one, other = in_its_own_process(order_file, SEED, "1"), in_its_own_process(order_file, SEED, "4242")
    different = in_its_own_process(order_file, SEED + 1, "1")

    assert one["journal_digest"] == other["journal_digest"]
    assert different["journal_digest"] != one["journal_digest"]
    assert len(str(one["journal_digest"])) == len("sha256:") + hashlib.sha256().digest_size * 2


def test_generated_demand_reaches_a_verdict_with_no_harm_done() -> None:
    report = rehearse(prepare(Wish("phased-cutover", 11, {"demand.orders": "250"})))

    assert report.verdict in ("go", "inconclusive"), report.reasons
    assert (report.orders.lost, report.orders.duplicated) == (0, 0)
