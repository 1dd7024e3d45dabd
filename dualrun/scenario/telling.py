"""A scenario told to a person: what happens, what is measured, what must hold, and its plans."""

import textwrap
from collections.abc import Iterator

from dualrun.scenario.schema import Scenario

WIDTH = 100


def told(scenario: Scenario) -> str:
    """Tell a scenario in plain text."""
    return "\n".join(_lines(scenario))


def _lines(scenario: Scenario) -> Iterator[str]:
    yield f"{scenario.name}: {scenario.title}"
    story = scenario.story
    yield ""
    yield from textwrap.wrap(story.happens if story else scenario.description, WIDTH)
    if story:
        yield from _listed("measured", story.measured)
        yield from _listed("must hold", story.must_hold)
        yield from _listed("as it was", [f"{figure.what} ({figure.source})" for figure in story.figures])
    for name, plan in scenario.plans.items():
        ends = f"{plan.verdict}, {plan.because}" if plan.because else plan.verdict
        yield ""
        yield f"dualrun rehearse {scenario.name}@{name}"
        yield from _indented(f"{plan.what} Ends: {ends}.")


def _listed(label: str, things: tuple[str, ...] | list[str]) -> Iterator[str]:
    if things:
        yield ""
        yield f"{label}:"
    for thing in things:
        yield from _indented(thing)


def _indented(text: str) -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent="  ", subsequent_indent="  ")
