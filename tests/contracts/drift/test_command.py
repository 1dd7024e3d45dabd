"""The command says what breaks whom, in every form, and fails when somebody is hit and only then."""

import json

import pytest

from contracts.cli import run
from contracts.drift.snapshots import SNAPSHOTS
from dualrun.testing import running


def copied(folder, *names: str, **changes: str) -> str:
    for name in names:
        text = (SNAPSHOTS / name).read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(f'"{old}"', f'"{new}"')
        (folder / name).write_text(text, encoding="utf-8")
    return str(folder)


def test_what_breaks_a_consumer_is_told_and_fails(tmp_path, capsys):
    other = copied(tmp_path, "wms.openapi.json", orderId="orderNumber")

    assert run(["drift", "--against", other]) == 1
    said = capsys.readouterr().out
    assert "BREAKS  facade: no longer answered: POST /api/v1/orders $.orderId [DR18]" in said
    assert "facade: to reserve what is in stock" in said


def test_what_breaks_nobody_passes(tmp_path, capsys):
    other = copied(tmp_path, "wms.openapi.json", cycleCountId="countId")

    assert run(["drift", "--against", other]) == 0
    assert "none of which breaks a consumer" in capsys.readouterr().out


def test_nothing_has_changed_where_nothing_has(capsys):
    assert run(["drift", "--system", "wms", "--system", "threepl_graphql"]) == 0
    assert capsys.readouterr().out == "what the systems say now: nothing has changed\n"


def test_json_is_one_document_with_all_changes(capsys):
    assert run(["drift", "--wave", "threepl@2027-01", "--json"]) == 1
    document = json.loads(capsys.readouterr().out)

    assert document["breaking"] is True
    severities = {one["severity"] for one in document["changes"]}
    assert severities == {"breaking", "benign"}
    [removed] = [one for one in document["changes"] if one["rule"] == "DR01"]
    assert removed["consumers"] == ["facade"]
    assert "facade: to release when an order is on hold" in removed["interactions"]


def test_sarif_and_markdown_name_the_rule_and_the_consumers(tmp_path, capsys):
    sarif, summary = tmp_path / "drift.sarif", tmp_path / "summary.md"
    summary.write_text("# Run\n")

    assert run(["drift", "--wave", "cloud_erp@26.0", "--sarif", str(sarif), "--summary", str(summary)]) == 1
    [written] = json.loads(sarif.read_text())["runs"]
    levels = {result["level"] for result in written["results"]}
    assert levels == {"error", "warning", "note"}
    assert {one["ruleId"] for one in written["results"]} <= {
        one["id"] for one in written["tool"]["driver"]["rules"]
    }
    text = summary.read_text()
    assert text.startswith("# Run\n### Drift: cloud_erp@26.0: ")
    assert "| DR10 | must now be sent | `POST " in text


def test_a_live_system_is_compared_by_what_it_says_there(capsys):
    with running(only=["wms"]) as landscape:
        url = landscape.url("wms")
        assert run(["drift", "--system", "wms", "--against", url]) == 0
        assert "nothing has changed" in capsys.readouterr().out
        assert run(["drift", "--system", "commerce", "--against", url]) == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--system", "wns"], "there is no system 'wns'; did you mean wms?"),
        (["--against", "/nowhere/at/all"], "/nowhere/at/all: no folder, and no URL"),
        (["--against", "http://127.0.0.1:9"], "at a URL is one system: say which with --system"),
        (
            ["--against", "http://127.0.0.1:9", "--system", "wms"],
            "http://127.0.0.1:9/openapi.json: cannot be read",
        ),
        (["--against", "EMPTY"], "nothing there that could be compared"),
        (["--snapshots", "EMPTY"], "no document of facade there"),
        (["--pacts", "EMPTY"], "no interaction in it"),
        (["--wave", "wms@2"], "'wms@2' is no release known here"),
    ],
)
def test_bad_usage_is_one_line(arguments, said, tmp_path, capsys):
    arguments = [str(tmp_path) if one == "EMPTY" else one for one in arguments]

    assert run(["drift", *arguments]) == 2
    line = capsys.readouterr().err
    assert said in line
    assert line.count("\n") == 1


def test_what_is_said_now_can_be_taken_as_a_snapshot(tmp_path, capsys):
    assert run(["drift", "--write", "--snapshots", str(tmp_path), "--system", "threepl_graphql"]) == 0

    assert {path.name for path in tmp_path.iterdir()} == {
        "threepl_graphql.graphql",
        "threepl_graphql.openapi.json",
    }
