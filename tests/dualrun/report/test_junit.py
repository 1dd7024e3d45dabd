"""The report for a CI server: what it counts is what it lists, and every failure can be reproduced."""

import pytest
from defusedxml.ElementTree import fromstring

from dualrun.report.junit import junit_xml
from tests.report_builder import a_go, a_hostile, a_no_go, an_inconclusive, changed


def cases(report, outcome):
    return [case for case in fromstring(junit_xml(report)).iter("testcase") if case.find(outcome) is not None]


@pytest.mark.parametrize("report_of", [a_go, a_no_go, an_inconclusive, a_hostile])
def test_the_sums_are_those_of_what_is_listed(report_of):
    root = fromstring(junit_xml(report_of()))

    for group in (root, *root.iter("testsuite")):
        assert int(group.get("tests")) == len(list(group.iter("testcase")))
        assert int(group.get("failures")) == len(list(group.iter("failure")))
        assert int(group.get("skipped")) == len(list(group.iter("skipped")))
        assert int(group.get("errors")) == 0


def test_there_is_one_case_an_invariant_a_promise_and_a_reason():
    report = a_no_go()
    [invariants, sla, verdict] = fromstring(junit_xml(report)).iter("testsuite")

    assert [case.get("name") for case in invariants.iter("testcase")] == [
        f"{row.id} {row.name}" for row in report.invariants
    ]
    assert [case.get("name") for case in sla.iter("testcase")] == ["order_acknowledgement p95 within 5 s"]
    assert [case.get("name") for case in verdict.iter("testcase")] == report.reasons


def test_a_go_fails_nothing():
    assert cases(a_go(), "failure") == []
    assert cases(a_go(), "skipped") == []


@pytest.mark.parametrize("report_of", [a_no_go, an_inconclusive, a_hostile])
def test_every_failure_says_how_to_see_it_again(report_of):
    failures = [case.find("failure") for case in cases(report_of(), "failure")]

    assert failures
    assert all("\nReproduce: dualrun rehearse " in failure.text for failure in failures)


def test_a_violated_invariant_fails_with_every_violation_that_was_kept():
    [failed] = [case for case in cases(a_no_go(), "failure") if case.get("name") == "I02 one_financial_order"]

    text = failed.find("failure").text
    assert text.count("W000042 may post once") == 50
    assert "and 2 more" in text
    assert "orders=SO-100055, SO-100056 W000042" in text


def test_what_was_never_judged_is_skipped_and_not_passed():
    assert [case.get("name") for case in cases(a_no_go(), "skipped")] == ["I03 indeterminate_is_honest"]
    assert [case.get("name") for case in cases(an_inconclusive(), "skipped")] == [
        "shipments p95 within 1 min"
    ]


def test_an_inconclusive_run_does_not_turn_a_pipeline_green():
    [failed] = cases(an_inconclusive(), "failure")

    assert failed.get("name") == "no order was placed"
    assert failed.find("failure").get("type") == "inconclusive"


def test_the_run_is_named_so_that_it_can_be_found_again():
    report = changed(a_go(), seed=11)
    [first, *_] = fromstring(junit_xml(report)).iter("properties")

    told = {entry.get("name"): entry.get("value") for entry in first}
    assert told["seed"] == "11"
    assert told["journal_digest"] == report.journal_digest
    assert told["reproduce"] == report.reproduce
