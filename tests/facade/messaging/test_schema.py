"""The tables come up to date by themselves, however many begin at once; newer ones are refused."""

import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from facade.errors import StoreRefusedError
from facade.messaging.migrations.versions import r0001_tables
from facade.messaging.schema import HEAD, REVISIONS, TABLES, prepare_sqlite, upgrade

ROOT = Path(__file__).parents[3]


def opened(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


def shape(db: sqlite3.Connection) -> list[tuple[str, str]]:
    found = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return [(name, " ".join(sql.split()).lower()) for name, sql in found if name != "alembic_version"]


def revision(db: sqlite3.Connection) -> str:
    [(found,)] = db.execute("SELECT version_num FROM alembic_version").fetchall()
    return str(found)


def test_each_revision_follows_the_one_before() -> None:
    befores = [None, *(made.revision for made in REVISIONS)]

    assert [made.down_revision for made in REVISIONS] == befores[:-1]


class TestAFile:
    def test_that_is_new_has_the_tables_that_alembic_would_have_made(self, tmp_path: Path) -> None:
        quick, slow = opened(tmp_path / "quick"), opened(tmp_path / "slow")

        prepare_sqlite(quick, "quick")
        upgrade("sqlite://", lambda: slow)

        assert shape(quick) == shape(slow)
        assert revision(quick) == revision(slow) == HEAD
        assert {name for name, _ in shape(quick)} >= set(TABLES)
        quick.close()
        slow.close()

    def test_from_before_revisions_were_counted_is_brought_up_to_date_with_what_is_in_it(
        self, tmp_path: Path
    ) -> None:
        db = opened(tmp_path / "old")
        for statement in r0001_tables.SQLITE:
            db.execute(statement)
        db.execute("INSERT INTO aggregates (id, state) VALUES ('A', x'00')")

        prepare_sqlite(db, "old")

        assert revision(db) == HEAD
        assert db.execute("SELECT id FROM aggregates").fetchall() == [("A",)]
        assert db.execute("SELECT * FROM events").fetchall() == []
        prepare_sqlite(db, "old")
        db.close()

    def test_newer_than_the_code_is_refused_and_left_as_it_is(self, tmp_path: Path) -> None:
        db = opened(tmp_path / "new")
        prepare_sqlite(db, "new")
        db.execute("UPDATE alembic_version SET version_num = '9999'")

        with pytest.raises(
            StoreRefusedError, match=r"^new: its tables are at revision 9999, newer than .*0003"
        ):
            prepare_sqlite(db, "new")

        assert revision(db) == "9999"
        db.close()


@pytest.mark.services("postgresql")
class TestADatabase:
    def test_is_made_ready_once_however_many_come_at_once(self) -> None:
        from facade.messaging.postgres import asked
        from tests.facade.messaging.databases import a_schema

        with a_schema(prepared=False) as url:
            command = [
                sys.executable,
                "-c",
                f"from facade.messaging.postgres import prepare; prepare({url!r})",
            ]
            begun = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE) for _ in range(3)]
            said = [process.communicate(timeout=60)[1].decode() for process in begun]

            assert [process.returncode for process in begun] == [0, 0, 0], said
            assert asked(url, "SELECT version_num FROM alembic_version") == HEAD
            assert asked(url, "SELECT count(*) FROM events") == 0

    def test_newer_than_the_code_is_refused(self) -> None:
        from facade.messaging.postgres import asked, prepare
        from tests.facade.messaging.databases import a_schema

        with a_schema() as url:
            asked(url, "UPDATE alembic_version SET version_num = '9999'")

            with pytest.raises(StoreRefusedError, match="revision 9999, newer than this version knows"):
                prepare(url)

    def test_whose_migration_is_cut_off_is_as_it_was(self) -> None:
        from facade.messaging.postgres import asked, prepare
        from tests.facade.messaging.databases import a_schema

        with a_schema(prepared=False) as url:
            asked(url, "CREATE TABLE duties (mine text)")  # in the way of the last revision

            with pytest.raises(StoreRefusedError, match='relation "duties" already exists'):
                prepare(url)

            assert asked(url, "SELECT to_regclass('outbox')") is None
            asked(url, "DROP TABLE duties")
            prepare(url)
