from facade.errors import SystemUnavailableError
from facade.messaging.retry import LONGEST_S, PATIENCE_S
from tests.facade.messaging.office import Work, given
from tests.facade.messaging.rows import a_row

DAY_S = 86400.0


def test_a_row_that_finds_nobody_for_a_week_is_left_for_a_person_to_see() -> None:
    away = [SystemUnavailableError("wms", "nobody is there")] * 10_000

    office = given(a_row(1), a_row(2), works={"W000001#1": Work(failures=[*away])}, runs_s=PATIENCE_S + DAY_S)

    [letter] = office.store.dead
    assert letter.row.id == "W000001#1"
    assert letter.reason.endswith("attempts: wms is unavailable: nobody is there")
    assert [row for _, row in office.done] == ["W000001#2"]
    assert office.reported == []
    assert 0 < office.done[0][0] - PATIENCE_S <= LONGEST_S
