"""An interaction as data: what is presupposed, asked and answered, and what the consumer makes of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from pact import Pact

JSON = "application/json"


@dataclass(frozen=True, slots=True)
class Said:
    """One request and its answer. `given` maps the states to their parameters; bodies may hold matchers."""

    description: str
    given: Mapping[str, Mapping[str, Any]]
    method: str
    path: str
    sends: Any = None
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    status: int = 200
    answers: Any = None
    rules: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = JSON
    sends_type: str = JSON
    sends_rules: Mapping[str, Any] = field(default_factory=dict)

    def describe(self, pact: Pact) -> None:
        """Tell it to a mock."""
        asked = pact.upon_receiving(self.description)
        for state, parameters in self.given.items():
            asked = asked.given(state, dict(parameters)) if parameters else asked.given(state)
        asked = asked.with_request(self.method, self.path)
        for name, value in self.query.items():
            asked = asked.with_query_parameter(name, value)
        for name, value in self.headers.items():
            asked = asked.with_header(name, value)
        if self.sends is not None:
            asked = asked.with_body(self.sends, content_type=self.sends_type)
        if self.sends_rules:
            asked = asked.with_matching_rules({"body": dict(self.sends_rules)})
        answer = asked.will_respond_with(self.status)
        if self.answers is not None:
            answer = answer.with_body(self.answers, content_type=self.content_type)
        if self.rules:
            answer.with_matching_rules({"body": dict(self.rules)})


@dataclass(frozen=True, slots=True)
class Story:
    """What a consumer does, the interactions it takes, and whether it got what it relies on."""

    name: str
    interactions: tuple[Said, ...]
    holds: Callable[[Any], bool]

    def describe(self, pact: Pact) -> Callable[[Any], bool]:
        """Tell the interactions to a mock and give what is to be tried there."""
        for said in self.interactions:
            said.describe(pact)
        return self.holds

    @property
    def __name__(self) -> str:
        """The story by its name, as functions have one."""
        return self.name

    def __call__(self, pact: Pact) -> Callable[[Any], bool]:
        """Describe, as a function that describes one interaction does."""
        return self.describe(pact)


def story(name: str, act: Callable[[Any], Any], expected: object, *interactions: Said) -> Story:
    """Give the story of an adapter's act and what it must come to."""
    return Story(name, interactions, lambda adapted: bool(adapted.does(act) == expected))


def rule(kind: str, **also: Any) -> dict[str, Any]:
    """Write one matching rule as it stands in a pact, for what the library's matchers cannot say."""
    return {"combine": "AND", "matchers": [{"match": kind, **also}]}


@dataclass(frozen=True, slots=True)
class Heard:
    """A message that a provider sends of its own accord, and what the consumer's code makes of it."""

    description: str
    given: Mapping[str, Mapping[str, Any]]
    content: Any
    reads: Callable[[Any, bytes], bool]
    metadata: Mapping[str, Any] = field(default_factory=dict)
    content_type: str = JSON

    @property
    def __name__(self) -> str:
        """The message by its description, as functions have a name."""
        return self.description

    def __call__(self, pact: Pact) -> Callable[[Any], bool]:
        """Describe the message, and give what is to be tried on it."""
        said = pact.upon_receiving(self.description, "Async")
        for state, parameters in self.given.items():
            said = said.given(state, dict(parameters))
        said.with_body(self.content, content_type=self.content_type)
        if self.metadata:
            said.with_metadata(dict(self.metadata))

        def holds(consumer: Any) -> bool:
            made: list[bool] = []
            pact.verify(lambda body, _: made.append(self.reads(consumer, str(body).encode())), kind="Async")
            return made == [True]

        return holds
