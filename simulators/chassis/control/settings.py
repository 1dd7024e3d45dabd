"""What may be set about a fault, and does it fit? What could not be honoured is refused, never passed over.

A product's own misbehaviour strikes what it is about by itself: an order, a document, a message. So it knows
how often (`share`) and which (`key`), but neither routes nor attempts of a request.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any

from simulators.chassis.control.asked import FaultAsked, RefusalError
from simulators.chassis.fault_settings import misfit
from simulators.chassis.habits import KEY

SHARE = "share"
ADDRESSING = ("method", "path", KEY, "attempts", SHARE, "cohort", "times")


def check_settings(asked: FaultAsked, defaults: Mapping[str, Any]) -> None:
    """Make sure that every setting is one of the kind's, of the right sort.

    Raises:
        RefusalError: it is not; says the nearest that is, or what was wanted.
    """
    for name, value in asked.settings.items():
        if name not in defaults:
            raise RefusalError(422, f"settings: {asked.kind} has no {name!r}{meant(name, list(defaults))}")
        if wrong := misfit(defaults, name, value):
            raise RefusalError(422, f"settings: {wrong}")


def check_habit(asked: FaultAsked, system: str, defaults: Mapping[str, Any]) -> None:
    """Make sure that a misbehaviour is addressed only by what it knows.

    Raises:
        RefusalError: it is addressed otherwise; says what it knows.
    """
    fields, strikes_some = FaultAsked.model_fields, SHARE in defaults
    for name in ADDRESSING:
        is_known = strikes_some and name in (KEY, SHARE)
        if not is_known and getattr(asked, name) != fields[name].default:
            knows = [*((SHARE, KEY) if strikes_some else ()), f"settings ({', '.join(defaults) or 'none'})"]
            said = f"{asked.kind} is a misbehaviour of {system} and knows {', '.join(knows)}"
            raise RefusalError(422, f"{name}: {said}")
    if SHARE in asked.model_fields_set and asked.settings.get(SHARE, asked.share) != asked.share:
        raise RefusalError(422, f"share: {asked.share} here, and {asked.settings[SHARE]} in settings")


def habit_settings(asked: FaultAsked, defaults: Mapping[str, Any]) -> Mapping[str, Any]:
    """Give what a misbehaviour goes by; the one subject it names it strikes always, unless told otherwise."""
    settings = {**defaults, **asked.settings}
    if SHARE not in defaults:
        return settings
    if SHARE in asked.model_fields_set or (asked.key and SHARE not in asked.settings):
        settings[SHARE] = asked.share
    return {**settings, **({KEY: asked.key} if asked.key else {})}


def meant(word: str, known: list[str]) -> str:
    """Say which word was probably meant, or else which there are."""
    near = get_close_matches(word, known, n=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known) or 'none'}"
