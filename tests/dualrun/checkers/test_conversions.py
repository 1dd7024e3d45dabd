"""What every checker has to say of an order that changes its book, as it should and as it should not."""

from collections.abc import Callable, Mapping
from datetime import timedelta

import pytest

from dualrun.checkers.catalogue import all_checkers
from dualrun.checkers.closing import Moved
from facade.routing.stage import Side, Stage
from simulators.chassis.commits import OrderCommit
from tests.builders import Story, a_story
from tests.business import START
from tests.converted import a_closed_story, a_converted_story, conversion_of

EARLIER = START - timedelta(minutes=1)


def found(story: Story) -> dict[str, int]:
    auditor = story.play(all_checkers())
    return {checker.id: checker.violated for checker in auditor.checkers if checker.violated}


def both_at_once() -> Story:
    """The new book begins before the old one has ceased."""
    return a_converted_story().moving("begin", before="cease")


def after_it_shipped() -> Story:
    story = a_converted_story()
    shipped = next(step for step in story.steps if step.name == "mirror shipment")
    story.moving("mirror shipment", before="cease").moving("mirror shipped", before="cease")
    shipped.says = shipped.says._replace(posting=True)
    return story


def gone_back(story: Story) -> Story:
    """The cohort went back before the order was converted."""
    back = Moved(EARLIER, EARLIER, "pilot", Stage.LIVE, Stage.OFF, is_rollback=True)
    return story.closing_with(moves=(back,))


def refused_by_the_new_book() -> Story:
    story = a_story()
    ours = story.says("book")
    story.adding("legacy_erp", ours._replace(posting=False), name="cease", after="mirror book")
    story.adding("legacy_erp", ours, name="again", after="cease")
    return conversion_of(story).closing_with(converted=frozenset())


def a_given_up_copy() -> Story:
    """The old book had a copy, and closed it while the order was on its way."""
    copy = a_story(home="cloud_erp").says("mirror book")
    story = a_story(home="cloud_erp", mirrored=False).adding("legacy_erp", copy, name="copy", after="book")
    return story.adding("legacy_erp", copy._replace(status="cancelled"), name="close", after="copy")


INNOCENT: Mapping[str, Callable[[], Story]] = {
    "to the new book, with a copy in the old": a_converted_story,
    "to the new book alone": a_closed_story,
    "nowhere, but its copy is given up": lambda: conversion_of(a_given_up_copy()),
    "asked for and refused": lambda: a_story().closing_with(
        conversions=conversion_of(a_story()).closing.conversions
    ),
    "there and back in one go, since the new book refused": lambda: conversion_of(
        a_story()
        .adding(
            "legacy_erp", a_story().says("book")._replace(posting=False), name="cease", after="mirror book"
        )
        .adding("legacy_erp", a_story().says("book"), name="again", after="cease")
    ).closing_with(converted=frozenset()),
    "a second time": lambda: conversion_of(a_converted_story()),
}

GUILTY: Mapping[str, tuple[Callable[[], Story], str]] = {
    "posts in both books at once": (both_at_once, "I02"),
    "moves what has shipped": (after_it_shipped, "I02"),
    "moves by itself": (lambda: a_converted_story(is_asked=False), "I16"),
    "moves before anybody has asked": (lambda: conversion_of(a_converted_story(), late_s=3600), "I16"),
    "moves where nobody asked it to": (lambda: conversion_of(a_converted_story(), Side.OLD), "I16"),
    "ceases and never begins": (lambda: a_converted_story().dropping("begin"), "I16"),
    "says that it has moved, and has not": (lambda: conversion_of(a_story()), "I16"),
    "gives a copy up by itself": (a_given_up_copy, "I14"),
    "leaves the copy behind": (lambda: a_converted_story().changing("mirror invoiced", net=a_sum(1)), "I14"),
    "loses the order on the way": (
        lambda: a_converted_story().ending_after("cease").answering("validated"),
        "I01",
    ),
}


def a_sum(number: int) -> object:
    return a_story().says("book").net + number


@pytest.mark.parametrize("story", INNOCENT.values(), ids=list(INNOCENT))
def test_no_checker_minds_an_order_that_moves_as_it_should(story: Callable[[], Story]) -> None:
    assert found(story()) == {}


@pytest.mark.parametrize(("story", "checker"), GUILTY.values(), ids=list(GUILTY))
def test_its_checker_minds_an_order_that_does_not(story: Callable[[], Story], checker: str) -> None:
    assert checker in found(story())


def test_what_no_book_had_yet_may_be_booked_where_it_was_asked_to_be() -> None:
    story = a_story(home="cloud_erp").closing_with(cohorts={"SO-1": "pilot"}, began_at=Stage.SHADOW)

    assert found(story) == {"I18": 1}
    asked = conversion_of(story).closing.conversions
    assert found(story) == {}
    assert found(story.closing_with(conversions=(*asked, asked[0]._replace(to=Side.OLD)))) == {"I16": 1}
    assert found(story.closing_with(converted=frozenset())) == {}


def test_what_was_converted_after_a_way_back_needs_no_copy_in_the_old_book() -> None:
    story = gone_back(a_closed_story()).closing_with(cohorts={"SO-1": "pilot"})
    story.operations[0].invoked_at = START - timedelta(hours=1)

    assert "I17" not in found(story)
    assert "I17" in found(story.closing_with(converted=frozenset()))


def test_the_home_of_an_order_is_the_one_that_posts_now() -> None:
    archive = a_converted_story().play([]).archive
    dossier = archive.dossier("SO-1")

    assert [system for system, _ in dossier.posted] == ["legacy_erp", "cloud_erp"]
    assert dossier.home == ("cloud_erp", "SO-c-SO-1")
    assert dossier.mirrors() == [("legacy_erp", "SO-l-SO-1")]
    assert isinstance(dossier.orders.at(dossier.home), OrderCommit)


def test_what_was_closed_where_it_left_follows_nothing_any_more() -> None:
    dossier = a_closed_story().play([]).archive.dossier("SO-1")

    assert dossier.kept() == [("cloud_erp", "SO-c-SO-1")]
