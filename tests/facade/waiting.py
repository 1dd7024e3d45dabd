"""A store as a plain test wants it: every call waits for its end."""

import asyncio
import inspect
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any


class Waiting:
    """Everything that a store can do, without `await`; what has files or connections must be shut."""

    def __init__(self, store: Any, loop: asyncio.AbstractEventLoop | None = None) -> None:
        self.store = store
        self.loop = loop
        self._own = loop is None and (hasattr(store, "close") or hasattr(store, "leave"))
        if self._own:
            self.loop = asyncio.new_event_loop()

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)
        if inspect.iscoroutinefunction(found):
            return self._waits(found)
        if inspect.isasyncgenfunction(found):
            return lambda: self._wait(_all(found()))
        return found

    def _waits(self, call: Callable[..., Any]) -> Callable[..., Any]:
        return lambda *given, **named: self._wait(call(*given, **named))

    def _wait(self, going: Coroutine[Any, Any, Any]) -> Any:
        if self.loop is not None:
            return self.loop.run_until_complete(going)
        try:
            going.send(None)
        except StopIteration as end:
            return end.value
        raise AssertionError("what is in memory never waits")

    def shut(self) -> None:
        if not self._own:
            return
        assert self.loop is not None
        if hasattr(self.store, "leave"):
            self.leave()
        else:
            self.store.close()
        self.loop.close()


async def _all(given: AsyncIterator[Any]) -> list[Any]:
    return [one async for one in given]
