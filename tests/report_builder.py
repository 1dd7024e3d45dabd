"""Reports to draw: of a run that went well, that did harm, that saw nothing, and one that means harm."""

from datetime import UTC, datetime, timedelta
from typing import Any

from dualrun.report import document as doc

START = datetime(2026, 3, 2, tzinfo=UTC)
HOSTILE = '"><script>alert(1)</script>[bold red]\x1b[31m\u202e&amp;'
GATE = {
    "verdict": "promote",
    "reason": "0 of 47 differ: at most 6.18% with 95% confidence",
    "compared": 47,
    "failed": 0,
    "bound": 0.0618,
    "samples_needed": 0,
}
LADDER = ("off", "dualwrite", "shadow", "live", "rampdown", "complete")


def at(day: int, hour: int = 5) -> str:
    return (START + timedelta(days=day, hours=hour)).isoformat()


def away(system: str, caught_up_s: float, unanswered: int = 0) -> doc.CatchUpRow:
    """Give the row of a neighbour that was away for an hour."""
    return doc.CatchUpRow(
        system=system,
        incidents=1,
        down_s=3600.0,
        accepted_meanwhile=11,
        acknowledged_p95_s=12.2,
        waiting_most=9,
        unanswered=unanswered,
        caught_up_s=caught_up_s,
        bound_s=600.0,
        met=caught_up_s <= 600.0 and not unanswered,
    )


def a_go() -> doc.Report:
    """Give the report of a run in which all went well and all was looked at."""
    return doc.Report(
        scenario="phased-cutover",
        title="Order taking moves to the cloud book in three cohorts",
        seed=7,
        verdict="go",
        reasons=[
            "2 invariants held in 1,410 judgements",
            "70 comparisons of the two books, none unexplained",
        ],
        journal_digest="sha256:" + "c5" * 32,
        started_at=START.isoformat(),
        virtual_seconds=14 * 86_400.0,
        wall_seconds=2.924,
        hops=3144,
        input=doc.Input(
            lines_read=800, lines_used=797, lines_rejected={"no_sku": 3}, notes={"price_assumed": 12}
        ),
        orders=doc.Orders(
            submitted=1200,
            accepted=1198,
            rejected={"price_mismatch": 14, "customer_blocked": 2},
            completed=1179,
            cancelled=5,
            cancellations=doc.Cancellations(requested=9, done=5, refused={"too_late_to_cancel": 4}),
        ),
        stages=stages(),
        parity=[
            parity("dualwrite", match=20),
            parity("shadow", match=24, tolerated=6),
            parity("live", match=20),
        ],
        invariants=[invariant("I01", "no_order_lost"), invariant("I06", "quantity_chain")],
        faults=[
            doc.FaultRow(kind="response_lost", boundary="facade->wms", injected=11),
            doc.FaultRow(kind="response_lost", boundary="facade->cloud_erp", injected=2),
            doc.FaultRow(kind="duplicate", boundary="wms->facade", injected=0),
        ],
        sla=[promise("order_acknowledgement", 0.14, 5.0), promise("invoice_availability", 95.0, 7200.0)],
        catch_up=[away("wms", 233.6), away("legacy_erp", 0.0)],
        reconciliation=[total("invoices_net", "28559.68", "28559.68"), posting("receivables")],
        mismatches=[
            mismatch("tolerated", "W000029", a_difference("tax", "250.67", "250.66", "tax_rounding_basis"))
        ],
        progress=[
            doc.Moment(
                at_s=hour * 3600.0, placed=min(1200, 4 * hour), finished=min(1179, 4 * max(0, hour - 6))
            )
            for hour in range(1, 337)
        ],
        reproduce="dualrun rehearse phased-cutover --seed 7",
    )


def a_no_go() -> doc.Report:
    """Give the report of a run that did harm in every way there is."""
    broken = [
        invariant("I02", "one_financial_order", violated=52, subject="W000042"),
        invariant("I06", "quantity_chain", violated=1, subject="W000081"),
        invariant("I16", "sticky_book", violated=3, subject="F000013"),
    ]
    unseen = doc.InvariantRow(id="I03", name="indeterminate_is_honest", evaluated=0)
    return changed(
        a_go(),
        verdict="no-go",
        reasons=[
            *(f"{row.id} {row.name}: {row.violated} violated" for row in broken),
            "reconciliation invoices_net: 3 documents differ between the books",
            "order_acknowledgement: p95 is 5 s at most, and was 61 s",
        ],
        invariants=[invariant("I01", "no_order_lost"), *broken, unseen],
        orders=a_go().orders.model_copy(
            update={"duplicated": 52, "lost": 1, "completed": 1100, "parked": {"post_invoice: refused": 40}}
        ),
        sla=[promise("order_acknowledgement", 61.0, 5.0)],
        reconciliation=[total("invoices_net", "28559.68", "27591.93", findings=3), posting("receivables")],
        parity=[parity("shadow", match=20, mismatch=2, shadow_failed=1)],
        mismatches=[
            *a_go().mismatches,
            mismatch("shadow_failed", "W000009", note="cloud_erp is unavailable: HTTP 429"),
            mismatch(
                "mismatch",
                "W000182",
                a_difference("status", "invoiced", "shipped", ""),
                a_difference("tax", "113.69", "113.70", "tax_rounding_basis"),
            ),
        ],
        reproduce="dualrun rehearse phased-cutover --set facade.idempotency=off --seed 7",
    )


def an_inconclusive() -> doc.Report:
    """Give the report of a run in which nothing happened at all."""
    return doc.Report(
        scenario="empty",
        seed=0,
        verdict="inconclusive",
        reasons=["no order was placed"],
        journal_digest="sha256:" + "00" * 32,
        started_at=START.isoformat(),
        virtual_seconds=0.0,
        wall_seconds=0.0,
        input=doc.Input(),
        orders=doc.Orders(),
        stages=[],
        parity=[],
        invariants=[],
        faults=[],
        sla=[doc.SlaRow(name="shipments", p50_s=0, p95_s=0, p99_s=0, target_s=60, met=True)],
        reconciliation=[],
        reproduce="dualrun rehearse empty --seed 0",
    )


def a_hostile() -> doc.Report:
    """Give a report in which every text that came from outside tries to be more than text."""
    row = invariant("I06", "quantity_chain", violated=1, subject=HOSTILE)
    return changed(
        a_no_go(),
        scenario=HOSTILE,
        title=HOSTILE,
        reasons=[HOSTILE, "\ud800 cannot be written"],
        invariants=[row],
        stages=[
            doc.StageRow(
                at="no instant",
                capability=HOSTILE,
                cohort=HOSTILE,
                **{"from": HOSTILE},
                to=HOSTILE,
                gate={"verdict": HOSTILE},
            )
        ],
        orders=a_go().orders.model_copy(update={"rejected": {HOSTILE: 3}, "parked": {HOSTILE: 1, "": 2}}),
        faults=[doc.FaultRow(kind=HOSTILE, boundary=HOSTILE, injected=1)],
        mismatches=[
            mismatch("mismatch", HOSTILE, a_difference(HOSTILE, HOSTILE, HOSTILE, HOSTILE), note=HOSTILE)
        ],
        reproduce=f"dualrun rehearse '{HOSTILE}'",
    )


def changed(report: doc.Report, **changes: Any) -> doc.Report:
    return report.model_copy(update=changes)


def stages() -> list[doc.StageRow]:
    return [
        doc.StageRow(
            at=at(first_day + number),
            capability="orders",
            cohort=cohort,
            **{"from": LADDER[number], "to": LADDER[number + 1]},
            gate=GATE if LADDER[number + 1] == "live" else {},
            waited_s=36_000.0 if cohort == "rest" and LADDER[number + 1] == "live" else 0.02,
        )
        for cohort, first_day in (("pilot", 1), ("wave-1", 3), ("rest", 6))
        for number in range(5)
    ]


def parity(stage: str, **counts: int) -> doc.ParityRow:
    verdicts = dict.fromkeys(
        ("match", "tolerated", "mismatch", "shadow_failed", "unobserved", "late", "comparator_failed"), 0
    )
    return doc.ParityRow(
        capability="orders", stage=stage, compared=sum(counts.values()), **{**verdicts, **counts}
    )


def invariant(id: str, name: str, violated: int = 0, subject: str = "") -> doc.InvariantRow:
    violation = doc.ViolationRow(
        subject=subject,
        at=at(1, 12),
        message=f"{subject} may post once; SO-100056 is posting order number 2",
        evidence={"orders": f"SO-100055, SO-100056 {subject}"},
    )
    return doc.InvariantRow(
        id=id, name=name, evaluated=705, violated=violated, violations=[violation] * min(50, violated)
    )


def promise(name: str, p95_s: float, target_s: float) -> doc.SlaRow:
    return doc.SlaRow(
        name=name,
        p50_s=p95_s / 2,
        p95_s=p95_s,
        p99_s=p95_s * 3,
        target_s=target_s,
        met=p95_s <= target_s,
        measured=1179,
    )


def total(report: str, old: str, new: str, findings: int = 0) -> doc.ReconciliationRow:
    difference = {"count": 0, "value": "0.00" if old == new else "967.75"}
    return doc.ReconciliationRow(
        report=report,
        old={"count": 82, "value": old},
        new={"count": 82, "value": new},
        difference=difference,
        findings=findings,
    )


def posting(report: str) -> doc.ReconciliationRow:
    old, new = {"count": 96, "value": "42966.53"}, {"count": 51, "value": "18438.77"}
    return doc.ReconciliationRow(report=report, old=old, new=new, difference={}, findings=0)


def mismatch(verdict: str, subject: str, *differences: doc.Difference, note: str = "") -> doc.MismatchRow:
    return doc.MismatchRow(
        at=at(4, 14),
        operation="read_order",
        subject=subject,
        stage="shadow",
        cohort="pilot",
        verdict=verdict,
        note=note,
        differences=list(differences),
    )


def a_difference(field: str, old: str, new: str, rule: str) -> doc.Difference:
    return doc.Difference(field=field, kind="value", old=old, new=new, rule=rule)
