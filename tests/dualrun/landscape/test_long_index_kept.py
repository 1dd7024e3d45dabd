"""Thousands of rows under one value: each costs what one row costs, and all are found again in order."""

import sqlite3
from contextlib import closing
from types import SimpleNamespace

import pytest

from dualrun.landscape.state_dir import FILE, PIECE, StateDir
from simulators.registry import load
from simulators.wms.store import Store

WMS = {"wms": load("wms")}
MANY = 3_000


@pytest.fixture
def kept(tmp_path):
    """A store that a folder keeps, with what makes its changes durable and what reads them again."""
    store, state = Store("WH-01"), StateDir(tmp_path, seed=7)
    running = SimpleNamespace(simulator=WMS["wms"], store=store, on_settled=None)
    state.keep(running)

    def found():
        return state.found(WMS)["wms"].order_ids_by_number

    def look(query):
        with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
            return db.execute(query).fetchone()[0]

    yield store.order_ids_by_number, lambda: running.on_settled(), found, look
    state.close()


def test_one_more_row_writes_one_short_piece_however_many_there_are(kept):
    index, settle, found, look = kept
    for number in range(MANY):
        index.put("", number)
        settle()

    assert look("SELECT count(*) FROM kept WHERE piece >= 0 AND part = 'order_ids_by_number'") == -(
        -MANY // PIECE
    )
    assert look("SELECT max(length(row)) FROM kept WHERE part = 'order_ids_by_number'") < 12 * PIECE
    assert list(found()[""]) == list(range(MANY))


@pytest.mark.parametrize("count", [PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 5])
def test_what_is_dropped_and_comes_again_is_found_as_it_is(kept, count):
    index, settle, found, _ = kept
    index.put("other", -1)
    for number in range(count):
        index.put("", number)
        if number % 7 == 0:
            settle()
    settle()
    assert dict(found()) == dict(index)

    for number in (0, count - 1, PIECE // 2):
        index.drop("", number)
        settle()
        assert dict(found()) == dict(index)
    for number in range(count - 10):
        if number in index[""]:
            index.drop("", number)
    settle()
    assert dict(found()) == dict(index)
    rest = index.pop("")
    settle()
    assert list(found()) == ["other"]
    for number in rest:
        index.put("", number)
    for number in range(2 * PIECE):
        index.put("", 1000 + number)
    settle()
    assert list(found().items()) == list(index.items())


def test_what_could_not_be_written_is_written_whole_the_next_time(kept, tmp_path):
    index, settle, found, look = kept
    index.put("a", 1)
    settle()
    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("CREATE TRIGGER full BEFORE INSERT ON kept BEGIN SELECT RAISE(ABORT, 'disk full'); END")
    index.put("b", 2)
    with pytest.raises(sqlite3.Error, match="disk full"):
        settle()
    assert list(found()) == ["a"]

    with closing(sqlite3.connect(tmp_path / FILE, isolation_level=None)) as db:
        db.execute("DROP TRIGGER full")
    settle()
    assert list(found().items()) == list(index.items())
    assert look("SELECT count(*) FROM kept WHERE part = 'order_ids_by_number'") == 2


def test_two_worlds_that_share_a_long_row_are_told_apart(kept):
    index, settle, found, _ = kept
    for number in range(PIECE + 10):
        index.put("", number)
    settle()
    other = index.fork()

    other.put("", -1)
    index.put("", -2)
    settle()

    assert list(found()[""]) == [*range(PIECE + 10), -2]
