"""The files of a report: all of them, whole, or none."""

import json

import pytest

from dualrun.report.document import Report
from dualrun.report.files import write_all
from dualrun.report.writing import write_atomically
from tests.report_builder import a_go, a_hostile, a_no_go


def test_all_three_are_written_where_it_says(tmp_path):
    written = write_all(a_go(), tmp_path / "deep" / "down")

    assert list(written) == ["report.json", "report.html", "junit.xml"]
    assert sorted(path.name for path in (tmp_path / "deep" / "down").iterdir()) == sorted(written)
    assert all(path == tmp_path / "deep" / "down" / name for name, path in written.items())


def test_what_is_written_can_be_read_back(tmp_path):
    written = write_all(a_no_go(), tmp_path)

    assert Report.model_validate(json.loads(written["report.json"].read_text("utf-8"))) == a_no_go()


def test_a_second_report_takes_the_place_of_the_first(tmp_path):
    write_all(a_no_go(), tmp_path)
    written = write_all(a_go(), tmp_path)

    assert "No-go" not in written["report.html"].read_text("utf-8")
    assert len(list(tmp_path.iterdir())) == 3


def test_text_that_cannot_be_written_down_spoils_no_page(tmp_path):
    report = a_hostile().model_copy(update={"reasons": ["fine"]})

    assert len(write_all(report, tmp_path)) == 3


def test_a_file_that_cannot_be_written_leaves_the_old_one_and_no_draft(tmp_path):
    path = tmp_path / "report.html"
    write_atomically(path, "old")

    with pytest.raises(UnicodeEncodeError):
        write_atomically(path, "new \ud800")
    assert [(entry.name, entry.read_text()) for entry in tmp_path.iterdir()] == [("report.html", "old")]


def test_a_folder_that_is_a_file_is_an_error_of_the_file_system(tmp_path):
    (tmp_path / "taken").write_text("")

    with pytest.raises(OSError, match="taken"):
        write_all(a_go(), tmp_path / "taken")
