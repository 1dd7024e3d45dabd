import json

import pytest

from dualrun.cli import reconcile
from dualrun.cli.entry import run
from dualrun.testing import running


def told(capsys, *words: str) -> tuple[int, str, str]:
    code = run(words)
    heard = capsys.readouterr()
    return code, heard.out, heard.err


def test_two_live_books_that_have_just_opened_agree_and_so_does_what_is_kept_of_them(
    capsys, tmp_path, monkeypatch
):
    with running(only=["legacy_erp", "cloud_erp"]) as landscape:
        urls = ("--old", landscape.url("legacy_erp"), "--new", landscape.url("cloud_erp"))
        pack, kept = tmp_path / "pack", tmp_path / "kept"
        code, out, _ = told(capsys, "reconcile", *urls, "--json", "--report", str(pack), "--keep", str(kept))

    found = json.loads(out)
    assert (code, found["verdict"], found["classes"]["defect"]) == (0, "go", 0)
    assert found["counts"]["customers"] == [200, 200]
    assert len(list(pack.iterdir())) == 4
    folders = ("--old", str(kept / "old"), "--new", str(kept / "new"))
    in_memory = told(capsys, "reconcile", *folders, "--json")
    monkeypatch.setattr(reconcile, "LARGE", 0)
    assert told(capsys, "reconcile", *folders, "--json") == in_memory
    again = json.loads(in_memory[1])
    assert [found.pop(side)["system"] for side in ("old", "new")] == ["legacy_erp", "cloud_erp"]
    assert {name: again[name] for name in found} == found


def test_a_facade_that_is_asked_says_what_is_due_in_both_books(capsys):
    with running() as landscape:
        books = ("--old", landscape.url("legacy_erp"), "--new", landscape.url("cloud_erp"), "--json")
        asked = told(capsys, "reconcile", *books, "--facade", landscape.url("facade"))
        unasked = told(capsys, "reconcile", *books)

    assert [json.loads(out)["due_in_both"]["said"] for _, out, _ in (asked, unasked)] == [True, False]
    assert (asked[0], unasked[0]) == (0, 0)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--old", "http://127.0.0.1:1", "--new", "http://127.0.0.1:1"), "legacy_erp"),
        (("--old", "nowhere", "--new", "http://127.0.0.1:1"), "nowhere"),
        (("--old", "http://127.0.0.1:1"), "--new"),
        (("--old", "a", "--new", "b", "--facade", "http://127.0.0.1:1"), "--facade http://127.0.0.1:1"),
        (("--old", "a", "--new", "b", "--codes", "missing.json"), "missing.json: cannot be read"),
        (("--old", "a", "--new", "b", "--accept", "missing.yaml"), "missing.yaml: cannot be read"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(capsys, words, said):
    code, out, err = told(capsys, "reconcile", *words)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert said in err


def test_a_list_of_what_is_accepted_says_who_and_why(capsys, tmp_path):
    path = tmp_path / "accepted.yaml"
    path.write_text("- {report: stock, reason: counted twice}\n")
    code, _, err = told(capsys, "reconcile", "--old", "a", "--new", "b", "--accept", str(path))
    assert (code, "entry 1: by is missing" in err) == (2, True)
