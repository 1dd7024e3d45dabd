"""A schema of its own for every test that needs PostgreSQL, so that tests side by side never meet."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import psycopg

from facade.messaging.postgres import PostgresStore, Replica, prepare
from facade.orders.codec import dump_state, read_state
from tests.facade.waiting import Waiting

SERVER = os.environ.get("DUALRUN_TEST_DATABASE", "postgresql://127.0.0.1:5432/test")
TABLES = "aggregates, outbox, dead_letters, inbox, answers, trail, documents, events, audit"
_numbers = count(1)


@contextmanager
def a_schema(*, prepared: bool = True) -> Iterator[str]:
    """Gives the URL of an empty schema, which is gone afterwards."""
    name = f"t_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(SERVER, autocommit=True) as connection:
        connection.execute(f"CREATE SCHEMA {name}")
        url = f"{SERVER}?options=-csearch_path%3D{name}"
        try:
            if prepared:
                prepare(url)
            yield url
        finally:
            connection.execute(f"DROP SCHEMA {name} CASCADE")


def emptied(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"TRUNCATE {TABLES} RESTART IDENTITY")


def a_replica(url: str, name: str = "facade", dump=dump_state, read=read_state, **how) -> Waiting:
    """Joins a replica, on a loop of its own."""
    store = Waiting(PostgresStore(url, dump, read, Replica(name, **how)))
    store.open()
    return store
