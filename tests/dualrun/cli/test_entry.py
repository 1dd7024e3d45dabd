"""Every way out of the command line is one line and an exit code; never a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from dualrun.cli.entry import run

FULL = Path("/dev/full")
Captured = pytest.CaptureFixture[str]


def said(capsys: Captured) -> str:
    captured = capsys.readouterr()
    assert captured.out == ""
    assert "Traceback" not in captured.err
    assert len(captured.err.strip().splitlines()) == 1
    return captured.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reherse"], "rehearse"),
        (["rehearse", "--sed", "4"], "--seed"),
        (["rehearse", "--seed", "x"], "--seed"),
        (["rehearse", "phased-cutove"], 'did you mean "phased-cutover"'),
        (["rehearse", "--set", "demnad.orders=4"], 'did you mean "demand"'),
        (["rehearse", "--set", "migration.steps.0.to=dualwrit"], 'did you mean "dualwrite"'),
        (["rehearse", "--set", "nonsense"], "key=value"),
        (["rehearse", "--orders", "/no/such/file.csv"], "/no/such/file.csv"),
        (["systems", "wsm"], "did you mean wms"),
        (["up", "--pace", "brsk"], "did you mean brisk"),
        (["up", "--base-port", "40000"], "--base-port 40000"),
    ],
)
def test_bad_usage_is_one_line_that_names_the_right_word(
    arguments: list[str], words: str, capsys: Captured
) -> None:
    assert run(arguments) == 2
    assert words in said(capsys)


def test_a_csv_without_the_needed_columns_names_them(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "orders.csv"
    path.write_text("a,b\n1,2\n")

    assert run(["rehearse", "--orders", str(path)]) == 2
    assert f'{path} line 1: no column for "order"' in said(capsys)


def test_a_misspelt_key_in_a_scenario_names_file_line_and_key(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text("schema: dualrun.scenario/1\nname: mine\ndemnad: 3\n")

    assert run(["rehearse", str(path)]) == 2
    assert f'{path} line 3: unknown key "demnad", did you mean "demand"?' in said(capsys)


def test_a_report_that_cannot_be_written_is_bad_input(tmp_path: Path, capsys: Captured) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("")

    assert run(["rehearse", "--set", "demand.orders=1", "--report", str(in_the_way / "below")]) == 2
    assert str(in_the_way) in said(capsys)


def test_the_lists_are_documents_on_demand(capsys: Captured) -> None:
    assert run(["scenarios", "--json"]) == 0
    assert '"phased-cutover"' in capsys.readouterr().out
    assert run(["systems", "--json"]) == 0
    assert '"not_simulated"' in capsys.readouterr().out
    assert run(["scenarios", "--schema"]) == 0
    assert '"$defs"' in capsys.readouterr().out


def test_a_system_tells_what_it_leaves_out(capsys: Captured) -> None:
    assert run(["systems", "wms"]) == 0
    assert "not simulated" in capsys.readouterr().out


def test_doctor_looks_at_this_machine(capsys: Captured) -> None:
    assert run(["doctor", "--json"]) == 0
    assert '"Python"' in capsys.readouterr().out


@pytest.mark.parametrize(
    ("variable", "value", "words"),
    [
        ("DUALRUN_PACE", "brsk", "did you mean brisk"),
        ("DUALRUN_ONLY", "wms threpl", "did you mean threepl"),
        ("DUALRUN_BASE_PORT", "40000", "--base-port 40000"),
        ("DUALRUN_SEED", "many", "DUALRUN_SEED"),
        ("DUALRUN_LOAD", "tired", "tired-on-prem"),
        ("DUALRUN_HOST", "0.0.0.0", "DUALRUN_ADMIN_TOKEN"),
    ],
)
def test_what_up_may_be_told_it_may_be_told_by_the_environment(
    variable: str, value: str, words: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DUALRUN_ADMIN_TOKEN", raising=False)
    monkeypatch.setenv(variable, value)

    assert run(["up"]) == 2
    assert words in said(capsys)


@pytest.mark.skipif(not FULL.exists(), reason="no device here that is always full")
def test_a_disk_that_is_full_is_told_in_one_line() -> None:
    with FULL.open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "dualrun", "systems"], stdout=full, stderr=subprocess.PIPE, text=True
        )

    assert done.returncode == 2
    assert done.stderr == "dualrun: No space left on device\n"


def test_no_verdict_is_taken_from_an_answer_that_nobody_reads_to_its_end() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(
        [sys.executable, "-m", "dualrun", "systems"], stdout=writing, stderr=subprocess.PIPE, text=True
    )
    os.close(writing)

    assert (done.returncode, done.stderr) == (141, "")
