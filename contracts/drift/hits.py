"""Whom a change hits: the consumers whose pacts rely on what has changed, interaction by interaction."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.drift import rules as r
from contracts.drift.compare import ANYTHING, Pattern
from contracts.drift.surface import Surface
from contracts.drift.usage import uses
from contracts.drift.use import Use
from contracts.pact_file import Interaction


@dataclass(frozen=True, slots=True)
class Finding:
    """A change, and the interactions that it hits; none for a change that can break nobody."""

    change: r.Change
    hit: tuple[Interaction, ...]

    @property
    def consumers(self) -> tuple[str, ...]:
        """Who is hit, by name."""
        return tuple(dict.fromkeys(one.consumer for one in self.hit))


def findings(
    before: Surface, changes: Iterable[r.Change], interactions: Sequence[Interaction]
) -> list[Finding]:
    """Give every change with those whom it hits."""
    by_operation: dict[str, list[Use]] = {}
    for use in uses(interactions, before):
        by_operation.setdefault(use.operation, []).append(use)
    return [Finding(change, _hit(change, by_operation.get(change.operation, ()))) for change in changes]


def _hit(change: r.Change, candidates: Sequence[Use]) -> tuple[Interaction, ...]:
    if not change.rule.is_breaking:
        return ()
    is_hit = HITS[change.rule.id]
    found = {use.interaction.name: use.interaction for use in candidates if is_hit(change, use)}
    return tuple(found.values())


def _always(_: r.Change, __: Use) -> bool:
    return True


def _sends_parameter(change: r.Change, use: Use) -> bool:
    return change.where in use.asks and _is_outside(change, (use.asks[change.where],))


def _leaves_parameter_out(change: r.Change, use: Use) -> bool:
    is_field_of_type = change.where.startswith("argument:")
    if is_field_of_type:
        field = change.where.removeprefix("argument:").partition(".")[0]
        return f"$.{field}" in use.reads and change.where not in use.asks
    return change.where not in use.asks


def _sends_field(change: r.Change, use: Use) -> bool:
    return change.where in use.sends


def _sends_what_no_longer_fits(change: r.Change, use: Use) -> bool:
    return change.where in use.sends and _is_outside(change, use.sends[change.where])


def _is_outside(change: r.Change, values: tuple[object, ...]) -> bool:
    """Judge by the pact's own values where a pattern has changed; a new limit may meet any value."""
    if not isinstance(change.after, Pattern):
        return True
    before, after = (_compiled(str(one)) for one in (change.before, change.after))
    return any(_fits(before, value) and not _fits(after, value) for value in values)


def _compiled(pattern: str) -> re.Pattern[str] | None:
    """Give the pattern, or nothing for one in another dialect, which then judges nobody."""
    try:
        return re.compile(pattern)
    except re.error:
        return None


def _fits(pattern: re.Pattern[str] | None, value: object) -> bool:
    return pattern is None or pattern.search(str(value)) is not None


def _sends_value(change: r.Change, use: Use) -> bool:
    return change.before in use.sends.get(change.where, ())


def _leaves_field_out(change: r.Change, use: Use) -> bool:
    holder = change.where.rpartition(".")[0] or "$"
    return holder in use.sends and change.where not in use.sends


def _sends_a_body(_: r.Change, use: Use) -> bool:
    return bool(use.sends)


def _is_answered(change: r.Change, use: Use) -> bool:
    return use.status == change.status


def _expects_its_like(change: r.Change, use: Use) -> bool:
    """A new status takes the place of one of its kind: who expects a refusal may meet another."""
    return change.status is not None and use.status // 100 == change.status // 100


def _reads(change: r.Change, use: Use) -> bool:
    """Reading is also to ask for a field by its name, as a filter or a choice of fields does."""
    name = change.where.rpartition(".")[2]
    return _is_answered(change, use) and (change.where in use.reads or name in use.mentions)


def _minds_null(change: r.Change, use: Use) -> bool:
    reading = use.reads.get(change.where)
    return _is_answered(change, use) and reading is not None and not reading.takes(None)


def _knows_the_word(change: r.Change, use: Use) -> bool:
    reading = use.reads.get(change.where)
    return _is_answered(change, use) and reading is not None and reading.names(change.before)


def _minds_the_word(change: r.Change, use: Use) -> bool:
    reading = use.reads.get(change.where)
    if not _is_answered(change, use) or reading is None or change.after == ANYTHING:
        return False
    return not reading.takes(change.after) and bool(reading.matchers)


def _wants_media(change: r.Change, use: Use) -> bool:
    wanted = use.interaction.expected.content_type.partition(";")[0]
    return _is_answered(change, use) and bool(use.reads) and wanted == change.where


def _signs_in_so(change: r.Change, use: Use) -> bool:
    """Who shows nothing is signed in by whoever verifies the pact: only those who say how are hit."""
    return use.shows == change.where if change.where else not use.shows


HITS: Mapping[str, Callable[[r.Change, Use], bool]] = {
    r.OPERATION_REMOVED.id: _always,
    r.PARAMETER_REMOVED.id: _sends_parameter,
    r.PARAMETER_REQUIRED.id: _leaves_parameter_out,
    r.PARAMETER_NARROWED.id: _sends_parameter,
    r.PARAMETER_DEFAULT.id: _leaves_parameter_out,
    r.REQUEST_FIELD_REMOVED.id: _sends_field,
    r.REQUEST_FIELD_REQUIRED.id: _leaves_field_out,
    r.REQUEST_TYPE_CHANGED.id: _sends_field,
    r.REQUEST_CHOICE_REMOVED.id: _sends_value,
    r.REQUEST_TIGHTENED.id: _sends_what_no_longer_fits,
    r.REQUEST_MEDIA_REMOVED.id: _sends_a_body,
    r.STATUS_REMOVED.id: _is_answered,
    r.RESPONSE_FIELD_REMOVED.id: _reads,
    r.RESPONSE_FIELD_OPTIONAL.id: _reads,
    r.RESPONSE_NULLABLE.id: _minds_null,
    r.RESPONSE_TYPE_CHANGED.id: _reads,
    r.RESPONSE_CHOICE_REMOVED.id: _knows_the_word,
    r.RESPONSE_CHOICE_ADDED.id: _minds_the_word,
    r.RESPONSE_MEDIA_REMOVED.id: _wants_media,
    r.STATUS_ADDED.id: _expects_its_like,
    r.SIGN_IN_REMOVED.id: _signs_in_so,
}
"""By breaking rule, whether an interaction that uses the operation relies on what has changed."""
