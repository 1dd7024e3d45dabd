"""A few connections to PostgreSQL, opened when they are needed and again when the server has been away."""

import asyncio
from collections.abc import Mapping
from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from facade.errors import StoreRefusedError, StoreUnavailableError

SERVER_VERSION_MIN = 13
CONNECT_S_MAX = 5

Values = Mapping[str, Any]


def first_line(error: BaseException) -> str:
    """Give what a server said, without what it said after it."""
    return str(error).strip().partition("\n")[0] or type(error).__name__


def checked(url: str) -> str:
    """Give a URL that the driver understands, without its password in what is said of it.

    Raises:
        StoreRefusedError: it does not.
    """
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError as error:
        raise StoreRefusedError(f"the database's URL cannot be read: {first_line(error)}") from None
    return url


def refuse_old(version: int) -> None:
    """Refuse a server that is too old for what is asked of it.

    Raises:
        StoreRefusedError: it is.
    """
    if version // 10000 < SERVER_VERSION_MIN:
        said = f"the database's server is PostgreSQL {version // 10000}"
        raise StoreRefusedError(f"{said}: {SERVER_VERSION_MIN} or newer is needed")


class Connections:
    """Runs statements, each in a transaction of its own, on whichever connection is free."""

    def __init__(self, url: str, most: int) -> None:
        self._where = {"application_name": "dualrun facade", **conninfo_to_dict(url)}
        self._free: asyncio.LifoQueue[psycopg.AsyncConnection[Any] | None] = asyncio.LifoQueue()
        for _ in range(most):
            self._free.put_nowait(None)
        self._open: dict[psycopg.AsyncConnection[Any], int] = {}
        self._era = 0
        """How often a connection has broken: those from before are not tried any more."""

    async def run(self, statement: str, values: Values | None = None) -> list[tuple[Any, ...]]:
        """Run a statement and give its rows.

        Raises:
            StoreUnavailableError: the server does not answer; what was asked may be done or not.
        """
        connection = await self._free.get()
        try:
            if connection is not None and self._open.get(connection) != self._era:
                await self._drop(connection)
                connection = None
            if connection is None:
                connection = await self._opened()
            cursor = await connection.execute(statement, values, prepare=True)
            return await cursor.fetchall()
        except (psycopg.errors.DeadlockDetected, psycopg.errors.SerializationFailure):
            raise
        except (psycopg.OperationalError, psycopg.InterfaceError, OSError) as error:
            self._era += 1
            raise StoreUnavailableError(first_line(error)) from error
        finally:
            self._free.put_nowait(await self._sound(connection))

    async def _opened(self) -> psycopg.AsyncConnection[Any]:
        how: dict[str, Any] = {"connect_timeout": CONNECT_S_MAX, **self._where}
        connection = await psycopg.AsyncConnection.connect(autocommit=True, **how)
        self._open[connection] = self._era
        refuse_old(connection.info.server_version)
        return connection

    async def _sound(self, connection: psycopg.AsyncConnection[Any] | None) -> Any:
        """Give a connection back as it should be; one that was left in the middle of something is closed."""
        if connection is None:
            return None
        idle = connection.info.transaction_status is psycopg.pq.TransactionStatus.IDLE
        if connection.closed or not idle:
            await self._drop(connection)
            return None
        return connection

    async def _drop(self, connection: psycopg.AsyncConnection[Any]) -> None:
        self._open.pop(connection, None)
        await connection.close()

    async def close(self) -> None:
        """Let go of all connections."""
        for connection in list(self._open):
            await self._drop(connection)
