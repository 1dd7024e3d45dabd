"""A test's wish is read strictly, and a run starts what all wishes need together."""

import pytest

from dualrun.testing import LandscapeError
from dualrun.testing.wish import Wish, read_wish, systems_for_all


def test_a_wish_is_read():
    assert read_wish({"seed": 3, "frozen": True, "only": "wms"}) == Wish(seed=3, frozen=True, only=("wms",))
    assert read_wish({"snapshot": "peak", "only": ["wms", "threepl"]}).only == ("wms", "threepl")
    assert read_wish({}) == Wish()


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"sed": 3}, "did you mean seed"),
        ({"nonsense": 3}, "there are seed, snapshot, frozen, only"),
        ({"seed": "3"}, "int is meant"),
        ({"seed": True}, "int is meant"),
        ({"frozen": 1}, "bool is meant"),
        ({"only": 3}, "str is meant"),
        ({"seed": 3, "snapshot": "peak"}, "a snapshot has its own seed"),
    ],
)
def test_a_wish_that_cannot_be_is_refused_by_its_word(asked, words):
    with pytest.raises(LandscapeError, match=words):
        read_wish(asked)


def test_only_a_wish_about_the_world_is_of_a_world():
    assert not Wish(only=("wms",)).is_of_a_world
    assert all(wish.is_of_a_world for wish in (Wish(seed=0), Wish(snapshot="s"), Wish(frozen=True)))


def test_all_wishes_together_want_the_systems_of_each_in_order():
    assert systems_for_all([Wish(only=("wms",)), Wish(only=("threepl", "wms"))]) == ("wms", "threepl")


@pytest.mark.parametrize("whole", [Wish(), Wish(only=("facade",))])
def test_a_wish_for_all_or_for_the_facade_wants_everything(whole):
    assert systems_for_all([Wish(only=("wms",)), whole]) == ()
