from dataclasses import dataclass, field

import pytest

from simulators.chassis.index import Index
from simulators.chassis.tables import Table, Tables


@dataclass
class Row:
    name: str
    amount: int = 0


@dataclass
class Shelf(Tables):
    rows: Table[int, Row] = field(default_factory=Table)
    by_name: Index[str, int] = field(default_factory=Index)
    last: int = 0
    names: tuple[str, ...] = ()


@dataclass
class Careless(Tables):
    rows: list[int] = field(default_factory=list)


def a_shelf() -> Shelf:
    shelf = Shelf()
    for number, name in ((1, "bolt"), (2, "nut"), (3, "bolt")):
        shelf.rows[number] = Row(name)
        shelf.by_name.put(name, number)
    return shelf


def test_a_change_in_a_fork_does_not_reach_the_original() -> None:
    shelf = a_shelf()
    fork = shelf.fork()

    fork.rows.edit(1).amount = 5
    fork.by_name.drop("nut", 2)
    del fork.rows[2]
    fork.last = 9

    assert shelf.rows[1].amount == 0
    assert list(shelf.rows) == [1, 2, 3]
    assert shelf.by_name["nut"] == (2,)
    assert shelf.last == 0


def test_a_change_in_the_original_does_not_reach_its_forks() -> None:
    shelf = a_shelf()
    one, other = shelf.fork(), shelf.fork()

    shelf.rows.edit(1).amount = 5
    one.rows.edit(1).amount = 7

    assert [each.rows[1].amount for each in (shelf, one, other)] == [5, 7, 0]


def test_a_row_is_copied_only_once_however_often_it_changes() -> None:
    fork = a_shelf().fork()

    first = fork.rows.edit(1)

    assert fork.rows.edit(1) is first
    assert fork.rows[1] is first


def test_an_unforked_table_hands_out_its_rows_themselves() -> None:
    shelf = a_shelf()

    assert shelf.rows.edit(1) is shelf.rows[1]


def test_rows_entered_after_a_fork_belong_to_one_side() -> None:
    shelf = a_shelf()
    fork = shelf.fork()

    fork.rows[4] = Row("washer")
    fork.rows.setdefault(5, Row("pin"))

    assert 4 not in shelf.rows
    assert fork.rows.edit(4) is fork.rows[4]


def test_an_index_forgets_a_value_without_rows() -> None:
    shelf = a_shelf()

    shelf.by_name.drop("bolt", 1)
    shelf.by_name.drop("bolt", 3)

    assert "bolt" not in shelf.by_name


def test_a_table_says_which_rows_were_touched_when_asked_to() -> None:
    shelf = a_shelf()
    shelf.rows.touched = {}

    shelf.rows.edit(1).amount = 1
    shelf.rows[9] = Row("rivet")
    shelf.rows.pop(2)
    del shelf.rows[3]

    assert shelf.rows.touched == {1: False, 9: True, 2: False, 3: False}


def test_a_row_that_comes_again_is_told_as_the_last_one() -> None:
    shelf = a_shelf()
    shelf.rows.touched = {}

    row = shelf.rows.pop(1)
    shelf.rows[9] = Row("rivet")
    shelf.rows[1] = row
    shelf.rows.edit(1).amount = 2

    assert list(shelf.rows.touched.items()) == [(9, True), (1, True)]
    assert list(shelf.rows) == [2, 3, 9, 1]


def test_a_table_that_is_emptied_tells_so_of_every_row() -> None:
    shelf = a_shelf()
    shelf.rows.touched = {}

    shelf.rows.clear()

    assert shelf.rows.touched == {1: False, 2: False, 3: False}


def test_a_forked_table_forgets_a_row_that_has_left() -> None:
    fork = a_shelf().fork().rows
    for number in range(10, 40):
        fork[number] = Row("gone")
        if number % 3:
            del fork[number]
        else:
            fork.pop(number)
    fork[50] = Row("gone")
    fork.clear()

    assert fork._own == {}


def test_a_store_with_something_both_worlds_would_change_cannot_be_forked() -> None:
    with pytest.raises(TypeError, match="rows: a list would be shared"):
        Careless().fork()
