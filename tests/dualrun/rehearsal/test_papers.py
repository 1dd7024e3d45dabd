import re

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.report.derived import at_stake, by_verdict
from dualrun.report.document import Difference, MismatchRow
from dualrun.report.html import render


def mismatch(subject: str, *differences: tuple[str, str, str]) -> MismatchRow:
    said = [Difference(field=f, kind="value", old=old, new=new, rule="") for f, old, new in differences]
    return MismatchRow(
        at="2026-03-02T00:00:00+00:00",
        **{"operation": "create_order", "subject": subject, "stage": "shadow", "cohort": "all"},
        verdict="mismatch",
        note="",
        differences=said,
    )


def test_mismatches_come_by_the_money_they_are_about():
    cheap = mismatch("W1", ("tax", "1.00", "1.01"), ("gross", "6.00", "6.01"))
    dear = mismatch("W2", ("gross", "500.00", ""))
    none = mismatch("W3", ("status", "open", "shipped"))
    [(_, rows)] = by_verdict([cheap, none, dear])
    assert [(row.subject, str(at_stake(row))) for row in rows] == [
        ("W2", "500.00"),
        ("W1", "0.01"),
        ("W3", "0"),
    ]


def test_every_mismatch_leads_to_both_documents():
    report = rehearse(prepare(Wish("master-data-converted-wrong@wrong", 7, {"demand.orders": "60"})))
    subjects = {row.subject for row in report.mismatches if row.verdict == "mismatch"}
    page = render(report)

    assert subjects
    for subject in subjects:
        assert {paper.book for paper in report.papers[subject]} == {"old", "new"}, subject
        assert f'href="#papers-{subject}"' in page
        assert len(re.findall(f'id="papers-{subject}"', page)) == 1
