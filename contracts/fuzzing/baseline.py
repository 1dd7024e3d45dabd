"""What was found before and is borne with: later runs fail on what is new, and the list only gets shorter."""

import re
from collections.abc import Sequence
from pathlib import Path

import orjson

from contracts.fuzz import Breach
from dualrun.errors import UsageError

VARYING = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}|[0-9]+|'[^']*'|\"[^\"]*\"")


def read(path: Path) -> frozenset[str]:
    """Read the list.

    Raises:
        UsageError: it is none.
    """
    if not path.exists():
        raise UsageError(f"{path}: no such baseline; --update-baseline writes one")
    try:
        known = orjson.loads(path.read_bytes())["known"]
        return frozenset(str(one) for one in known)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"{path}: no baseline: {error!r}") from None


def written(breaches: Sequence[Breach]) -> str:
    """Write the list of what was found, in an order that does not change from run to run."""
    known = sorted({name_of(one) for one in breaches})
    return orjson.dumps({"known": known}, option=orjson.OPT_INDENT_2).decode() + "\n"


def name_of(breach: Breach) -> str:
    """Name a breach so that another run finds the same one by the same name, whatever was made up."""
    said = VARYING.sub("_", breach.message)[:200]
    return f"{breach.operation}: {breach.title}: {said}"
