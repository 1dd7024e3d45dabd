import pickle

from simulators.chassis.index import SHORT, Index, Keys

MANY = 20_000


def an_index(count: int) -> Index[str, int]:
    index: Index[str, int] = Index()
    for number in range(count):
        index.put("", number)
    return index


def test_many_keys_under_one_value_stand_in_one_list_that_grows() -> None:
    """No put copies what was there: otherwise the last of these would be twenty thousand times as dear."""
    index = an_index(SHORT + 1)
    first = index[""]
    for number in range(SHORT + 1, MANY):
        index.put("", number)

    last = index[""]
    assert isinstance(first, Keys)
    assert isinstance(last, Keys)
    assert last._kept is first._kept
    assert len(first) == SHORT + 1
    assert list(last) == list(range(MANY))


def test_what_was_read_before_does_not_change() -> None:
    index = an_index(SHORT + 4)
    before = index[""]

    index.put("", -1)

    assert before == tuple(range(SHORT + 4))
    assert (before[-1], before[0], before[1:3], -1 in before) == (SHORT + 3, 0, [1, 2], False)
    assert index[""][-1] == -1


def test_two_worlds_that_both_add_do_not_see_each_other() -> None:
    ours = an_index(SHORT + 4)
    theirs, third = ours.fork(), ours.fork()

    for number in range(5):
        ours.put("", 100 + number)
        theirs.put("", 200 + number)

    assert list(ours[""])[-5:] == [100, 101, 102, 103, 104]
    assert list(theirs[""])[-5:] == [200, 201, 202, 203, 204]
    assert list(third[""]) == list(range(SHORT + 4))


def test_a_key_is_dropped_from_among_few_and_many() -> None:
    for count in (2, SHORT, SHORT + 1, SHORT + 9):
        index = an_index(count)
        index.drop("", 1)
        index.put("", 7)

        assert list(index[""]) == [0, *range(2, count), 7]
    index = an_index(1)
    index.drop("", 0)
    assert "" not in index


def test_it_goes_to_disk_as_it_was_when_it_was_read() -> None:
    index = an_index(SHORT + 4)
    before = index[""]
    index.put("", -1)

    assert pickle.loads(pickle.dumps(before)) == before == tuple(range(SHORT + 4))


def test_one_key_alone_is_given_as_one_of_a_sequence_however_it_is_asked_for() -> None:
    index: Index[str, int] = Index()
    index.put("a", 7)

    assert index["a"] == index.get("a") == (7,)
    assert index.get("b") is None
    assert index.get("b", ()) == ()
    assert index.pop("b", ()) == ()
    twin = index.fork()
    index.put("a", 8)
    index.drop("a", 7)

    assert index["a"] == (8,)
    assert twin.pop("a") == (7,)
    assert "a" not in twin
