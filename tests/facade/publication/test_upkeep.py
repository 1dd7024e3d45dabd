"""Nothing is read before somebody asks; then everything is, again and again, each on its own."""

from facade.publication.desk import FIRST_WAIT_S_MAX
from tests.facade.publication.sources import Desk, at_desk


def test_nothing_is_read_before_the_first_question():
    async def story(desk: Desk) -> None:
        await desk.clock.sleep(3600)
        assert desk.old.asked == []
        await desk.published.ready()
        assert {"items", "customers", "on_hand"} <= set(desk.old.asked)

    at_desk(story)


def test_the_first_question_waits_for_the_books_and_no_longer_than_a_checkout_would():
    async def story(desk: Desk) -> None:
        desk.new.takes_s = 3600.0
        await desk.published.ready()
        assert desk.clock.monotonic() == FIRST_WAIT_S_MAX
        await desk.published.ready()
        assert desk.clock.monotonic() == FIRST_WAIT_S_MAX

    at_desk(story)


def test_every_source_is_read_again_when_its_time_has_come():
    async def story(desk: Desk) -> None:
        await desk.published.ready()
        await desk.clock.sleep(3600)
        standings = desk.published.upkeep.standings
        assert 54 <= standings["stock/old"].readings <= 68
        assert 5 <= standings["items/new"].readings <= 8

    at_desk(story)


def test_a_source_that_is_down_is_asked_at_growing_distances_and_says_why():
    async def story(desk: Desk) -> None:
        desk.site.is_down = True
        await desk.published.ready()
        await desk.clock.sleep(30)
        standing = desk.published.upkeep.standings["stock/wms"]
        assert (standing.readings, standing.read_at) == (0, None)
        assert 4 <= standing.failures <= 7
        assert "gone for lunch" in standing.reason
        desk.site.is_down = False
        await desk.clock.sleep(70)
        assert (standing.readings > 0, standing.reason) == (True, "")

    at_desk(story)


def test_a_defect_in_reading_one_source_leaves_the_others_at_work():
    async def story(desk: Desk) -> None:
        desk.new.stock["I1"] = "many"  # type: ignore[assignment]
        await desk.published.ready()
        await desk.clock.sleep(200)
        assert desk.published.upkeep.standings["stock/old"].readings >= 3
        assert next(defect.partition(":")[0] for defect in desk.defects) == "publication of stock/new"
        desk.defects.clear()

    at_desk(story)
