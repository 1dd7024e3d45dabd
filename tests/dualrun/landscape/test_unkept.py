"""A store that forgets its outbox, for load tests that must notice."""

import asyncio

import pytest

from dualrun.landscape.unkept import WithoutOutbox
from facade.errors import RowLostError
from facade.messaging.memory import MemoryStore
from facade.messaging.store import OutboxRow, Step

ROW = OutboxRow("A#1", "A", "main", "validate", "", "m", 0.0, 0.0)


def test_rows_are_handed_on_and_not_kept():
    async def story():
        kept = MemoryStore()
        store = WithoutOutbox(kept)
        rows = await store.commit(Step("A", ("state",), None, (ROW,)))
        return rows, await kept.unsent(), await store.load("A")

    assert asyncio.run(story()) == ((ROW,), [], ("state",))


def test_a_row_that_is_to_be_tried_again_is_lost():
    with pytest.raises(RowLostError):
        asyncio.run(WithoutOutbox(MemoryStore()).reschedule(ROW))
