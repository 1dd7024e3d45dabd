import re

from dualrun.cli.entry import run


def test_every_way_back_that_was_tried_is_on_the_timeline_of_the_report(tmp_path, capsys):
    arguments = ["ways-back", "three-day-cutover", "--every", "36", "--set", "demand.orders=40"]

    assert run([*arguments, "--report", str(tmp_path)]) == 0

    page = (tmp_path / "report.html").read_text()
    assert "1 way back was tried, hour by hour" in page
    assert page.count("going back at hour 36") == 2  # in the list, and at its dot
    assert "1 way back, 0 with harm" in capsys.readouterr().out


def test_the_point_of_no_return_is_told_as_a_rehearsal_tells_it(capsys):
    assert run(["ways-back", "three-day-cutover", "--every", "70"]) == 0

    assert re.search(
        r"the point of no return is day 2 \d\d:\d\d, 1 hour lies past it", capsys.readouterr().out
    )
