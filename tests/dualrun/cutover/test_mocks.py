import re

import pytest

from dualrun.cutover.mocks import cutover
from dualrun.cutover.new_book import NewBook
from dualrun.cutover.rows import Row
from dualrun.report.cutover import CutoverRow
from dualrun.report.gantt import gantt
from dualrun.scenario.demand import prepare
from dualrun.scenario.load import load
from dualrun.streams import Streams

EVERYTHING = {"vendors", "customers", "items", "prices", "stock", "orders", "backorders", "receivables"} | {
    "purchase_orders",
    "goods_received",
    "payables",
}


def held(plan: str = "right", **changes: str) -> CutoverRow:
    overrides = {f"runbook.{key}": value for key, value in {"mocks": "1", **changes}.items()}
    scenario = load(f"cutover-weekend@{plan}", overrides)
    master, demand, _ = prepare(scenario, None, Streams(7).child("business"))
    found = cutover(scenario, 7, master, demand)
    assert found is not None
    return found


def test_all_that_is_open_is_in_the_new_book_object_by_object_to_the_cent():
    weekend = held()
    by_object = {row["object"]: row for row in weekend.totals}

    assert set(by_object) == EVERYTHING
    assert all(row["old"] == row["new"] for name, row in by_object.items() if name != "prices")
    assert all(row.extracted == row.loaded + row.left_out + row.rejected for row in weekend.loads)
    assert all(row.loaded for row in weekend.loads if row.object != "prices")
    assert (weekend.classes["defect"], weekend.reasons) == (0, [])


def test_each_task_waits_for_those_before_it_and_the_drawing_shows_all():
    weekend = held()
    ended = {task.name: task.ended_s for task in weekend.tasks}

    assert all(task.began_s >= max((ended[name] for name in task.after), default=0) for task in weekend.tasks)
    assert any(task.slack_s for task in weekend.tasks)
    assert any(task.slack_s == 0 for task in weekend.tasks)
    assert all(task.name in gantt(weekend) for task in weekend.tasks)


def test_mocks_differ_in_how_long_they_take_and_the_same_seed_gives_the_same_ones():
    weekend = held(mocks="2")
    first_wave = next(task for task in weekend.tasks if task.name == "first wave")

    assert len(set(first_wave.took_s)) == 2
    assert first_wave.deviation_s > 0
    assert held(mocks="2") == weekend


def test_a_customer_that_is_rejected_takes_what_hangs_on_it_along():
    weekend = held("wrong")
    rejected = {row.number for row in weekend.rejects if row.object == "customers"}
    left = [row for row in weekend.rejects if row.object in ("prices", "orders", "receivables")]

    assert rejected
    assert left
    assert all(any(f"customer {number} " in row.why for number in rejected) for row in left)
    assert weekend.no_return_s is None


def test_every_change_after_the_freeze_is_found_by_the_delta_and_none_without_it():
    assert (held().late_made, held().late_found) == (2, 2)
    missed = held("no-delta")
    assert (missed.late_made, missed.late_found) == (2, 0)
    assert any("were not found" in why for why in missed.reasons)


def test_a_window_that_is_too_short_is_said_to_be():
    assert any("overrun" in why for why in held(window="6h").reasons)


def test_a_decision_that_comes_too_late_is_said_to_be_by_how_much():
    [why] = [why for why in held("slow").reasons if why.startswith("decision")]

    assert re.fullmatch(r"decision go or no-go: taken \d+\.\d h after it was due \(mock 1\)", why)


def held_again(*objects: str) -> CutoverRow:
    changes = {"runbook.tasks.3.again": "true", "runbook.tasks.3.objects": f"[{', '.join(objects)}]"}
    scenario = load("open-items-twice", changes)
    master, demand, _ = prepare(scenario, None, Streams(7).child("business"))
    found = cutover(scenario, 7, master, demand)
    assert found is not None
    return found


def test_open_items_that_are_loaded_twice_are_refused_by_their_number_or_found_by_reconciling():
    weekend = held_again("receivables", "payables")
    doubled = [row for row in weekend.defects if row["why"] == "in the new book alone"]
    said = next(task.said for task in weekend.tasks if task.name == "load of open items")
    counts = {row["object"]: row["old"]["count"] for row in weekend.totals if row["currency"]}

    assert {row["object"] for row in doubled} == {"receivables"}
    assert len(weekend.defects) == len(doubled) == counts["receivables"]
    again = counts["receivables"] + counts["payables"]
    assert said == f"{again} entered again, {counts['payables']} of them refused"


@pytest.mark.parametrize("lost", ["receivables", "payables", "stock"])
def test_an_object_that_the_load_forgets_is_a_defect(monkeypatch, lost):
    loaded, received = NewBook.load, NewBook.receive

    async def forgetful(book: NewBook, row: Row, *, is_paired: bool = True) -> None:
        if row.kind != lost:
            await loaded(book, row)

    async def short(book: NewBook, rows: list[Row]) -> None:
        await received(book, rows[1:] if lost == "stock" else rows)

    monkeypatch.setattr(NewBook, "load", forgetful)
    monkeypatch.setattr(NewBook, "receive", short)

    assert {row["object"] for row in held().defects} == {lost}
