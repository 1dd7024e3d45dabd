"""A provider without one of its fields: what would be, if a release took it away?"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import orjson

from contracts.pact_file import Request, State
from contracts.verification import Answered, Provider
from dualrun.network.reply import Reply


class Without:
    """Implements Provider: answers as another one does, but for a field that is nowhere in it."""

    def __init__(self, provider: Provider, field: str) -> None:
        self.name = provider.name
        self.states: Mapping[str, object] = provider.states
        self._provider = provider
        self._field = field
        self.missed = 0
        """In how many answers it stood."""

    def answer(self, states: Sequence[State], request: Request) -> Answered:
        """Answer without the field."""
        answered = self._provider.answer(states, request)
        given = answered.answer
        try:
            document = orjson.loads(given.body)
        except orjson.JSONDecodeError:
            return answered
        rest = _without(document, self._field)
        self.missed += rest != document
        body = orjson.dumps(rest)
        return replace(answered, answer=Reply(given.status, given.headers, body))


def _without(value: Any, field: str) -> Any:
    if isinstance(value, list):
        return [_without(below, field) for below in value]
    if isinstance(value, dict):
        return {name: _without(below, field) for name, below in value.items() if name != field}
    return value
