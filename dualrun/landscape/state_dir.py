"""How does a live landscape find its documents again? What changes is written before the answer goes out.

One SQLite file holds the tables of all systems of the default world, with the work under way, the numbers
given so far, tokens and subscriptions; the façade keeps its own book beside it. A killed process loses
nothing it has answered for. A system that was not there before begins with the business of the seed. Not
kept: the world's clock, which shows real time again; faults, load and the logs of what happened; all other
worlds and the snapshots, which belong to whoever runs tests in one process.
"""

import pickle
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

from dualrun import __version__
from dualrun.errors import UsageError
from dualrun.landscape.store_parts import Parts, parts_of, put_plain
from simulators.chassis.index import Keys
from simulators.chassis.named_world import NamedWorld
from simulators.chassis.running import RunningSystem
from simulators.chassis.simulator import Simulator, Store
from simulators.chassis.tables import Table
from simulators.chassis.worlds import DEFAULT

FORMAT = "dualrun.state/2"
PIECE = 64
"""So many keys of an index go into one row of the file: one more must not cost a copy of all before it."""

FILE, LOCK = "systems.sqlite3", "in_use.sqlite3"
_SAFE = {"builtins": ("frozenset", "set"), "datetime": None, "decimal": ("Decimal",), "uuid": ("UUID",)}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS kept (
  place INTEGER PRIMARY KEY, system TEXT NOT NULL, part TEXT NOT NULL, key BLOB NOT NULL,
  piece INTEGER NOT NULL, row BLOB NOT NULL);
CREATE INDEX IF NOT EXISTS kept_of ON kept (system, part);
"""
_PUT = "INSERT OR REPLACE INTO kept (place, system, part, key, piece, row) VALUES (?, ?, ?, ?, ?, ?)"
_PLAIN = "(plain)"
_UNREADABLE = (
    pickle.UnpicklingError, AttributeError, TypeError, ValueError, LookupError, ImportError, EOFError,
    sqlite3.Error,
)  # fmt: skip


class _Reader(pickle.Unpickler):
    """Reads rows, and nothing but rows: no other code can be named in the file."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a class of a simulator's or a plain value's."""
        allowed = _SAFE.get(module, ())
        if module.startswith("simulators.") or allowed is None or name in allowed:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a row")


@dataclass(slots=True)
class _Watched:
    """What of one system is on disk: of which store, and by part and key the places of each row's pieces.

    `long` holds the rows of several pieces as they were written, to see what has come behind.
    """

    store: Store
    plain: tuple[Any, ...] = ()
    tables: dict[str, Table[Any, Any]] = field(default_factory=dict)
    places: dict[str, dict[Any, tuple[int, ...]]] = field(default_factory=dict)
    long: dict[str, dict[Any, Keys[Any]]] = field(default_factory=dict)


class StateDir:
    """The rows of a landscape on disk; `keep` must be called for each system whose rows are to be there."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Open the folder, or begin one.

        Raises:
            UsageError: it cannot be written, is in use, is not ours, or was made by another version or seed.
        """
        self._folder = folder
        self._watched: dict[str, _Watched] = {}
        self._last_place: int
        with ExitStack() as refused:
            try:
                folder.mkdir(parents=True, exist_ok=True)
                self._lock = _only_holder(folder)
                refused.callback(self._lock.close)
                self._db = sqlite3.connect(folder / FILE, isolation_level=None)
                refused.callback(self._db.close)
                self._db.execute("PRAGMA journal_mode = WAL")
                self._db.execute("PRAGMA synchronous = NORMAL")
                self._db.executescript(_SCHEMA)
                known = dict(self._db.execute("SELECT name, value FROM meta"))
                [[self._last_place]] = self._db.execute("SELECT coalesce(max(place), 0) FROM kept")
            except (OSError, sqlite3.Error) as error:
                raise UsageError(f"--state {folder}: cannot be used: {error}") from None
            wanted = {"format": FORMAT, "version": __version__, "seed": str(seed)}
            for name, value in wanted.items():
                if known.setdefault(name, value) != value:
                    raise UsageError(f"--state {folder}: its {name} is {known[name]}, not {value}")
            self._db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", list(wanted.items()))
            refused.pop_all()

    def found(self, simulators: Mapping[str, Simulator]) -> dict[str, Store]:
        """Give the stores as they were, of those systems of which anything was kept.

        Raises:
            UsageError: what is there is not what this version writes.
        """
        stores: dict[str, Store] = {}
        for name, simulator in simulators.items():
            try:
                store = self._read(name, simulator.store())
            except _UNREADABLE as error:
                raise UsageError(f"--state {self._folder}: {name} cannot be read: {error}") from None
            if store is not None:
                stores[name] = store
        return stores

    def keep(self, running: RunningSystem) -> None:
        """Write from now on what changes in a system, as soon as it has changed."""
        running.on_settled = lambda: self._write(running)
        self._write(running)

    def begin_again(self, world: NamedWorld) -> None:
        """Keep the ordinary world as it begins, or begins again; all others are somebody's for a while."""
        if world.name == DEFAULT:
            self._db.execute("UPDATE meta SET value = ? WHERE name = 'seed'", (str(world.seed),))
            for each in world.systems.values():
                self.keep(each.running)

    def close(self) -> None:
        """Let go of the files."""
        self._db.close()
        self._lock.close()

    def _read(self, system: str, store: Store) -> Store | None:
        rows = self._db.execute(
            "SELECT part, key, piece, row FROM kept WHERE system = ? ORDER BY place", (system,)
        ).fetchall()
        if not rows:
            return None
        parts = parts_of(store)
        for part, key, piece, row in rows:
            value = _loaded(row)
            if part == _PLAIN:
                for name, plain in value.items():
                    put_plain(store, name, plain)
            elif piece:
                for each in value:
                    parts.tables[part].put(_loaded(key), each)  # type: ignore[attr-defined]
            else:
                parts.tables[part][_loaded(key)] = value
        for agenda in parts.agendas:
            agenda.resume()
        return store

    def _write(self, running: RunningSystem) -> None:
        system, store = running.simulator.name, running.store
        parts, watched = parts_of(store), self._watched.get(system)
        is_new = watched is None or watched.store is not store
        if watched is None or is_new:
            watched = _Watched(store)
        plain = tuple(parts.plain.values())
        changed = [
            name
            for name, table in parts.tables.items()
            if table.touched or watched.tables.get(name) is not table
        ]
        if not is_new and not changed and watched.plain == plain:
            return
        self._watched.pop(system, None)  # until all of it is written, nothing is known of what the file holds
        with _Transaction(self._db):
            if is_new:
                self._db.execute("DELETE FROM kept WHERE system = ?", (system,))
            if watched.plain != plain:
                self._put_plain(system, watched, parts)
            for name in changed:
                self._put_table(system, watched, name, parts.tables[name])
        watched.plain = plain
        self._watched[system] = watched

    def _put_plain(self, system: str, watched: _Watched, parts: Parts) -> None:
        [place] = watched.places.setdefault(_PLAIN, {}).setdefault(_PLAIN, (self._next_place(),))
        self._db.execute(_PUT, (place, system, _PLAIN, b"", 0, pickle.dumps(parts.plain)))

    def _put_table(self, system: str, watched: _Watched, name: str, table: Table[Any, Any]) -> None:
        """Write what has changed: in its place what stays there, behind all others what has come (again)."""
        touched = table.touched or {}
        if watched.tables.get(name) is not table:
            if watched.tables:
                self._db.execute("DELETE FROM kept WHERE system = ? AND part = ?", (system, name))
            watched.tables[name], watched.places[name], watched.long[name] = table, {}, {}
            touched = dict.fromkeys(table, True)
        table.touched = {}
        places, long = watched.places[name], watched.long[name]
        left: list[int] = []
        rows: list[tuple[int, str, str, bytes, int, bytes]] = []
        for key, is_last in touched.items():
            if is_last or key not in table:
                left += places.pop(key, ())
                long.pop(key, None)
            if key in table:
                pieces, first = _pieces(table[key], long.get(key))
                there = places.get(key, ())
                left += there[first + len(pieces) :]
                new = (self._next_place() for _ in range(first + len(pieces) - len(there)))
                places[key] = there = (*there[: first + len(pieces)], *new)
                written = pickle.dumps(key)
                rows += [(there[n], system, name, written, n, piece) for n, piece in enumerate(pieces, first)]
                if len(there) > 1:
                    long[key] = table[key]
        self._db.executemany("DELETE FROM kept WHERE place = ?", [(place,) for place in left])
        self._db.executemany(_PUT, rows)

    def _next_place(self) -> int:
        self._last_place += 1
        return self._last_place


def _only_holder(folder: Path) -> sqlite3.Connection:
    """Take the folder for this process alone; the system lets go of it however the process ends.

    Raises:
        UsageError: another process has it.
        sqlite3.Error: there is something else in its place.
    """
    lock = sqlite3.connect(folder / LOCK, isolation_level=None, timeout=0)
    try:
        lock.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        lock.close()
        raise UsageError(f"--state {folder}: cannot be used: another process has it ({error})") from None
    return lock


def _pieces(row: Any, before: Keys[Any] | None) -> tuple[list[bytes], int]:
    """Give what of a row is to be written, piece by piece, and the number of the first of them."""
    if not isinstance(row, Keys):
        return [pickle.dumps(row)], 0
    first = len(before) // PIECE if before is not None and row.begins_with(before) else 0
    starts = range(first * PIECE, len(row), PIECE)
    return [pickle.dumps(tuple(row[start : start + PIECE])) for start in starts], first


class _Transaction:
    """All of it or nothing."""

    def __init__(self, db: sqlite3.Connection) -> None:
        self._db = db

    def __enter__(self) -> None:
        self._db.execute("BEGIN IMMEDIATE")

    def __exit__(self, kind: object, *_: object) -> None:
        self._db.execute("COMMIT" if kind is None else "ROLLBACK")


def _loaded(blob: bytes) -> Any:
    return _Reader(BytesIO(blob)).load()
