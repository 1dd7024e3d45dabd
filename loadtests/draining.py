"""The load has stopped: is there still something moving?"""

import asyncio
import time

import aiohttp

from loadtests.reconcile import left_to_do
from loadtests.sampling import Sampler
from loadtests.target import Target

LOOK_EVERY_S = 0.5
STILL_FOR = 6
"""How many looks in a row must find nothing moving."""


async def drained(
    session: aiohttp.ClientSession, target: Target, sampler: Sampler, began_at: float, bound_s: float
) -> tuple[float, bool]:
    """Wait until nothing is left to do and no order moves; give how long, and whether it came to that.

    A façade that cannot be asked is given the whole time.
    """
    begun = time.monotonic()
    still, last = 0, -1.0
    while (took_s := time.monotonic() - begun) < bound_s:
        left = await left_to_do(session, target)
        await sampler.sample(began_at)
        moving = sampler.samples[-1].values.get("orders under way", 0.0) if sampler.samples else 0.0
        still = still + 1 if left == 0 and moving == last else 0
        if left == 0 and (still >= STILL_FOR or moving == 0.0):
            return round(took_s, 1), True
        last = moving
        await asyncio.sleep(LOOK_EVERY_S)
    return round(bound_s, 1), False
