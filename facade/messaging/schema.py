"""Are the tables those that this version works with? If they are older they are brought up to date.

Tables newer than the code are refused: whoever wrote them knows things that would be lost here.
"""

import sqlite3
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from facade.errors import StoreRefusedError
from facade.messaging.migrations.versions import r0001_tables, r0002_events, r0003_records

if TYPE_CHECKING:
    from sqlalchemy import Engine

REVISIONS = (r0001_tables, r0002_events, r0003_records)
HEAD = REVISIONS[-1].revision
TABLES = (
    *("aggregates", "outbox", "dead_letters", "inbox", "answers", "trail", "documents"),
    *("events", "duties", "audit"),
)
"""What the façade keeps; not who works on it."""
_VERSION_TABLE = "CREATE TABLE alembic_version (version_num VARCHAR(32) NOT NULL PRIMARY KEY)"
_ADOPTED = r0001_tables.revision
"""What a file is that was made before revisions were counted."""


def check(place: str, found: str | None) -> bool:
    """Say whether tables at revision `found` are up to date.

    Raises:
        StoreRefusedError: they are newer than this version.
    """
    if found is not None and found not in {made.revision for made in REVISIONS}:
        said = f"{place}: its tables are at revision {found}, newer than this version knows ({HEAD})"
        raise StoreRefusedError(f"{said}: use the version that made them, or a later one")
    return bool(found == HEAD)


def prepare_sqlite(db: sqlite3.Connection, place: str) -> None:
    """Bring the tables of an open file up to date; a new file needs no alembic for it.

    Raises:
        StoreRefusedError: the file is newer than this version.
    """
    tables = {name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if not tables:
        _begin(db)
        return
    found = None
    if "alembic_version" in tables:
        row = db.execute("SELECT version_num FROM alembic_version").fetchone()
        found = row[0] if row else None
    elif "outbox" in tables:
        found = _ADOPTED
        db.execute(_VERSION_TABLE)
        db.execute("INSERT INTO alembic_version VALUES (?)", (found,))
    if not check(place, found):
        upgrade("sqlite://", lambda: db)


def _begin(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in [_VERSION_TABLE, *(line for made in REVISIONS for line in made.SQLITE)]:
        db.execute(statement)
    db.execute("INSERT INTO alembic_version VALUES (?)", (HEAD,))
    db.execute("COMMIT")


def upgrade(dialect: str, connect: Any) -> None:
    """Let alembic carry out what is missing, over a connection that `connect` opens or lends.

    Raises:
        StoreRefusedError: something stands in the way.
    """
    from alembic import command
    from alembic.config import Config
    from sqlalchemy import create_engine
    from sqlalchemy.exc import DBAPIError
    from sqlalchemy.pool import NullPool, StaticPool

    pool = StaticPool if dialect.startswith("sqlite") else NullPool  # one is lent, the other given
    engine: Engine = create_engine(dialect, creator=connect, poolclass=pool)
    config = Config()
    config.set_main_option("script_location", str(files("facade.messaging") / "migrations"))
    try:
        with engine.connect() as connection:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
    except DBAPIError as error:
        reason = str(error.orig).strip().partition("\n")[0]
        raise StoreRefusedError(f"its tables cannot be brought up to date: {reason}") from None
