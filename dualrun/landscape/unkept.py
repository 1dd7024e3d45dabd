"""A store that forgets its outbox: what an order still needs is tried once, and never again.

For tests only. A load test that ends with nothing lost though this was in place proves nothing.
"""

from collections.abc import Sequence
from typing import Any

from facade.errors import RowLostError
from facade.messaging.database import LiveStore
from facade.messaging.store import OutboxRow, Step


class WithoutOutbox:
    """Passes everything on to a store, but no rows; so a row that fails has nobody who remembers it."""

    def __init__(self, store: LiveStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    async def commit(self, step: Step) -> Sequence[OutboxRow]:
        """Make a step durable without its rows, and hand the rows on as if they were."""
        await self._store.commit(step._replace(rows=(), done=""))
        return step.rows

    async def reschedule(self, row: OutboxRow) -> None:
        """Find that the row was never kept.

        Raises:
            RowLostError: always.
        """
        raise RowLostError(f"{row.id}: nobody has kept it")
