"""The commands as a person meets them: found by their entry point, and clear when they cannot run."""

import json

import pytest

from contracts.cli import options
from dualrun.cli.entry import run


def test_the_commands_are_found_by_their_entry_point(capsys):
    assert run(["--help"]) == 0
    assert {"contracts", "fuzz"} <= set(capsys.readouterr().out.split())


def test_a_command_that_is_nearly_one_of_these_gets_the_right_word(capsys):
    assert run(["contracts", "verfy"]) == 2
    assert "verify" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["contracts", "verify"], ["contracts", "write"], ["fuzz"]])
def test_without_the_extra_there_is_one_clear_line(command, capsys, monkeypatch):
    monkeypatch.setattr(options, "NEEDED", ("json", "a_library_that_is_not_there"))

    assert run(command) == 2
    said = capsys.readouterr().err
    assert said.splitlines() == [
        "dualrun: contracts need a_library_that_is_not_there: pip install 'dualrun[contracts]' brings it"
    ]


def test_one_json_document_says_what_each_interaction_came_to(capsys):
    asked = ["contracts", "verify", "--provider", "wms", "--only", "to release when", "--json"]
    assert run(asked) == 0

    document = json.loads(capsys.readouterr().out)
    assert (document["provider"], document["broken"]) == ("wms", 0)
    assert {one["consumer"] for one in document["interactions"]} == {"facade"}
    assert all(one["holds"] and one["states"] for one in document["interactions"])


def test_a_file_that_cannot_be_written_is_told(tmp_path, capsys):
    (tmp_path / "file").touch()
    wanted = str(tmp_path / "file" / "verdicts.xml")

    asked = ["contracts", "verify", "--provider", "wms", "--only", "to release when", "--junit", wanted]
    assert run(asked) == 2
    assert "cannot be written" in capsys.readouterr().err
