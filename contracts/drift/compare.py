"""Two surfaces side by side: everything that is not as it was, by rule."""

from collections.abc import Iterator

from contracts.drift import rules as r
from contracts.drift.json_fields import ROOT, holder
from contracts.drift.surface import Answer, Field, Fields, Operation, Surface

Found = Iterator[tuple[r.Rule, str, object, object, int | None]]
"""A rule, where in the operation, from what, to what, and with which status it is answered."""
ANYTHING = "anything"


class Pattern(str):
    """A regular expression, by which a consumer's own values can be judged."""

    __slots__ = ()


def changes(before: Surface, after: Surface) -> list[r.Change]:
    """Give what has changed, in the order of the operations as they were, then those that are new."""
    found: list[r.Change] = []
    for key in dict.fromkeys([*before.operations, *after.operations]):
        old, new = before.operations.get(key), after.operations.get(key)
        found += [
            r.Change(rule, before.system, before.document, key, where, was, now, status)
            for rule, where, was, now, status in _operation(old, new)
        ]
    return found


def _operation(old: Operation | None, new: Operation | None) -> Found:
    if new is None:
        yield r.OPERATION_REMOVED, "", None, None, None
    elif old is None:
        yield r.OPERATION_ADDED, "", None, None, None
    else:
        if new.is_deprecated and not old.is_deprecated:
            yield r.OPERATION_DEPRECATED, "", None, None, None
        yield from _asked(old, new)
        yield from _taken(old, new)
        for status in dict.fromkeys([*old.answers, *new.answers]):
            yield from _answered(status, old.answers.get(status), new.answers.get(status))
        yield from _signed_in(old, new)


def _asked(old: Operation, new: Operation) -> Found:
    for name in dict.fromkeys([*old.asks, *new.asks]):
        was, now = old.asks.get(name), new.asks.get(name)
        if now is None:
            yield r.PARAMETER_REMOVED, name, None, None, None
        elif now.is_required and (was is None or not was.is_required):
            yield r.PARAMETER_REQUIRED, name, None, None, None
        elif was is None:
            yield r.PARAMETER_ADDED, name, None, None, None
        if was is None or now is None:
            continue
        if was.default != now.default and was.default is not None:
            yield r.PARAMETER_DEFAULT, name, was.default, now.default, None
        for before, after in _narrowed(was, now):
            yield r.PARAMETER_NARROWED, name, before, after, None


def _taken(old: Operation, new: Operation) -> Found:
    for path in _outermost(old.takes, new.takes):
        yield from _one_taken(path, old.takes.get(path), new.takes.get(path), old)
    for media in old.takes_media:
        if media not in new.takes_media:
            yield r.REQUEST_MEDIA_REMOVED, media, None, None, None


def _outermost(old: Fields, new: Fields) -> list[str]:
    """Give all places, but of what is there on one side only nothing that is inside it."""
    places = dict.fromkeys([*old, *new])
    alone = {place for place in places if (place in old) != (place in new)}
    return [place for place in places if not (place in alone and holder(place) in alone)]


def _one_taken(path: str, was: Field | None, now: Field | None, old: Operation) -> Found:
    if now is None:
        yield r.REQUEST_FIELD_REMOVED, path, None, None, None
        return
    is_new_inside = was is None and holder(path) not in (ROOT, *old.takes)
    if now.is_required and not (was and was.is_required) and not is_new_inside:
        yield r.REQUEST_FIELD_REQUIRED, path, None, None, None
    elif was is None:
        yield r.REQUEST_FIELD_ADDED, path, None, None, None
    if was is None:
        return
    if now.types and _types_lost(was, now):
        yield r.REQUEST_TYPE_CHANGED, path, _listed(was.types), _listed(now.types), None
    yield from _values_taken(path, was, now)


def _values_taken(path: str, was: Field, now: Field) -> Found:
    for value in _lost(was.choices, now.choices):
        yield r.REQUEST_CHOICE_REMOVED, path, value, None, None
    if now.choices and not was.choices:
        yield r.REQUEST_TIGHTENED, path, ANYTHING, _listed(now.choices), None
    for value in _lost(now.choices, was.choices):
        yield r.REQUEST_WIDENED, path, None, value, None
    for before, after in _limits(was, now):
        yield r.REQUEST_TIGHTENED, path, before, after, None
    for before, after in _limits(now, was):
        yield r.REQUEST_WIDENED, path, after, before, None


def _answered(status: int, old: Answer | None, new: Answer | None) -> Found:
    if new is None:
        yield r.STATUS_REMOVED, str(status), None, None, status
        return
    if old is None:
        yield r.STATUS_ADDED, str(status), None, None, status
        return
    for media in old.media:
        if media not in new.media:
            yield r.RESPONSE_MEDIA_REMOVED, media, None, None, status
    for path in _outermost(old.fields, new.fields):
        yield from _one_answered(path, old.fields.get(path), new.fields.get(path), status)


def _one_answered(path: str, was: Field | None, now: Field | None, status: int) -> Found:
    if now is None:
        yield r.RESPONSE_FIELD_REMOVED, path, None, None, status
        return
    if was is None:
        yield r.RESPONSE_FIELD_ADDED, path, None, None, status
        return
    if was.is_required and not now.is_required:
        yield r.RESPONSE_FIELD_OPTIONAL, path, None, None, status
    if was.kinds and _types_lost(now, was):
        yield r.RESPONSE_TYPE_CHANGED, path, _listed(was.types), _listed(now.types), status
    if was.types and now.is_nullable and not was.is_nullable:
        yield r.RESPONSE_NULLABLE, path, None, None, status
    for value in _lost(was.choices, now.choices):
        yield r.RESPONSE_CHOICE_REMOVED, path, value, None, status
    for value in _lost(now.choices, was.choices):
        yield r.RESPONSE_CHOICE_ADDED, path, None, value, status
    if was.choices and not now.choices:
        yield r.RESPONSE_CHOICE_ADDED, path, _listed(was.choices), ANYTHING, status


def _signed_in(old: Operation, new: Operation) -> Found:
    if (not old.sign_ins and new.sign_ins) or (
        "" in old.sign_ins and "" not in new.sign_ins and new.sign_ins
    ):
        yield r.SIGN_IN_REMOVED, "", "nothing shown", _listed(new.sign_ins), None
    if not old.sign_ins or not new.sign_ins:
        return
    for way in old.sign_ins:
        if way and way not in new.sign_ins:
            yield r.SIGN_IN_REMOVED, way, None, None, None
    for way in new.sign_ins:
        if way not in old.sign_ins:
            yield r.SIGN_IN_ADDED, way, None, None, None


def _types_lost(was: Field, now: Field) -> bool:
    """Say whether a value of a former type may find itself out of place; a whole number is a number."""
    taken = {*now.kinds, *(("integer",) if "number" in now.kinds else ())}
    return bool(now.kinds) and (not was.kinds or any(one not in taken for one in was.kinds))


def _lost(was: tuple[object, ...], now: tuple[object, ...]) -> list[object]:
    return [one for one in was if one not in now] if was and now else []


def _narrowed(was: Field, now: Field) -> Iterator[tuple[object, object]]:
    if now.types and _types_lost(was, now):
        yield _listed(was.types), _listed(now.types)
    for value in _lost(was.choices, now.choices):
        yield value, None
    if now.choices and not was.choices:
        yield ANYTHING, _listed(now.choices)
    yield from _limits(was, now)


def _limits(was: Field, now: Field) -> Iterator[tuple[object, object]]:
    """Give what is bounded more narrowly than it was."""
    for name, sign in (("length_max", 1), ("most", 1), ("least", -1)):
        before, after = getattr(was, name), getattr(now, name)
        if after is not None and (before is None or sign * after < sign * before):
            yield before, after
    if now.pattern and now.pattern != was.pattern:
        yield Pattern(was.pattern), Pattern(now.pattern)


def _listed(values: tuple[object, ...]) -> str:
    return ", ".join(map(str, values)) or ANYTHING
