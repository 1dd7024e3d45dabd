import gc

from dualrun.landscape.virtual import VirtualLandscape
from dualrun.scenario.load import source
from dualrun.sweep.job import Job


def worlds() -> int:
    gc.collect()
    return sum(isinstance(one, VirtualLandscape) for one in gc.get_objects())


def test_a_rehearsal_of_a_sweep_leaves_no_world_behind():
    before = worlds()
    for seed in (1, 2):
        Job(source("order-in-flight"), seed, {"demand.orders": "10"}).done()
    assert worlds() <= before
