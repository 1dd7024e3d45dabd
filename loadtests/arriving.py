"""Who comes when: the same for a seed, however many processes share the visits among them."""

import random
from heapq import merge

from loadtests.profile import Profile
from loadtests.rates import moments, times_at


def arrivals(profile: Profile, share: int, shares: int) -> list[tuple[float, str, int]]:
    """Give the visits of one of several processes: when, of which kind, and the how manieth of its kind."""
    of_kinds = []
    for kind in sorted(profile.mix):
        chance = random.Random(f"{profile.seed}/{kind}")
        times, rate = times_at(profile.shape_of(kind), profile.length_s), profile.rate_of(kind)
        found = moments(
            lambda at_s, rate=rate, times=times: rate * times(at_s),  # type: ignore[misc]
            profile.length_s,
            lambda chance=chance: chance.expovariate(1.0),  # type: ignore[misc]
        )
        of_kinds.append([(at_s, kind, n) for n, at_s in enumerate(found) if n % shares == share])
    return list(merge(*of_kinds))
