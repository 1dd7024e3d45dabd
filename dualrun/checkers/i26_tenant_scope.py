"""I26: is everybody shown their own orders only?"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import orjson

from dualrun.checkers.archive import Archive
from dualrun.checkers.checker import Checker
from dualrun.checkers.closing import Closing
from dualrun.history import CallRecord, History
from dualrun.landscape.access import CLIENTS, named_by
from facade.api.access import EVERY_CHANNEL

FACADE = "facade"
Shown = dict[str, dict[str, datetime]]
"""By client, when each reference was first shown to it."""
"""Who was shown which order, and when first."""


class TenantScope(Checker):
    """Every order in an answer to somebody belongs to one of the channels that are theirs.

    Whose an order is, the driver's history says; who asks, the token that came with the call. Whoever may see
    all channels proves nothing.
    """

    id = "I26"
    name = "tenant_scope"
    hears_calls = True

    def __init__(self) -> None:
        super().__init__()
        self._shown: Shown = {}

    def on_call(self, archive: Archive, record: CallRecord) -> None:
        """Take down which orders an answer has shown to whom."""
        sent, heard = record.sent, record.heard
        if record.target != FACADE or sent is None or heard is None:
            return
        client = named_by(sent.headers.get("authorization", ""))
        if client is None or EVERY_CHANNEL in CLIENTS[client][1]:
            return
        self.evaluated += 1
        shown = self._shown.setdefault(client, {})
        for reference in _shown(heard.body):
            shown.setdefault(reference, record.at)

    def at_rest(self, archive: Archive, history: History, closing: Closing) -> None:
        """Judge everything that was shown by whose it is."""
        all_shown = [(client, *each) for client, shown in self._shown.items() for each in shown.items()]
        for client, reference, at in all_shown:
            operation = history.operations.get(reference)
            if operation is None:
                continue
            channel, own = operation.intent.channel, CLIENTS[client][1]
            if channel not in own:
                self.violate(
                    reference,
                    at,
                    f"{reference} belongs to {channel}, so {client} must not see it; it was shown",
                    client=client,
                    channel=channel,
                )


def _shown(body: bytes) -> Iterator[str]:
    """Give the references of the orders in an answer: one, or a page of them."""
    try:
        document = orjson.loads(body)
    except orjson.JSONDecodeError:
        return
    rows = document.get("orders", [document]) if isinstance(document, dict) else document
    for row in rows if isinstance(rows, list) else ():
        reference: Any = row.get("reference") if isinstance(row, dict) else None
        if isinstance(reference, str):
            yield reference
