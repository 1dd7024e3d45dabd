"""`dualrun up --without`: a test's switch, and what is said of a word it does not know."""

import pytest

from dualrun.cli.entry import run


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--without=outbix"], "--without outbix: did you mean outbox?"),
        (["--without=pinning"], "--without pinning: only outbox can be"),
        (["--without=outbox", "--replicas=2", "--database-url=postgresql://x"], "not with --replicas"),
    ],
)
def test_what_cannot_be_taken_away_is_told_in_one_line(arguments, said, capsys):
    assert run(["up", *arguments]) == 2

    told = capsys.readouterr().err
    assert said in told
    assert told.count("\n") == 1
