"""Does a provider keep to what its consumers rely on? In process, one verdict an interaction.

Whatever would let a verification pass without having verified anything is an error here, at once: no
interaction, a filter that leaves none, the name of another provider, a state that nobody can set up.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from contracts.matching import Answer, differences
from contracts.pact_file import SAID, Interaction, PactError, Request, State
from dualrun.landscape.routes_once import routes_kept

VALUE_LENGTH_MIN = 4


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

    def answer(self, states: Sequence[State], request: Request) -> "Answered":
        """Begin anew, get into the states, and answer.

        Raises:
            StateError: a state could not be set up.
        """
        ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What came back, and by which values: those of the pact, and those that the provider has instead."""

    answer: Answer
    values: Mapping[str, str] = field(default_factory=dict)


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
    chosen = with_provider(interactions, provider.name, only)
    for one in chosen:
        for state in one.states:
            if state.name not in provider.states:
                known = ", ".join(repr(name) for name in provider.states) or "none"
                raise PactError(f"{one.name}: no handler for the state {state.name!r}; there are {known}")
    return chosen


def with_provider(interactions: Sequence[Interaction], provider: str, only: str = "") -> list[Interaction]:
    """Give the interactions with a provider that `only` fits.

    Raises:
        PactError: none is left.
    """
    ours = [one for one in interactions if one.provider == provider]
    if not ours:
        named = ", ".join(dict.fromkeys(one.provider for one in interactions)) or "nobody"
        raise PactError(f"no pact is with {provider}; there are pacts with {named}")
    return matching(ours, only)


def matching(interactions: Sequence[Interaction], only: str) -> list[Interaction]:
    """Give those whose line "consumer: description" a regular expression fits.

    Raises:
        PactError: it is none, or fits nothing.
    """
    try:
        chosen = [one for one in interactions if re.search(only, one.name)]
    except re.error as error:
        raise PactError(f"{only!r} is no pattern: {error}") from None
    if not chosen:
        providers = ", ".join(dict.fromkeys(one.provider for one in interactions))
        raise PactError(f"{only!r} matches no interaction with {providers}; there are {len(interactions)}")
    return chosen


def asked_for(interactions: Sequence[Interaction]) -> list[Interaction]:
    """Give those that begin with a request: without a message URL nothing else can be verified live.

    Raises:
        PactError: there is none.
    """
    chosen = [one for one in interactions if one.request.method != SAID]
    if not chosen:
        raise PactError("messages are verified in process or at --message-url, and nothing else is left")
    return chosen


def verify(interactions: Sequence[Interaction], provider: Provider, only: str = "") -> list[Outcome]:
    """Verify every selected interaction.

    Raises:
        PactError: nothing would be verified, or not everything could be.
    """
    return list(one_by_one(selected(interactions, provider, only), provider))


def one_by_one(interactions: Sequence[Interaction], provider: Provider) -> Iterator[Outcome]:
    """Verify interactions; each has a provider of its own, and what they have in common is made once."""
    with routes_kept():
        for one in interactions:
            yield verify_one(one, provider)


def verify_one(interaction: Interaction, provider: Provider) -> Outcome:
    """Verify one interaction; a state that fails is a failure, never a pass on what state was left."""
    try:
        answered = provider.answer(interaction.states, interaction.request)
    except StateError as error:
        return Outcome(interaction, (f"state: {error}",))
    return Outcome(interaction, differences(interaction.expected.told(answered.values), answered.answer))


def values_told(state: State, given: Mapping[str, str]) -> dict[str, str]:
    """Say what stands for what: the parameters of a state name the values that its provider gives.

    Raises:
        StateError: the pact wants a value that the state does not give, or that cannot be told from others.
    """
    told = {}
    for name, example in state.parameters.items():
        if name not in given:
            raise StateError(f"{state.name!r} gives no {name}; it gives {', '.join(given) or 'nothing'}")
        if len(str(example)) < VALUE_LENGTH_MIN:
            raise StateError(f"{state.name!r}: {name} is {example!r}, too short to be found again")
        told[str(example)] = str(given[name])
    return told
