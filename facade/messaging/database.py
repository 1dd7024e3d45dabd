"""Which store is behind a URL? `sqlite:///file` is one process's own, `postgresql://...` replicas share."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Protocol

from facade.errors import StoreRefusedError
from facade.messaging.relay import EventSource
from facade.messaging.schema import TABLES
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Store

SQLITE, POSTGRESQL = "sqlite", "postgresql"
SCHEMES = {SQLITE: SQLITE, POSTGRESQL: POSTGRESQL, "postgres": POSTGRESQL}


class LiveStore(Store, EventSource, Protocol):
    """A store with a file or connections to let go of."""

    async def leave(self) -> None:
        """Let go of everything, and of the rows in hand."""
        ...


@dataclass(frozen=True, slots=True)
class Member:
    """Who opens a store, how its states are written down, and whether its events are to be published."""

    name: str
    dump: Callable[[Any], bytes]
    read: Callable[[bytes], Any]
    publishes: bool = False
    through: Callable[[Any], Any] | None = None
    """What is put around the connection to a file, to see how long it takes."""


class Database:
    """A database by its URL; the drivers of PostgreSQL are only loaded where they are asked for."""

    def __init__(self, url: str) -> None:
        """Read the URL.

        Raises:
            StoreRefusedError: it names no kind of database that is known here.
        """
        scheme, divider, rest = url.partition("://")
        if not divider or scheme not in SCHEMES:
            near = get_close_matches(scheme, SCHEMES, 1)
            meant = f"did you mean {near[0]}://?" if near else "begin it with postgresql:// or sqlite:///"
            raise StoreRefusedError(f"{scheme[:20]!r} is no kind of database known here: {meant}")
        self.kind = SCHEMES[scheme]
        if self.kind == SQLITE and not rest.strip("/"):
            raise StoreRefusedError("sqlite:// names no file: sqlite:///folder/file.sqlite3 does")
        self._url = url
        self._file = Path(rest[1:]) if rest.startswith("/") else Path(rest)

    @property
    def is_shared(self) -> bool:
        """Whether several replicas can work on it."""
        return self.kind == POSTGRESQL

    def prepare(self) -> None:
        """Bring its tables up to date.

        Raises:
            StoreRefusedError: it cannot be used as it is; says why.
        """
        if self.is_shared:
            _postgres().prepare(self._url)
        else:
            self._sqlite().close()

    def orders(self) -> int:
        """Count the orders in it."""
        query = "SELECT count(*) FROM aggregates"
        if self.is_shared:
            return int(_postgres().asked(self._url, query))
        store = self._sqlite()
        [counted] = store.connection.execute(query).fetchone()
        store.close()
        return int(counted)

    def empty(self) -> None:
        """Delete everything that a façade has kept in it."""
        if self.is_shared:
            _postgres().asked(self._url, f"TRUNCATE {', '.join(TABLES)}")
            return
        store = self._sqlite()
        for table in TABLES:
            store.connection.execute(f"DELETE FROM {table}")
        store.close()

    async def open(self, member: Member) -> LiveStore:
        """Open it for one process."""
        if not self.is_shared:
            return self._sqlite(member)
        postgres = _postgres()
        replica = postgres.Replica(member.name, publishes=member.publishes)
        store = postgres.PostgresStore(self._url, member.dump, member.read, replica)
        await store.open()
        live: LiveStore = store
        return live

    def _sqlite(self, member: Member | None = None) -> SqliteStore:
        wanted = member or Member("", lambda state: bytes(state), lambda document: document)
        try:
            return SqliteStore(
                self._file, wanted.dump, wanted.read, publishes=wanted.publishes, through=wanted.through
            )
        except (OSError, sqlite3.Error) as error:
            raise StoreRefusedError(f"{self._file}: {error}") from None


def _postgres() -> Any:
    try:
        from facade.messaging import postgres
    except ImportError as error:
        said = f"PostgreSQL's driver is not here ({error})"
        raise StoreRefusedError(f"{said}: pip install 'dualrun[postgres]'") from None
    return postgres
