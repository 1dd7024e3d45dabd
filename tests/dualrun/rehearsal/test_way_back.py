"""What a run's way back is measured by: when the old book had everything, and in which order it got it."""

from datetime import datetime, timedelta

from dualrun.checkers.audit import Auditor
from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.rehearsal.way_back import Copying
from tests.builders import Story, a_story
from tests.business import CODES, MASTER, START

ORIGINALS, COPIES = ("book", "shipment", "invoice"), ("mirror book", "mirror shipment", "mirror invoice")

REFUSING = """
schema: dualrun.scenario/1
name: no-numbers-left
title: "The old book has no number left for a copy, and then everybody goes back"
start: 2026-03-02T00:00:00Z
days: 1
landscape:
  customers: 20
  items: 20
  misbehaviours: {legacy_erp: {number_series_exhausted: {series: "S-ORD", after: 3}}}
demand: {orders: 10, from: day 0 06:00, to: day 0 18:00, cancel_share: 0, stale_price_share: 0}
migration:
  cohorts: [{name: all, percent: 100}]
  steps:
    - {at: day 0 05:00, cohort: all, to: dualwrite}
    - {at: day 0 05:10, cohort: all, to: shadow}
    - {at: day 0 05:20, cohort: all, to: live}
    - {at: day 0 20:00, cohort: all, to: "off", rollback: "go back"}
expect: {catch_up: 2h}
"""


def heard(story: Story, names: tuple[str, ...]) -> Copying:
    """Hear the named steps of a story, one an hour."""
    copying, now = Copying(), [START]
    auditor = Auditor(MASTER, CODES, [], lambda: now[0])
    for name in names:
        now[0] += timedelta(hours=1)
        [step] = [one for one in story.steps if one.name == name]
        auditor.on_commit(step.system, step.says)
        copying.on_commit(auditor.archive, now[0], step.system, step.says)
    return copying


def hour(number: float) -> datetime:
    return START + timedelta(hours=number)


def test_the_old_book_has_an_order_when_it_has_the_last_document_that_the_new_one_had_made():
    copying = heard(a_story(home="cloud_erp"), (*ORIGINALS, *COPIES))

    assert copying.whole_at("SO-1", hour(3)) == hour(6)
    assert copying.whole_at("SO-1", hour(2)) == hour(5)


def test_an_order_of_which_a_document_is_missing_is_not_there_yet():
    copying = heard(a_story(home="cloud_erp"), (*ORIGINALS, *COPIES[:2]))

    assert copying.whole_at("SO-1", hour(3)) is None


def test_an_order_that_was_still_to_be_made_is_there_with_its_first_copy():
    copying = heard(a_story(home="cloud_erp"), ("book", "mirror book"))

    assert copying.whole_at("SO-1", hour(0.5)) == hour(2)
    assert heard(a_story(home="cloud_erp"), ()).whole_at("SO-1", hour(0.5)) is None


def test_copies_in_another_order_than_their_originals_are_seen():
    story = a_story(home="cloud_erp")

    assert not heard(story, (*ORIGINALS, *COPIES)).is_reordered("SO-1")
    assert heard(story, (*ORIGINALS, COPIES[0], COPIES[2], COPIES[1])).is_reordered("SO-1")


def test_what_the_old_book_does_not_take_is_lost_in_the_report_the_operation_and_the_checker(tmp_path):
    (tmp_path / "refusing.yaml").write_text(REFUSING)

    report = rehearse(prepare(Wish(str(tmp_path / "refusing.yaml"), 7, {})))

    [row], [ahead] = report.rollbacks, report.no_return
    [judged] = [one.violated for one in report.invariants if one.id == "I17"]
    assert row.lost == row.only_new["orders"] == ahead.orders == judged > 0
    assert (row.copied, bool(row.lost_first), bool(row.point_of_no_return)) == (0, True, True)


def test_the_shipped_way_back_brings_all_back_and_is_measured():
    [row] = rehearse(prepare(Wish("rollback", 7, {}))).rollbacks

    assert row.copied == row.only_new["orders"] > 0
    assert row.took_s > 0
    assert (row.lost, row.doubled, row.reordered) == (0, 0, 0)
