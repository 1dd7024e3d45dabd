"""One order from the channel to the last system and back: every event, decision and attempt in order."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from facade.messaging.store import OutboxRow, Store, TrailEntry
from facade.observability.hops import HopLog
from facade.orders.explaining import failed
from facade.orders.state import OrderState
from facade.way_out.tracing import trace_of

LETTERS_MAX = 200
EVENT, CALL, WAITS, GIVEN_UP = "event", "call", "waits", "given_up"


def trace_id_of(state: OrderState) -> str:
    """Give the trace of an order."""
    return trace_of(state.order.external_ref, state.trace).trace_id


def told_entry(state: OrderState, told: TrailEntry) -> dict[str, Any]:
    """Show what happened, and in it what was decided: the state that followed."""
    return {**told._asdict(), "kind": EVENT, "system": "facade", "trace": trace_id_of(state)}


def call_entry(state: OrderState, call: dict[str, Any]) -> dict[str, Any]:
    """Show one attempt at one system, and how it ended."""
    return {
        "version": 0,
        "at": datetime.fromtimestamp(call["at_s"], UTC),
        "event": call["operation"] or f"{call['method']} {call['path']}",
        "status_from": "",
        "status_to": "",
        "message_id": call["message_id"],
        "causation_id": call["causation_id"],
        "kind": CALL,
        "system": call["system"],
        "trace": trace_id_of(state),
        "span": call["span"],
        "attempt": int(call["attempt"]),
        "status": call["status"],
        "fault": call["fault"],
        "took_s": call["took_s"],
    }


def waiting_entry(state: OrderState, row: OutboxRow) -> dict[str, Any]:
    """Show what is still to be done, and when it is tried."""
    return {
        **_of_row(state, row),
        "at": datetime.fromtimestamp(row.due_s, UTC),
        "kind": WAITS,
        "attempt": row.attempts + 1,
    }


def buried_entry(state: OrderState, row: OutboxRow, reason: str, at: datetime) -> dict[str, Any]:
    """Show what was given up, and why."""
    said = failed(row.do, reason).reason
    return {**_of_row(state, row), "at": at, "kind": GIVEN_UP, "attempt": row.attempts, "fault": said}


def _of_row(state: OrderState, row: OutboxRow) -> dict[str, Any]:
    return {
        "version": 0,
        "event": row.do,
        "status_from": "",
        "status_to": "",
        "message_id": row.id,
        "causation_id": row.causation_id,
        "system": row.argument or "facade",
        "trace": trace_id_of(state),
    }


def in_order(entries: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Put everything in the order of time; of one instant, a call before the event that it brought about."""
    called = {entry["message_id"] for entry in entries if entry["kind"] == CALL}

    def place(entry: dict[str, Any]) -> tuple[datetime, int, int]:
        if entry["kind"] != EVENT:
            return (entry["at"], 1, 0)
        return (entry["at"], 2 if entry["message_id"] in called else 0, entry["version"])

    return sorted(entries, key=place)


class Follower:
    """Puts an order's whole way together, from the store and from the calls this process remembers."""

    def __init__(self, store: Store, hops: HopLog) -> None:
        self._store = store
        self._hops = hops

    async def follow(self, state: OrderState) -> list[dict[str, Any]]:
        """Give everything about an order, in order."""
        order_id, reference = state.order_id, state.order.external_ref
        entries = [told_entry(state, told) for told in await self._store.trail(order_id)]
        entries += [call_entry(state, call) for call in self._hops.of(reference)]
        waiting = [row for row in await self._store.unsent() if row.aggregate_id == order_id]
        entries += [waiting_entry(state, row) for row in waiting]
        for letter in await self._store.dead_letters(f"{order_id}#", LETTERS_MAX):
            if letter.row.aggregate_id == order_id:
                entries.append(buried_entry(state, *letter))
        return in_order(entries)
