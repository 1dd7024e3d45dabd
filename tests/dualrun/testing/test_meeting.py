"""Workers leave notes of what they want, and find one of where it is."""

import pytest

from dualrun.testing import LandscapeError
from dualrun.testing.meeting import Meeting


def test_what_a_worker_wants_is_known_to_whoever_shares_the_folder(tmp_path):
    Meeting(tmp_path).want("gw0", ["wms"])
    Meeting(tmp_path).want("gw1", [])

    assert [Meeting(tmp_path).wanted(worker) for worker in ("gw0", "gw1", "gw2")] == [("wms",), (), None]


def test_where_the_landscape_is_is_known_once_it_is_told(tmp_path):
    meeting = Meeting(tmp_path)
    assert not meeting.is_answered

    meeting.answer(url="http://127.0.0.1:8206")

    assert meeting.is_answered
    assert Meeting(tmp_path).url() == "http://127.0.0.1:8206"


def test_why_there_is_none_is_told_to_every_worker(tmp_path):
    Meeting(tmp_path).answer(error="no landscape came up: no room")

    with pytest.raises(LandscapeError, match="no room"):
        Meeting(tmp_path).url()


def test_a_worker_that_finds_no_note_is_told_the_way_out(tmp_path):
    with pytest.raises(LandscapeError, match="--dualrun-url"):
        Meeting(tmp_path).url()
