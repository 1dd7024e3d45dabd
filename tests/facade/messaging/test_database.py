"""What a database's URL means, and what is said of one that means nothing."""

import asyncio
from pathlib import Path

import pytest

from facade.errors import StoreRefusedError
from facade.messaging.database import Database, Member
from facade.messaging.store import Step

MEMBER = Member("facade", str.encode, bytes.decode)


def refused(url: str) -> str:
    with pytest.raises(StoreRefusedError) as caught:
        Database(url).prepare()
    assert "\n" not in str(caught.value)
    return str(caught.value)


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("postgresq://host/db", "did you mean postgresql://?"),
        ("mysql://host/db", "begin it with postgresql:// or sqlite:///"),
        ("facade.sqlite3", "did you mean sqlite://?"),
        ("", "begin it with"),
        ("sqlite://", "names no file"),
        ("sqlite:///", "names no file"),
    ],
)
def test_a_url_of_no_known_kind_is_refused_with_the_nearest_one(url: str, said: str) -> None:
    assert said in refused(url)


def test_a_file_that_is_no_database_is_refused_by_its_name(tmp_path: Path) -> None:
    file = tmp_path / "notes.txt"
    file.write_text("milk, bread, and more than a hundred bytes of other things" * 9)

    assert refused(f"sqlite:///{file}") == f"{file}: file is not a database"


def test_a_file_is_made_counted_and_emptied(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'deep' / 'facade.sqlite3'}")

    async def keep() -> None:
        store = await database.open(MEMBER)
        await store.commit(Step("A", "state"))
        await store.leave()

    database.prepare()
    assert database.orders() == 0
    asyncio.run(keep())
    assert database.orders() == 1
    database.empty()
    assert database.orders() == 0
    assert not database.is_shared


@pytest.mark.services("postgresql")
class TestPostgres:
    def test_is_made_ready_counted_and_emptied(self) -> None:
        from tests.facade.messaging.databases import a_schema

        with a_schema(prepared=False) as url:
            database = Database(url)

            async def keep() -> None:
                store = await database.open(MEMBER)
                await store.commit(Step("A", "state"))
                await store.leave()

            database.prepare()
            asyncio.run(keep())
            assert database.orders() == 1
            database.empty()
            assert database.orders() == 0
            assert database.is_shared

    @pytest.mark.parametrize(
        ("url", "said"),
        [
            ("postgresql://127.0.0.1:1/test", "Connection refused"),
            ("postgresql://127.0.0.1:5432/nosuch_database", "does not exist"),
            ("postgresql://127.0.0.1:5432/test?nosuch=1", 'invalid URI query parameter: "nosuch"'),
            ("postgres://who:secret@127.0.0.1:1/test", "Connection refused"),
        ],
    )
    def test_that_cannot_be_used_says_why_in_one_line_without_its_password(self, url: str, said: str) -> None:
        reason = refused(url)

        assert said in reason
        assert "secret" not in reason

    def test_that_is_too_old_is_refused(self) -> None:
        from facade.messaging.connections import refuse_old

        with pytest.raises(StoreRefusedError, match="PostgreSQL 12: 13 or newer is needed"):
            refuse_old(120017)
        refuse_old(130000)
