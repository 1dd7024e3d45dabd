"""What operators have asked for, written down before any of it is done: one list of documents a drawer."""

from typing import Any

import orjson

from facade.messaging.store import Store


class Logbook:
    """One drawer of the store, as a list that only grows."""

    def __init__(self, store: Store, drawer: str) -> None:
        self._store = store
        self._drawer = drawer

    async def note(self, document: dict[str, Any]) -> None:
        """Write a document down, for good.

        Raises:
            StaleStepError: another replica has just written one.
        """
        await self._store.keep(self._drawer, orjson.dumps([*self.noted(), document]))

    def noted(self) -> list[dict[str, Any]]:
        """Give every document so far, oldest first."""
        noted: list[dict[str, Any]] = orjson.loads(self._store.kept(self._drawer) or b"[]")
        return noted
