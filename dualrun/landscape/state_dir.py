"""How does a live landscape find its documents again? What changes is written before the answer goes out.

One SQLite file holds the tables of all systems of the default world. A killed process loses nothing it has
answered for; what was under way goes on from the agendas. The world's clock is not kept: it shows real time.
"""

import pickle
import sqlite3
from collections.abc import Mapping
from dataclasses import fields
from io import BytesIO
from pathlib import Path
from typing import Any

from dualrun.errors import UsageError
from simulators.chassis.agenda import Agenda
from simulators.chassis.running import RunningSystem
from simulators.chassis.simulator import Simulator, Store
from simulators.chassis.tables import Table

FORMAT = "dualrun.state/1"
FILE = "systems.sqlite3"
_SAFE = {"builtins": ("frozenset", "set"), "datetime": None, "decimal": ("Decimal",), "uuid": ("UUID",)}
_SCHEMA = """
CREATE TABLE IF NOT EXISTS meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS kept (
  place INTEGER PRIMARY KEY, system TEXT NOT NULL, part TEXT NOT NULL, key BLOB NOT NULL, row BLOB NOT NULL,
  UNIQUE (system, part, key));
"""
_PUT = """
INSERT INTO kept (system, part, key, row) VALUES (?, ?, ?, ?)
ON CONFLICT (system, part, key) DO UPDATE SET row = excluded.row
"""
_PLAIN = "(plain)"


class _Reader(pickle.Unpickler):
    """Reads rows, and nothing but rows: no other code can be named in the file."""

    def find_class(self, module: str, name: str) -> Any:
        """Give a class of a simulator's or a plain value's."""
        allowed = _SAFE.get(module, ())
        if module.startswith("simulators.") or allowed is None or name in allowed:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} has no place in a row")


class StateDir:
    """The rows of a landscape on disk; `keep` must be called for each system whose rows are to be there."""

    def __init__(self, folder: Path, seed: int) -> None:
        """Open the folder, or begin one.

        Raises:
            UsageError: it cannot be written, is not ours, or was made with another seed.
        """
        self._folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._db = sqlite3.connect(folder / FILE, isolation_level=None)
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.executescript(_SCHEMA)
        except (OSError, sqlite3.Error) as error:
            raise UsageError(f"--state {folder}: cannot be used: {error}") from None
        known = dict(self._db.execute("SELECT name, value FROM meta"))
        wanted = {"format": FORMAT, "seed": str(seed)}
        for name, value in wanted.items():
            if known.setdefault(name, value) != value:
                raise UsageError(f"--state {folder}: its {name} is {known[name]}, not {value}")
        self._db.executemany("INSERT OR IGNORE INTO meta VALUES (?, ?)", list(wanted.items()))
        self._watched: dict[str, tuple[Store | None, tuple[Any, ...]]] = {}

    def found(self, simulators: Mapping[str, Simulator]) -> dict[str, Store] | None:
        """Give the stores as they were; nothing when nothing was kept for one of the systems.

        Raises:
            UsageError: what is there is not what this version writes.
        """
        stores: dict[str, Store] = {}
        for name, simulator in simulators.items():
            try:
                store = self._read(name, simulator.store())
            except (pickle.UnpicklingError, AttributeError, TypeError, ImportError, EOFError) as error:
                raise UsageError(f"--state {self._folder}: {name} cannot be read: {error}") from None
            if store is None:
                return None
            stores[name] = store
        return stores

    def keep(self, running: RunningSystem) -> None:
        """Write from now on what changes in a system, as soon as it has changed."""
        running.on_settled = lambda: self._write(running)
        self._write(running)

    def close(self) -> None:
        """Let go of the file."""
        self._db.close()

    def _read(self, system: str, store: Store) -> Store | None:
        found = self._db.execute(
            "SELECT part, key, row FROM kept WHERE system = ? ORDER BY place", (system,)
        ).fetchall()
        if not found:
            return None
        for part, key, row in found:
            value = _loaded(row)
            if part == _PLAIN:
                for name, plain in value.items():
                    setattr(store, name, plain)
            else:
                _table(store, part)[_loaded(key)] = value
        for field in fields(store):  # type: ignore[arg-type]  # every store is a dataclass
            if isinstance(agenda := getattr(store, field.name), Agenda):
                agenda.resume()
        return store

    def _write(self, running: RunningSystem) -> None:
        system, store = running.simulator.name, running.store
        tables, plain = _parts(store)
        now = tuple(plain.values())
        watched = self._watched.get(system, (None, ()))
        is_new = watched[0] is not store
        if not is_new and watched[1] == now and not any(table.touched for table in tables.values()):
            return
        self._watched[system] = (store, now)
        with _Transaction(self._db):
            if is_new:
                self._db.execute("DELETE FROM kept WHERE system = ?", (system,))
            self._db.execute(_PUT, (system, _PLAIN, b"", pickle.dumps(plain)))
            for part, table in tables.items():
                keys = list(table) if is_new else list(table.touched or ())
                table.touched = {}
                self._put(system, part, table, keys)

    def _put(self, system: str, part: str, table: Table[Any, Any], keys: list[Any]) -> None:
        there = [key for key in keys if key in table]
        gone = [key for key in keys if key not in table]
        self._db.executemany(
            _PUT, [(system, part, pickle.dumps(key), pickle.dumps(table[key])) for key in there]
        )
        self._db.executemany(
            "DELETE FROM kept WHERE system = ? AND part = ? AND key = ?",
            [(system, part, pickle.dumps(key)) for key in gone],
        )


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


def _parts(store: Any) -> tuple[dict[str, Table[Any, Any]], dict[str, Any]]:
    """Take a store apart: its tables, those of agendas too, and its plain values."""
    tables: dict[str, Table[Any, Any]] = {}
    plain: dict[str, Any] = {}
    for field in fields(store):
        value = getattr(store, field.name)
        if isinstance(value, Table):
            tables[field.name] = value
        elif isinstance(value, Agenda):
            tables[f"{field.name}.entries"] = value.entries
        else:
            plain[field.name] = value
    return tables, plain


def _table(store: Any, part: str) -> Table[Any, Any]:
    name, _, inner = part.partition(".")
    value = getattr(store, name)
    table: Table[Any, Any] = value.entries if inner else value
    return table
