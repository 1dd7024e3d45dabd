from dualrun.rehearsal.every_hour import back_at, every_hour, hours_of
from dualrun.rehearsal.prepare import Wish, prepare
from facade.routing.stage import Stage

SMALL = {"demand.orders": "80"}


def test_a_cutover_of_three_days_is_tried_at_each_of_its_hours():
    scenario = prepare(Wish("three-day-cutover", 7, SMALL)).scenario

    assert list(hours_of(scenario))[-1] == 71


def test_the_plan_is_followed_until_the_hour_and_then_everybody_goes_back():
    scenario = back_at(prepare(Wish("three-day-cutover", 7, SMALL)).scenario, 26)

    assert [step.to for step in scenario.migration.steps] == [
        Stage.DUALWRITE, Stage.SHADOW, Stage.LIVE, Stage.OFF,
    ]  # fmt: skip


def test_no_hour_loses_doubles_or_reorders_anything_and_the_point_of_no_return_is_found():
    plan = prepare(Wish("three-day-cutover", 7, SMALL))

    found = list(every_hour(plan, range(23, 72, 24)))

    assert [way_back.harm for way_back in found] == [(0, 0, 0)] * len(found)
    assert not any(row.violated for way_back in found for row in way_back.report.invariants)
    assert [way_back.is_beyond for way_back in found] == sorted(way_back.is_beyond for way_back in found)
    assert found[-1].is_beyond
    assert found[-1].orders_only_new
    assert not found[0].is_beyond


def test_a_way_back_that_copies_nothing_is_seen(monkeypatch):
    monkeypatch.setattr("facade.orders.process.copies_due", lambda _: ())

    [found] = every_hour(prepare(Wish("three-day-cutover", 7, SMALL)), range(70, 71))

    assert found.harm[0] > 0
    assert found.report.verdict == "no-go"
