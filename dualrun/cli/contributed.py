"""The commands that other packages add. They are looked for only when a word is not one of ours.

The harness must not know who stands on it; each such package names a function in its entry points, which
is given the command line and adds to it.
"""

from collections.abc import Callable, Sequence
from functools import cache
from importlib.metadata import entry_points

import typer

GROUP = "dualrun.commands"


def add_contributed(app: typer.Typer, arguments: Sequence[str]) -> None:
    """Add the commands of others, unless the one that is asked for is known without them."""
    words = [word for word in arguments if not word.startswith("-")]
    known = {command.name for command in app.registered_commands}
    if not words or words[0] not in known:
        _add_once(app)


@cache
def _add_once(app: typer.Typer) -> None:
    for point in entry_points(group=GROUP):
        add: Callable[[typer.Typer], None] = point.load()
        add(app)
