"""The story of an order that changes its book while its goods are still on their shelves."""

from datetime import timedelta

from dualrun.checkers.closing import Converted
from facade.routing.stage import Side
from tests.builders import Story, a_story
from tests.business import START


def a_converted_story(ref: str = "SO-1", *, is_asked: bool = True) -> Story:
    """Tell an order that the old book posts first, and from its reservation on the new one."""
    story = a_story(ref, home="cloud_erp")
    after, before = story.says("book"), story.says("mirror book")
    story.changing("book", posting=False).changing("mirror book", posting=True)
    story.adding("legacy_erp", before, name="cease", after="mirror book")
    story.adding("cloud_erp", after, name="begin", after="cease")
    return conversion_of(story) if is_asked else story


def conversion_of(story: Story, to: Side = Side.NEW, *, late_s: float = 0.0) -> Story:
    """Let the operator have asked for it, and the integration layer say that it is done."""
    asked = Converted(START + timedelta(seconds=late_s), "pilot", to, frozenset({story.ref}))
    return story.closing_with(conversions=(asked,), converted=frozenset({story.ref}))


def a_closed_story() -> Story:
    """Tell one whose old book keeps nothing: its copy is closed there, the rest is the new book's alone."""
    ours = a_story(home="cloud_erp").says("mirror book")
    story = a_story(home="cloud_erp", mirrored=False)
    after = story.says("book")
    story.changing("book", posting=False)
    story.adding("legacy_erp", ours._replace(posting=True), name="first", after="call read customer")
    story.adding("legacy_erp", ours, name="cease", after="call book")
    story.adding("cloud_erp", after, name="begin", after="cease")
    story.adding("legacy_erp", ours._replace(status="cancelled"), name="close", after="begin")
    return conversion_of(story)
