from defusedxml import ElementTree

from dualrun.sweep.junit import junit
from dualrun.sweep.run import Sweep
from dualrun.sweep.screen import sweep_screen
from dualrun.sweep.summary import as_text, compared, summary
from dualrun.sweep.vary import variations
from tests.dualrun.sweep.little_plan import SOURCE, record, trial

SWEEP = Sweep(SOURCE, range(1, 101), {}, variations(["demand.orders=1..100"]))


def runs(failing: range):
    return [
        trial(
            record(seed, "no-go", "I02 one", "I05 stock", duplicated=1, backlog_peak=seed)
            if seed in failing
            else record(seed, acknowledgement_p95_s=2.0, catch_up_s=60.0),
            **{"demand.orders": float(seed)},
        )
        for seed in range(1, 101)
    ]


def test_the_summary_says_how_often_why_and_by_what():
    found = summary(SWEEP, runs(range(96, 101)), 0.9)

    assert (found["passing"]["hits"], found["runs"]["no-go"], found["verdict"]) == (95, 5, "inconclusive")
    assert [(row["cause"], row["hits"], row["first_seed"]) for row in found["causes"]] == [
        ("I02 one", 5, 96),
        ("I05 stock", 5, 96),
    ]
    assert found["drivers"][0]["on_passing"] == -1.0
    assert [row["seed"] for row in found["worst"]] == [100, 99, 98, 97, 96]
    assert found["worst"][0]["reproduce"] == "dualrun rehearse little --seed 100"
    assert found["spread"]["catch_up_s"]["p50"] == 60.0
    assert found["orders"]["duplicated"] == 5


def test_a_plan_is_a_go_only_when_enough_rehearsals_show_it():
    enough, few = summary(SWEEP, runs(range(0)), 0.95), summary(SWEEP, runs(range(0))[:10], 0.95)
    assert (enough["verdict"], enough["more_clean_runs_needed"]) == ("go", 0)
    assert (few["verdict"], few["more_clean_runs_needed"]) == ("inconclusive", 62)
    assert summary(SWEEP, runs(range(1, 40)), 0.95)["verdict"] == "no-go"


def test_two_plans_are_compared_seed_by_seed():
    ours, theirs = runs(range(1, 6)), runs(range(4, 30))
    found = compared(summary(SWEEP, ours, 0.9), summary(SWEEP, theirs, 0.9), ours, theirs)["compared"]
    assert (found["both_pass"], found["neither_passes"]) == (71, 2)
    assert (found["only_this_passes"], found["only_the_other_passes"]) == (24, 3)
    assert found["by_chance"] < 0.001


def test_the_screen_and_the_junit_say_what_the_document_says():
    found = summary(SWEEP, runs(range(96, 101)), 0.99)
    shown = sweep_screen(found)
    assert "95.0% (95 of 100)" in shown
    assert "dualrun rehearse little --seed 100" in shown
    assert "I02 one (first: seed 96)" in shown
    suite = ElementTree.fromstring(junit(found))
    assert (suite.get("tests"), suite.get("failures")) == ("3", "3")
    assert as_text(found) == as_text(summary(SWEEP, runs(range(96, 101)), 0.99))
