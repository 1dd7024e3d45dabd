"""What a framework remembers of applications that are gone, and how to make it forget."""

from fastapi.dependencies import models


def forget_endpoints() -> None:
    """Let go of the applications that nobody calls any more.

    FastAPI keeps the last few thousand endpoints it has looked at, each with the façade it belongs to and, by
    that, all systems: a sweep would hold the worlds of a hundred rehearsals in memory, and a rehearsal the
    routes of every façade that was killed in it.
    """
    for made in vars(models).values():
        if hasattr(made, "cache_clear"):
            made.cache_clear()
