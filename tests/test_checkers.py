"""A checker that was never seen failing proves nothing: each is shown mutants it must catch."""

from collections.abc import Callable, Mapping
from importlib import import_module
from itertools import pairwise

import pytest

from dualrun.checkers.catalogue import CHECKERS, all_checkers
from dualrun.checkers.checker import VIOLATIONS_KEPT_MAX, Checker
from dualrun.history import Outcome
from tests.builders import Story, a_cancelled_story, a_refused_story, a_story
from tests.dualrun.checkers.test_i26_tenant_scope import looked_at

Stories = Mapping[str, Callable[[], Story]]


def told_of(checker: type[Checker]) -> tuple[Stories, Stories]:
    module = import_module(f"tests.dualrun.checkers.test_{checker.id.lower()}_{checker.name}")
    return module.MUTANTS, module.INNOCENT


def each(which: int) -> list[object]:
    return [
        pytest.param(checker, tell, id=f"{checker.id} {name}")
        for checker in CHECKERS
        for name, tell in told_of(checker)[which].items()
    ]


def a_quiet_day() -> Story:
    """All that may happen to orders when nothing goes wrong."""
    return (
        looked_at("commerce", "SO-1")
        .together_with(a_story("SO-2", home="cloud_erp", orders_before=1))
        .together_with(a_story("SO-3", channel="field_sales", mirrored=False, orders_before=2))
        .together_with(a_cancelled_story("SO-4", orders_before=3))
        .together_with(a_refused_story("SO-5"))
        .together_with(a_story("SO-6", orders_before=3).ending_as(Outcome.INFO))
        .closing_with(cohorts={"SO-1": "everybody"})
    )


@pytest.mark.parametrize("checker", CHECKERS)
def test_every_checker_has_a_mutant_and_a_clean_story(checker):
    mutants, innocent = told_of(checker)

    assert mutants
    assert innocent


@pytest.mark.parametrize(("checker", "tell"), each(0))
def test_a_mutant_is_caught_by_its_checker_alone(checker, tell):
    [judge] = tell().play([checker()]).checkers

    assert judge.violated > 0
    for violation in judge.violations:
        assert violation.invariant == checker.id
        assert violation.subject
        assert violation.message


@pytest.mark.parametrize(("checker", "tell"), each(0))
def test_no_other_checker_hides_a_mutant(checker, tell):
    assert checker.id in [violation.invariant for violation in tell().play().violations()]


@pytest.mark.parametrize(("checker", "tell"), each(1))
def test_an_innocent_story_passes_its_checker(checker, tell):
    assert tell().play([checker()]).violations() == []


def test_a_quiet_day_breaks_nothing_and_asks_every_checker():
    auditor = a_quiet_day().play()

    assert auditor.violations() == []
    assert [checker.id for checker in auditor.checkers if not checker.evaluated] == []


def test_ids_and_names_are_unique_and_in_order():
    ids = [checker.id for checker in CHECKERS]

    assert all(first < second for first, second in pairwise(ids))
    assert len({checker.name for checker in CHECKERS}) == len(CHECKERS)


def test_a_rehearsal_gets_checkers_of_its_own():
    assert all(one is not other for one, other in zip(all_checkers(), all_checkers(), strict=True))


def test_violations_are_all_counted_and_the_first_are_kept():
    story = a_story()
    for number in range(VIOLATIONS_KEPT_MAX + 20):
        story.adding("legacy_erp", a_story(f"SO-{number + 2}").says("invoiced"))

    counts = {c.id: (c.violated, len(c.violations)) for c in story.play().checkers}
    assert counts["I09"] == (VIOLATIONS_KEPT_MAX + 20, VIOLATIONS_KEPT_MAX)
