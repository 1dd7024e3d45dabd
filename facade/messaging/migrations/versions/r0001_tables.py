"""The tables: state, outbox, inbox, answers, trail, dead letters, documents; who shares them, on PostgreSQL.

On PostgreSQL several replicas work on the same tables. An aggregate has a version, so that of two steps
decided upon the same state one is refused; a row of the outbox has an owner, the replica that carries it out.
"""

revision = "0001"
down_revision = None

SQLITE = (
    "CREATE TABLE aggregates (seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, state BLOB NOT NULL)",
    """CREATE TABLE outbox (
        seq INTEGER PRIMARY KEY, id TEXT UNIQUE NOT NULL, aggregate_id TEXT NOT NULL, lane TEXT NOT NULL,
        do TEXT NOT NULL, argument TEXT NOT NULL, causation_id TEXT NOT NULL,
        due_s REAL NOT NULL, written_s REAL NOT NULL, attempts INTEGER NOT NULL)""",
    """CREATE TABLE dead_letters (
        id TEXT PRIMARY KEY, aggregate_id TEXT NOT NULL, do TEXT NOT NULL,
        reason TEXT NOT NULL, at TEXT NOT NULL)""",
    """CREATE TABLE inbox (
        source TEXT NOT NULL, message_id TEXT NOT NULL, PRIMARY KEY (source, message_id)) WITHOUT ROWID""",
    """CREATE TABLE answers (
        key TEXT PRIMARY KEY, fingerprint TEXT NOT NULL,
        status INTEGER NOT NULL, body BLOB NOT NULL) WITHOUT ROWID""",
    """CREATE TABLE trail (
        aggregate_id TEXT NOT NULL, version INTEGER NOT NULL, at TEXT NOT NULL, event TEXT NOT NULL,
        status_from TEXT NOT NULL, status_to TEXT NOT NULL, message_id TEXT NOT NULL,
        causation_id TEXT NOT NULL, PRIMARY KEY (aggregate_id, version)) WITHOUT ROWID""",
    "CREATE TABLE documents (name TEXT PRIMARY KEY, body BLOB NOT NULL) WITHOUT ROWID",
)

POSTGRESQL = (
    """CREATE TABLE aggregates (
        seq bigserial PRIMARY KEY, id text UNIQUE NOT NULL, version integer NOT NULL,
        state bytea NOT NULL)""",
    """CREATE TABLE outbox (
        seq bigserial PRIMARY KEY, id text UNIQUE NOT NULL, aggregate_id text NOT NULL, lane text NOT NULL,
        "do" text NOT NULL, argument text NOT NULL, causation_id text NOT NULL,
        due_s double precision NOT NULL, written_s double precision NOT NULL, attempts integer NOT NULL,
        owner text)""",
    "CREATE INDEX outbox_lane ON outbox (aggregate_id, lane, seq)",
    """CREATE TABLE dead_letters (
        id text PRIMARY KEY, aggregate_id text NOT NULL, "do" text NOT NULL,
        reason text NOT NULL, at timestamptz NOT NULL)""",
    """CREATE TABLE inbox (
        source text NOT NULL, message_id text NOT NULL, PRIMARY KEY (source, message_id))""",
    """CREATE TABLE answers (
        key text PRIMARY KEY, fingerprint text NOT NULL, status integer NOT NULL, body bytea NOT NULL)""",
    """CREATE TABLE trail (
        aggregate_id text NOT NULL, version integer NOT NULL, at timestamptz NOT NULL, event text NOT NULL,
        status_from text NOT NULL, status_to text NOT NULL, message_id text NOT NULL,
        causation_id text NOT NULL, PRIMARY KEY (aggregate_id, version))""",
    "CREATE TABLE documents (name text PRIMARY KEY, body bytea NOT NULL, revision integer NOT NULL)",
    """CREATE TABLE replicas (
        id bigserial PRIMARY KEY, name text NOT NULL, alive_until timestamptz NOT NULL,
        member text GENERATED ALWAYS AS (name || '/' || id) STORED)""",
)


def upgrade() -> None:
    """Make the tables."""
    from alembic import op  # read without alembic where a new file is begun

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
