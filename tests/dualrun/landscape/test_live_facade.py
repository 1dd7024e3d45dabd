"""What the façade of the default world has kept goes with the world, before anybody is told that it went."""

from contextlib import AsyncExitStack

from dualrun.clock import LiveClock
from dualrun.landscape.live_facade import STATE_FILES, FacadeMaker
from dualrun.landscape.place import Place
from simulators.chassis.worlds import Surroundings, Worlds


def _never(*_: object) -> None:
    raise AssertionError("nothing is made here")


def test_a_store_on_disk_is_gone_when_the_world_has_begun_again(tmp_path):
    place = Place(8200, tmp_path / "talk", state=tmp_path)
    worlds = Worlds({}, Surroundings(LiveClock(), _never, _never, _never), 7)
    maker = FacadeMaker(worlds, {}, _never, place, _never, AsyncExitStack())
    for file in STATE_FILES:
        (tmp_path / file).write_text("orders of a world that is no more")
    (tmp_path / "systems.sqlite3").write_text("not the façade's")

    maker.begin_again()

    assert [file.name for file in tmp_path.iterdir()] == ["systems.sqlite3"]
