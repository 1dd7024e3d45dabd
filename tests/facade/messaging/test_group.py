"""Steps of one SQLite file share their commits: none is answered before its own, none is seen before that."""

import asyncio
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from facade.errors import StoreUnavailableError
from facade.messaging.sqlite import SqliteStore
from facade.messaging.store import Answer, Step
from facade.orders.codec import dump_state, read_state
from tests.facade.builders import a_state
from tests.facade.messaging.rows import a_row


def open_store(folder: Path) -> SqliteStore:
    return SqliteStore(folder / "facade.sqlite3", dump_state, read_state)


def a_step(name: str) -> Step:
    answer = (f"shop:{name}", Answer("f", 202, b"{}"))
    return Step(name, a_state(), rows=(a_row(1, name),), taken_in=("wms", name), answer=answer)


def commits(store: SqliteStore) -> list[str]:
    """Writes down every commit of a store from now on."""
    seen: list[str] = []
    store.connection.set_trace_callback(lambda sql: seen.append(sql) if sql == "COMMIT" else None)
    return seen


def test_steps_side_by_side_share_one_commit(tmp_path: Path) -> None:
    async def main() -> list[str]:
        store = open_store(tmp_path)
        seen = commits(store)
        await asyncio.gather(*(store.commit(a_step(f"W{number}")) for number in range(50)))
        assert len(await store.unsent()) == 50
        store.close()
        return seen

    assert asyncio.run(main()) == ["COMMIT"]


def test_a_step_is_in_the_file_when_it_is_answered(tmp_path: Path) -> None:
    async def main() -> None:
        store = open_store(tmp_path)
        await store.commit(a_step("A"))
        with closing(sqlite3.connect(tmp_path / "facade.sqlite3", isolation_level=None)) as other:
            assert other.execute("SELECT count(*) FROM aggregates").fetchone() == (1,)
        store.close()

    asyncio.run(main())


@pytest.mark.parametrize(
    "look",
    [
        lambda store: store.load("A"),
        lambda store: store.answer("shop:A"),
        lambda store: store.has_taken_in("wms", "A"),
        lambda store: store.trail("A"),
        lambda store: store.level(),
        lambda store: store.page("", 10),
    ],
)
def test_nobody_learns_of_a_step_before_it_is_in_the_file(tmp_path: Path, look) -> None:
    async def main() -> list[str]:
        store = open_store(tmp_path)
        seen = commits(store)
        writing = asyncio.create_task(store.commit(a_step("A")))
        await asyncio.sleep(0)  # written, not yet committed
        assert not seen
        await look(store)
        await writing
        store.close()
        return seen

    assert asyncio.run(main()) == ["COMMIT"]


def test_a_step_that_cannot_be_written_takes_no_other_down(tmp_path: Path) -> None:
    async def main() -> list[object]:
        store = open_store(tmp_path)
        bad = a_step("B")._replace(rows=(a_row(1, "B"), a_row(1, "B")))
        steps = (a_step("A"), bad, a_step("C"))
        outcomes = await asyncio.gather(*(store.commit(step) for step in steps), return_exceptions=True)
        assert await store.load("B") is None
        assert [await store.load(name) is not None for name in ("A", "C")] == [True, True]
        store.close()
        return [type(outcome) for outcome in outcomes]

    assert asyncio.run(main()) == [tuple, sqlite3.IntegrityError, tuple]


def test_a_disk_that_does_not_take_the_commit_is_said_to_everybody_who_waits(tmp_path: Path) -> None:
    class FullDisk:
        def __init__(self, db: sqlite3.Connection) -> None:
            self._db = db

        def execute(self, sql: str) -> object:
            if sql == "COMMIT":
                raise sqlite3.OperationalError("database or disk is full")
            return self._db.execute(sql)

        @property
        def in_transaction(self) -> bool:
            return self._db.in_transaction

    async def main() -> None:
        store = open_store(tmp_path)
        store._group._db = FullDisk(store.connection)  # type: ignore[assignment]
        outcomes = await asyncio.gather(
            *(store.commit(a_step(name)) for name in ("A", "B")), return_exceptions=True
        )
        assert [type(outcome) for outcome in outcomes] == [StoreUnavailableError] * 2
        store._group._db = store.connection
        assert await store.page("", 10) == []
        assert await store.load("A") is None
        store.close()

    asyncio.run(main())


def test_a_task_that_is_cancelled_while_it_waits_holds_up_nobody(tmp_path: Path) -> None:
    async def main() -> None:
        store = open_store(tmp_path)
        one, other = (asyncio.create_task(store.commit(a_step(name))) for name in ("A", "B"))
        await asyncio.sleep(0)
        one.cancel()
        assert await other
        assert await store.load("A") == a_state()
        store.close()

    asyncio.run(main())


def test_what_is_remembered_of_a_file_is_what_is_in_it_and_never_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("facade.messaging.sqlite.KNOWN_MAX", 2)

    async def main() -> None:
        store = open_store(tmp_path)
        for name in ("A", "B", "A", "C"):
            version = (await store.load(name) or a_state()).version + 1
            await store.commit(Step(name, a_state()._replace(order_id=name, version=version)))
        known = {name: await store.load(name) for name in ("A", "B", "C")}
        assert len(store._known) == 2
        store.close()
        again = open_store(tmp_path)
        assert known == {name: await again.load(name) for name in known}
        assert known["A"].version == known["B"].version + 1
        again.close()

    asyncio.run(main())
