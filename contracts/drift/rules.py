"""What can change, by rule: each has an id that stays, for reports and exceptions, and says if it can break.

A breaking rule says that somebody could be hurt. Who is hurt, the pacts say.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Part(StrEnum):
    """Where in an operation it changed: what decides which consumers are looked at."""

    OPERATION = "operation"
    ASKED = "parameter"
    TAKEN = "request"
    ANSWERED = "response"
    SIGN_IN = "sign-in"


@dataclass(frozen=True, slots=True)
class Rule:
    """One kind of change."""

    id: str
    name: str
    part: Part
    is_breaking: bool
    says: str


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is not as it was: in which operation, where in it, from what to what."""

    rule: Rule
    system: str
    document: str
    operation: str
    where: str
    before: Any = None
    after: Any = None
    status: int | None = None

    @property
    def line(self) -> str:
        """The change in words."""
        place = f" {self.where}" if self.where else ""
        return f"{self.rule.says}: {self.operation}{place}{self.values and f': {self.values}'}"

    @property
    def values(self) -> str:
        """From what to what, as far as there is anything to say."""
        if self.before is None or self.after is None:
            known = self.after if self.before is None else self.before
            return "" if known is None else repr(known)
        return f"{self.before!r} → {self.after!r}"


def _breaking(id_: str, name: str, part: Part, says: str) -> Rule:
    return Rule(id_, name, part, is_breaking=True, says=says)


def _benign(id_: str, name: str, part: Part, says: str) -> Rule:
    return Rule(id_, name, part, is_breaking=False, says=says)


OPERATION_REMOVED = _breaking("DR01", "operation-removed", Part.OPERATION, "no longer there")
OPERATION_ADDED = _benign("DR02", "operation-added", Part.OPERATION, "new")
OPERATION_DEPRECATED = _benign("DR03", "operation-deprecated", Part.OPERATION, "goes one day")
PARAMETER_REMOVED = _breaking("DR04", "parameter-removed", Part.ASKED, "no longer taken")
PARAMETER_REQUIRED = _breaking("DR05", "parameter-required", Part.ASKED, "must now be sent")
PARAMETER_NARROWED = _breaking("DR06", "parameter-narrowed", Part.ASKED, "takes less than it did")
PARAMETER_DEFAULT = _breaking(
    "DR07", "parameter-default-changed", Part.ASKED, "means another thing when left out"
)
PARAMETER_ADDED = _benign("DR08", "optional-parameter-added", Part.ASKED, "may now be sent")
REQUEST_FIELD_REMOVED = _breaking("DR09", "request-field-removed", Part.TAKEN, "no longer taken")
REQUEST_FIELD_REQUIRED = _breaking("DR10", "request-field-required", Part.TAKEN, "must now be sent")
REQUEST_TYPE_CHANGED = _breaking("DR11", "request-type-changed", Part.TAKEN, "takes another type")
REQUEST_CHOICE_REMOVED = _breaking("DR12", "request-value-removed", Part.TAKEN, "takes a value no more")
REQUEST_TIGHTENED = _breaking("DR13", "request-limit-tightened", Part.TAKEN, "takes less than it did")
REQUEST_FIELD_ADDED = _benign("DR14", "optional-request-field-added", Part.TAKEN, "may now be sent")
REQUEST_WIDENED = _benign("DR15", "request-widened", Part.TAKEN, "takes more than it did")
REQUEST_MEDIA_REMOVED = _breaking("DR16", "request-media-type-removed", Part.TAKEN, "no longer taken")
STATUS_REMOVED = _breaking("DR17", "response-status-removed", Part.ANSWERED, "answered no more")
RESPONSE_FIELD_REMOVED = _breaking("DR18", "response-field-removed", Part.ANSWERED, "no longer answered")
RESPONSE_FIELD_OPTIONAL = _breaking("DR19", "response-field-optional", Part.ANSWERED, "may now be left out")
RESPONSE_NULLABLE = _breaking("DR20", "response-field-nullable", Part.ANSWERED, "may now be null")
RESPONSE_TYPE_CHANGED = _breaking("DR21", "response-type-changed", Part.ANSWERED, "answered in another type")
RESPONSE_CHOICE_REMOVED = _breaking(
    "DR22", "response-value-removed", Part.ANSWERED, "a word is answered no more"
)
RESPONSE_CHOICE_ADDED = _breaking("DR23", "response-value-added", Part.ANSWERED, "a new word is answered")
RESPONSE_MEDIA_REMOVED = _breaking("DR24", "response-media-type-removed", Part.ANSWERED, "answered no more")
RESPONSE_FIELD_ADDED = _benign("DR25", "response-field-added", Part.ANSWERED, "now answered as well")
STATUS_ADDED = _breaking("DR26", "response-status-added", Part.ANSWERED, "may now be answered")
SIGN_IN_REMOVED = _breaking("DR27", "sign-in-removed", Part.SIGN_IN, "opens the door no more")
SIGN_IN_ADDED = _benign("DR28", "sign-in-added", Part.SIGN_IN, "opens the door as well")

RULES: tuple[Rule, ...] = tuple(value for value in list(globals().values()) if isinstance(value, Rule))
"""All of them, by their ids."""
