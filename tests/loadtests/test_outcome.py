"""What a run comes to, and how it is told: verdict, page, JUnit, CSV, and against an earlier run."""

import csv
import io
import json
from xml.etree import ElementTree as ET  # noqa: TID251 - reads what we have written ourselves

import pytest

from dualrun.errors import UsageError
from loadtests import library, screen
from loadtests.baseline import compared, read_baseline
from loadtests.conducting import Climbed, Ran
from loadtests.incidents import Happened
from loadtests.outcome import EXIT, outcome
from loadtests.rates import Step
from loadtests.reconcile import Reconciliation
from loadtests.reporting.files import table, write_all
from loadtests.reporting.junit import junit_xml
from loadtests.reporting.page import page
from loadtests.sampling import Sample
from loadtests.slo import Evidence, judged
from loadtests.stock import Held, is_oversold
from tests.loadtests.seconds import second

BUSINESS = {"invoice_availability": {1.0: 5.0, float("inf"): 5.0}}
LATER = {"invoice_availability": {1.0: 9.0, float("inf"): 9.0}}


def a_run(lost=(), unknown=(), cpu=0.1, counted=1000, slow=0, went_well=True, **each):
    profile = library.load("smoke")
    ran = Ran(profile, load_s=10.0, counted_by_locust=counted, is_drained=True)
    ran.seconds = [second(t, cpu=cpu, slow=slow, **each) for t in range(10)]
    busy = {"façade nothing_s": 0.004, "legacy_erp utilisation": 1.0, "queue depth": 3.0, "queue age_s": 0.1}
    ran.samples = [Sample(t, busy, LATER if t else BUSINESS) for t in range(10)]
    ran.incidents = [Happened(3.0, "wms: down", went_well)]
    ran.reconciliation = Reconciliation(1000, 1000 - len(lost), 0, lost, [], [], unknown, 0)
    harm = {**ran.reconciliation.harm, "oversell": 0}
    ran.judged = judged(profile.slo, Evidence(ran.seconds, ran.samples, harm))
    return ran


def told(**what):
    return outcome(a_run(**what), "smoke")


class TestTheVerdict:
    def test_of_a_run_that_kept_its_promises_is_passed(self):
        document = told()

        assert (document["verdict"], EXIT[document["verdict"]]) == ("passed", 0)

    def test_of_a_run_that_lost_an_order_is_failed(self):
        assert told(lost=["L-1"])["verdict"] == "failed"

    def test_of_a_run_with_a_broken_promise_is_failed(self):
        assert told(slow=20)["verdict"] == "failed"

    @pytest.mark.parametrize(
        ("what", "why"),
        [
            ({"cpu": 0.86}, "generator used 86% of a core"),
            ({"counted": 999}, "the counts do not agree"),
            ({"dropped": 2}, "20 visits could not begin"),
            ({"late_s": 1.1}, "a visit began 1.1 s late"),
            ({"unknown": ["L-1"]}, "1 acknowledged orders could not be looked up"),
            ({"went_well": False}, "wms: down, at 3.0 s: it did not go well"),
        ],
    )
    def test_of_a_run_that_proves_nothing_is_invalid(self, what, why):
        document = told(**what)

        assert (document["verdict"], EXIT[document["verdict"]]) == ("invalid", 3)
        assert why in document["not_valid_because"][0]

    def test_of_a_run_that_proves_nothing_but_lost_an_order_is_failed_all_the_same(self):
        assert told(cpu=0.99, lost=["L-1"])["verdict"] == "failed"

    def test_of_a_staircase_names_the_last_step_that_held(self):
        ran = a_run()
        slow = Evidence([second(slow=20)], [])
        evidence = [Evidence(ran.seconds, []), Evidence(ran.seconds, []), slow]
        ran.climbed = [
            Climbed(Step(n + 1, n * 3.0, n * 3.0 + 3, n + 1.0), judged(ran.profile.slo, one))
            for n, one in enumerate(evidence)
        ]
        document = outcome(ran, "smoke")

        assert (document["verdict"], document["knee"]["last_good_step"]) == ("passed", 2)
        assert document["knee"]["broke"] == ["p95 of place order"]


class TestTheScreen:
    def test_ends_with_the_reconciliation(self):
        *_, heads, figures = screen.lines(told(lost=["L-1", "L-2"]))

        assert heads.split()[-4:] == ["lost", "doubled", "mispriced", "unknown"]
        assert figures.split() == ["1,000", "998", "0", "0", "2", "0", "0", "0"]

    def test_names_the_resource_that_saturated_first_and_the_rate(self):
        text = "\n".join(screen.lines(told()))

        assert "Saturation  legacy_erp workers at 0 s, 100.0 visits, 100.0 orders a second: 100%" in text

    def test_states_the_floor_below_which_no_wait_can_be(self):
        assert "Floor       a call that asks for nothing took 4.0 ms meanwhile" in screen.lines(told())


class TestTheFiles:
    def test_are_a_page_that_asks_nobody_a_document_junit_and_tables(self, tmp_path):
        document = told(lost=["L-1"])
        write_all(document, tmp_path)

        assert sorted(one.name for one in tmp_path.iterdir()) == [
            *("junit.xml", "report.html", "report.json", "requests.csv", "samples.csv", "seconds.csv")
        ]
        assert json.loads((tmp_path / "report.json").read_text()) == json.loads(json.dumps(document))

    def test_a_page_draws_every_curve_and_loads_nothing(self):
        text = page(told(lost=["<L-1>"]))

        assert text.count("<svg") == 8
        assert "://" not in text
        assert "&lt;L-1&gt;" in text
        assert "<L-1>" not in text

    def test_junit_fails_what_was_not_kept(self):
        suite = ET.fromstring(junit_xml(told(lost=["L-1"])))
        failed = {case.get("name") for case in suite if case.find("failure") is not None}

        assert failed == {"lost", "no order is lost"}
        assert (suite.get("tests"), suite.get("failures")) == (str(len(suite)), "2")

    def test_junit_fails_a_result_that_is_not_valid(self):
        suite = ET.fromstring(junit_xml(told(cpu=0.9)))

        assert [case.get("name") for case in suite if case.find("failure") is not None] == [
            "the result is valid"
        ]

    def test_a_table_has_every_column_any_row_has(self):
        rows = list(csv.DictReader(io.StringIO(table([{"t": 1}, {"t": 2, "queue": 3}]))))

        assert rows == [{"t": "1", "queue": ""}, {"t": "2", "queue": "3"}]


class TestABaseline:
    def test_of_the_same_run_says_that_nothing_got_worse(self):
        assert {one["verdict"] for one in compared(told(), told())} <= {"within noise", "the same"}

    def test_says_what_got_worse(self):
        found = {one["what"]: one["verdict"] for one in compared(told(), told(slow=20, lost=["L-1"]))}

        assert (found["p95, ms"], found["lost"], found["p50, ms"]) == ("worse", "worse", "within noise")
        assert found["p95 of place order"] == "worse"

    def test_sees_what_got_worse_behind_one_bad_second(self):
        before, now = told(), told()
        for each in now["seconds"]:
            each["p50_ms"] += 20
        now["seconds"][3]["p50_ms"] = before["seconds"][3]["p50_ms"] = 9_000.0

        assert compared(before, now)[0]["verdict"] == "worse"

    def test_of_something_else_is_refused_in_one_line(self, tmp_path):
        (tmp_path / "report.json").write_text('{"schema": "else"}')
        with pytest.raises(UsageError, match="no report of a load"):
            read_baseline(tmp_path)
        with pytest.raises(UsageError, match="cannot be read"):
            read_baseline(tmp_path / "nowhere.json")


@pytest.mark.parametrize(("held", "expected"), [(Held("A", 5, 5), False), (Held("A", 5, 6), True)])
def test_an_article_is_oversold_when_more_is_promised_than_is_there(held, expected):
    assert is_oversold(held) is expected
