"""The events that wait to be published, and which replica does it.

An event names an entry of the trail, which says all there is to say.
"""

revision = "0002"
down_revision = "0001"

SQLITE = (
    "CREATE TABLE events (seq INTEGER PRIMARY KEY, aggregate_id TEXT NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE duties (name TEXT PRIMARY KEY, owner TEXT NOT NULL, until_s REAL NOT NULL)",
)

POSTGRESQL = (
    "CREATE TABLE events (seq bigserial PRIMARY KEY, aggregate_id text NOT NULL, version integer NOT NULL)",
    "CREATE TABLE duties (name text PRIMARY KEY, owner text NOT NULL, until timestamptz NOT NULL)",
)


def upgrade() -> None:
    """Make the table."""
    from alembic import op

    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
