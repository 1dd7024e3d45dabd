"""Does a provider keep to what its consumers rely on? In process, one verdict an interaction.

Whatever would let a verification pass without having verified anything is an error here, at once: no
interaction, a filter that leaves none, the name of another provider, a state that nobody can set up.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from contracts.matching import Answer, differences
from contracts.pact_file import Interaction, PactError, Request, State


class StateError(Exception):
    """A provider state could not be set up: nothing can be said of the interaction."""


class Provider(Protocol):
    """A system that can be put into states and asked."""

    @property
    def name(self) -> str:
        """The name by which pacts know it."""
        ...

    @property
    def states(self) -> Mapping[str, object]:
        """The states it can be put into."""
        ...

    def answer(self, states: Sequence[State], request: Request) -> Answer:
        """Begin anew, get into the states, and answer.

        Raises:
            StateError: a state could not be set up.
        """
        ...


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one interaction came to; it holds when nothing differs."""

    interaction: Interaction
    differences: tuple[str, ...]

    @property
    def holds(self) -> bool:
        """Whether the provider keeps to it."""
        return not self.differences


def selected(interactions: Sequence[Interaction], provider: Provider, only: str = "") -> list[Interaction]:
    """Give the interactions to verify against a provider, all of which can be.

    `only` is a regular expression on the line "consumer: description".

    Raises:
        PactError: none is left, or one needs a state that the provider does not know.
    """
    ours = [one for one in interactions if one.provider == provider.name]
    if not ours:
        named = ", ".join(dict.fromkeys(one.provider for one in interactions)) or "nobody"
        raise PactError(f"no pact is with {provider.name}; there are pacts with {named}")
    try:
        chosen = [one for one in ours if re.search(only, one.name)]
    except re.error as error:
        raise PactError(f"{only!r} is no pattern: {error}") from None
    if not chosen:
        raise PactError(f"{only!r} matches no interaction with {provider.name}; there are {len(ours)}")
    for one in chosen:
        for state in one.states:
            if state.name not in provider.states:
                known = ", ".join(repr(name) for name in provider.states) or "none"
                raise PactError(f"{one.name}: no handler for the state {state.name!r}; there are {known}")
    return chosen


def verify(interactions: Sequence[Interaction], provider: Provider, only: str = "") -> list[Outcome]:
    """Verify every selected interaction.

    Raises:
        PactError: nothing would be verified, or not everything could be.
    """
    return [verify_one(one, provider) for one in selected(interactions, provider, only)]


def verify_one(interaction: Interaction, provider: Provider) -> Outcome:
    """Verify one interaction; a state that fails is a failure, never a pass on what state was left."""
    try:
        answer = provider.answer(interaction.states, interaction.request)
    except StateError as error:
        return Outcome(interaction, (f"state: {error}",))
    return Outcome(interaction, differences(interaction.expected, answer))
