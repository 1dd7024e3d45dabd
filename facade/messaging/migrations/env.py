"""Run by alembic for every command: on the connection that `schema` hands over, one replica at a time.

PostgreSQL's lock is the transaction's own: it goes when the transaction ends, however that ends.
"""

from alembic import context
from sqlalchemy import Connection, text

LOCK = 0x6475616C  # "dual"

connection: Connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=None)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": LOCK})
    context.run_migrations()
