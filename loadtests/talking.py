"""How it goes, for the person at the terminal."""

import sys

from loadtests.account import Account, entries_of, orders_in, total_of
from loadtests.sampling import Sampler

EVERY_S = 10
RECENT_S = 5
CLEAR = "\r\x1b[K"


def say(text: str) -> None:
    """Say something to the person at the terminal."""
    print(f"{CLEAR if sys.stderr.isatty() else ''}dualrun: {text}", file=sys.stderr, flush=True)


class Progress:
    """One line: on a terminal it changes in place, elsewhere it comes every ten seconds."""

    def __init__(self, length_s: float) -> None:
        self._length_s = length_s
        self._told = 0

    def tell(self, at_s: float, account: Account, sampler: Sampler) -> None:
        """Tell how it goes now."""
        recent = account.between(int(at_s) - 1 - RECENT_S, int(at_s) - 1)
        if not recent:
            return
        visits = sum(sum(second.visits.values()) for second in recent) / len(recent)
        orders = sum(map(orders_in, recent)) / len(recent)
        total = total_of(entries_of(recent).values())
        queue = sampler.samples[-1].values.get("queue depth", 0.0) if sampler.samples else 0.0
        text = (
            f"{at_s:4.0f} of {self._length_s:.0f} s  {visits:.1f} visits, {orders:.1f} orders a second  "
            f"p95 {total.percentile_s(0.95) * 1000:.0f} ms  {total.failures} failed  queue {queue:.0f}"
        )
        if sys.stderr.isatty():
            print(f"{CLEAR}{text}", end="", file=sys.stderr, flush=True)
        elif int(at_s) // EVERY_S != self._told:
            self._told = int(at_s) // EVERY_S
            print(text, file=sys.stderr, flush=True)
