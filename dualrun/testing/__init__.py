"""A landscape for your own tests: start one, or use one that runs, and steer its worlds.

It needs nothing but the standard library, so that a test run that wants no landscape pays nothing for it.
"""

from dualrun.testing.clock import Clock
from dualrun.testing.control import LandscapeError
from dualrun.testing.faults import Faults
from dualrun.testing.journal import Journal
from dualrun.testing.landscape import Landscape, running
from dualrun.testing.world import System, World

__all__ = ["Clock", "Faults", "Journal", "Landscape", "LandscapeError", "System", "World", "running"]
