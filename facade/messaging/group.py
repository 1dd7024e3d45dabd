"""Many steps, one commit: what waits for the disk waits together.

A commit that survives a power cut costs a write to the disk, whether it holds one step or fifty. So a step
is written into the open transaction at once, and whoever wrote it is answered when the transaction is
committed: at the end of the loop's turn, or, where the disk is slow and others wait too, after about as long
as the last commit took, so that no more than half of the time goes into waiting for it.
"""

import asyncio
import sqlite3

from facade.errors import StoreUnavailableError

PAUSE_S_MIN, PAUSE_S_MAX = 0.001, 0.01
"""A loop cannot wait for less, and nobody should have to wait for more."""


class Group:
    """The open transaction of a connection, and all who wait for its end."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db
        self._waiting: list[asyncio.Future[None]] = []
        self._last_commit_s = 0.0
        self._has_company = False
        self._fresh: dict[str, None] = {}

    def open(self) -> None:
        """Begin a transaction unless one is open."""
        if not self._db.in_transaction:
            self._db.execute("BEGIN IMMEDIATE")
            loop = asyncio.get_running_loop()
            if not self._has_company or self._last_commit_s < PAUSE_S_MIN:
                loop.call_soon(self.close)
            else:
                loop.call_later(self._last_commit_s, self.close)

    async def settled(self, *touched: str) -> None:
        """Wait until what has been written so far is durable; `touched` are the names it goes by.

        Raises:
            StoreUnavailableError: the disk did not take it, so nothing of the group has happened.
        """
        if not self._db.in_transaction:
            return
        self._fresh.update(dict.fromkeys(touched))
        waits = asyncio.get_running_loop().create_future()
        self._waiting.append(waits)
        await waits

    async def seen(self, name: str) -> None:
        """Wait before something is read that may not be durable yet: nobody is to learn of it earlier."""
        while name in self._fresh:
            await self.settled()

    def close(self) -> None:
        """Commit, and let everybody who waited go on."""
        if not self._db.in_transaction:
            return
        failure: StoreUnavailableError | None = None
        began = _now()
        try:
            self._db.execute("COMMIT")
        except sqlite3.Error as error:
            failure = StoreUnavailableError(str(error))
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
        self._last_commit_s = min(_now() - began, PAUSE_S_MAX)
        self._has_company = len(self._waiting) > 1
        waiting, self._waiting = self._waiting, []
        self._fresh.clear()
        for one in waiting:
            if one.done():
                continue
            if failure is None:
                one.set_result(None)
            else:
                one.set_exception(failure)


class Whole:
    """What is written inside of it goes into the open transaction, all of it or nothing.

    Every step goes through here, so it is an object that is used again and not a generator made each time.
    """

    __slots__ = ("_db", "_group")

    def __init__(self, db: sqlite3.Connection, group: Group) -> None:
        self._db = db
        self._group = group

    def __enter__(self) -> None:
        """Begin.

        Raises:
            StoreUnavailableError: the file cannot be written to now.
        """
        try:
            self._group.open()
            self._db.execute("SAVEPOINT step")
        except sqlite3.OperationalError as error:
            raise StoreUnavailableError(str(error)) from error

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: object) -> None:
        """Keep what was written, or take all of it back.

        Raises:
            StoreUnavailableError: the file did not take it.
        """
        try:
            if kind is not None:
                self._db.execute("ROLLBACK TO step")
            self._db.execute("RELEASE step")
        except sqlite3.OperationalError as failure:
            raise StoreUnavailableError(str(failure)) from failure
        if isinstance(error, sqlite3.OperationalError):
            raise StoreUnavailableError(str(error)) from error


def _now() -> float:
    try:
        return asyncio.get_running_loop().time()
    except RuntimeError:
        return 0.0  # closed from outside of any loop: nobody waits any more
