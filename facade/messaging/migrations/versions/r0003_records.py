"""What a dead letter was to do, so that it can be tried again; and the log of what people did."""

revision = "0003"
down_revision = "0002"

_LANE = """UPDATE dead_letters SET lane = CASE
    WHEN {do} LIKE 'mirror%' THEN 'mirror' WHEN {do} LIKE 'tell%' THEN 'channel' ELSE 'process' END"""

SQLITE = (
    "ALTER TABLE dead_letters ADD COLUMN lane TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE dead_letters ADD COLUMN argument TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE dead_letters ADD COLUMN causation_id TEXT NOT NULL DEFAULT ''",
    "ALTER TABLE dead_letters ADD COLUMN written_s REAL NOT NULL DEFAULT 0",
    "ALTER TABLE dead_letters ADD COLUMN attempts INTEGER NOT NULL DEFAULT 1",
    _LANE.format(do="do"),
    "CREATE TABLE audit (number INTEGER PRIMARY KEY, body BLOB NOT NULL)",
)

POSTGRESQL = (
    """ALTER TABLE dead_letters ADD COLUMN lane text NOT NULL DEFAULT '',
        ADD COLUMN argument text NOT NULL DEFAULT '', ADD COLUMN causation_id text NOT NULL DEFAULT '',
        ADD COLUMN written_s double precision NOT NULL DEFAULT 0,
        ADD COLUMN attempts integer NOT NULL DEFAULT 1""",
    _LANE.format(do='"do"'),
    "CREATE TABLE audit (number bigint PRIMARY KEY, body bytea NOT NULL)",
)


def upgrade() -> None:
    """Add the columns and the table."""
    from alembic import op

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
