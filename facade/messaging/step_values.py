"""A step as the values of one PostgreSQL statement; its rows as one JSON text: arrays cost twice as much."""

from collections.abc import Sequence
from typing import Any

import orjson

from facade.messaging.store import OutboxRow, Step

FIRST_TAKEN = frozenset({"aggregates_id_key", "answers_pkey"})
"""Where two requests at once can meet: only one of them is the first."""
_NO_ANSWER = {"key": "", "fingerprint": "", "status": 0, "body": b""}
_UNTOLD = {
    "version": 0,
    "at": None,
    "event": "",
    "status_from": "",
    "status_to": "",
    "message": "",
    "causation": "",
}


def plain(text: str) -> str:
    """Give text that PostgreSQL can hold: it knows no NUL, and ids come from outside."""
    return text.replace("\x00", "\ufffd") if "\x00" in text else text


def step_values(step: Step, state: bytes) -> dict[str, Any]:
    """Lay a step out; of the new rows of a lane, the first one leads."""
    values: dict[str, Any] = {"id": step.aggregate_id, "state": state, "done": step.done}
    values |= _told(step) | _answered(step)
    source, message_id = step.taken_in or ("", "")
    rows = orjson.dumps(_rows(step.rows)).decode() if step.rows else "[]"
    return values | {"source": plain(source), "message_id": plain(message_id), "rows": rows}


def _rows(rows: Sequence[OutboxRow]) -> list[dict[str, Any]]:
    lanes = [row.lane for row in rows]
    return [
        {
            "n": place,
            "id": row.id,
            "lane": row.lane,
            "act": row.do,
            "argument": plain(row.argument),
            "causation": plain(row.causation_id),
            "due": row.due_s,
            "written": row.written_s,
            "attempts": row.attempts,
            "leads": row.lane not in lanes[:place],
        }
        for place, row in enumerate(rows)
    ]


def _told(step: Step) -> dict[str, Any]:
    if step.trail is None:
        return _UNTOLD
    told = step.trail
    return {
        "version": told.version,
        "at": told.at,
        "event": told.event,
        "status_from": told.status_from,
        "status_to": told.status_to,
        "message": plain(told.message_id),
        "causation": plain(told.causation_id),
    }


def _answered(step: Step) -> dict[str, Any]:
    if step.answer is None:
        return _NO_ANSWER
    key, answer = step.answer
    return {
        "key": plain(key),
        "fingerprint": answer.fingerprint,
        "status": answer.status,
        "body": answer.body,
    }
