"""Open orders that are to change their book, as a scenario says it, and what it may not say."""

from pathlib import Path

import pytest

from dualrun.errors import UsageError
from dualrun.scenario.load import load
from tests.dualrun.scenario.scenario_text import TEXT

WISH = "  conversions: [{at: day 2 06:00, cohort: pilot}]\n  retire: day 2 12:00\nfaults:"


def said(path: Path, text: str) -> str:
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_plan_says_whose_open_orders_move_when_and_when_the_old_book_is_switched_off(
    tmp_path: Path,
) -> None:
    migration = load(said(tmp_path / "small.yaml", TEXT.replace("faults:", WISH))).migration

    [conversion] = migration.conversions
    assert (conversion.cohort, conversion.at_s, bool(conversion.reason)) == ("pilot", 54 * 3600, True)
    assert migration.retire_at_s == 60 * 3600


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        (
            "cohort: pilot}]",
            "cohort: pilto}]",
            'migration.conversions[0].cohort: unknown cohort "pilto", did you mean "pilot"?',
        ),
        ("{at: day 2 06:00", "{at: day 3 06:00", "migration.conversions[0].at: "),
        ("retire: day 2 12:00", "retire: day 4 12:00", "migration.retire: "),
        ("conversions:", "conversion:", 'unknown key "conversion", did you mean "conversions"?'),
    ],
)
def test_what_cannot_be_is_told_at_its_line(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    text = TEXT.replace("faults:", WISH)
    assert right in text
    path = said(tmp_path / "small.yaml", text.replace(right, wrong))

    with pytest.raises(UsageError) as refused:
        load(path)

    assert told in str(refused.value)
    assert "\n" not in str(refused.value)
