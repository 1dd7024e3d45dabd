import json

import pytest
from defusedxml import ElementTree

from dualrun.cli.entry import run


def told(capsys, *words: str) -> tuple[int, str, str]:
    code = run(words)
    heard = capsys.readouterr()
    return code, heard.out, heard.err


def test_a_campaign_ends_with_its_verdict_and_what_has_happened(capsys, tmp_path):
    path = tmp_path / "junit.xml"
    code, out, _ = told(
        capsys, "campaign", "--schedules", "12", "--workers", "1", "--json", "--junit", str(path)
    )

    document = json.loads(out)
    assert code == 3  # a dozen schedules prove little
    assert document["verdict"] == "inconclusive"
    assert document["schedules"] == 12
    assert document["never"]
    assert document["invariants"]["I02"]["evaluated"] > 0
    suite = ElementTree.parse(path).getroot()
    assert int(suite.get("failures", "0")) == len(document["never"])


def test_a_violation_is_a_no_go_with_the_command_that_shows_it_again(capsys):
    code, out, _ = told(
        capsys,
        "campaign",
        "--schedules",
        "30",
        "--workers",
        "1",
        "--flow",
        "plain",
        "--without",
        "idempotency",
    )

    assert code == 1
    assert "again: dualrun campaign --flow plain" in out
    assert "no-go: 30 schedules" in out


def test_one_flow_is_run_once_with_the_faults_that_are_named(capsys):
    fault = "crash | process->facade | after | PLAIN-1 | 2 | down_s=5"

    code, out, _ = told(capsys, "campaign", "--flow", "plain", "--fault", fault)
    assert (code, out.splitlines()[-1]) == (
        0,
        f"go: dualrun campaign --flow plain --seed 7 --fault '{fault}'",
    )

    code, out, _ = told(capsys, "campaign", "--flow", "plain", "--cut", "after:2", "--without", "outbox")
    assert code == 1
    assert "I01 PLAIN-1" in out


def test_a_sweep_says_how_many_points_there_were(capsys):
    code, out, _ = told(capsys, "sweep-crashes", "--flow", "refused", "--workers", "1", "--json")

    document = json.loads(out)
    assert (code, document["verdict"], document["missed"]) == (0, "go", 0)
    assert document["points"] >= document["crashes"] == sum(row["killed"] for row in document["flows"])


def test_a_sweep_tells_what_the_canonical_flows_took_apart_from_the_others(capsys):
    code, out, _ = told(
        capsys, "sweep-crashes", "--flow", "refused", "--flow", "plain", "--workers", "1", "--json"
    )

    document = json.loads(out)
    plain = [row for row in document["flows"] if row["flow"] == "plain"]
    canonical = document["canonical"]
    assert (code, canonical["flows"], canonical["failed"]) == (0, ["plain"], 0)
    assert canonical["points"] == sum(row["points"] for row in plain) < document["points"]
    assert 0 < canonical["seconds"] < document["seconds"]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("campaign", "--flow", "plane"), "did you mean plain?"),
        (("campaign", "--without", "outbix"), "did you mean outbox?"),
        (("campaign", "--fault", "reset | a->b | * | K | 1"), "name it with --flow"),
        (("campaign", "--flow", "plain", "--cut", "step:99999"), "does not come to that point"),
        (("campaign", "--flow", "plain", "--cut", "step:1", "--host", "memry"), "did you mean memory?"),
        (("sweep-crashes", "--flow", "none"), "choose one of plain"),
        (("campaign", "--schedules", "0"), "--schedules"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(capsys, words, said):
    code, out, err = told(capsys, *words)

    assert (code, out) == (2, "")
    assert said in err
    assert len(err.splitlines()) == 1
