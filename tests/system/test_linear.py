"""The checker of histories finds every kind of harm that is planted in one, and takes what is right."""

import asyncio
from dataclasses import dataclass

import pytest

from tests.system.linear import Countdown, Register, Span, Tickets


def span(began, ended):
    return Span(float(began), float(ended))


class TestARegister:
    def test_takes_what_one_order_explains(self):
        history = Register("a")
        history.swaps = [(span(0, 3), "a", "b"), (span(2, 6), "b", "c")]
        history.reads = [(span(0, 1), "a"), (span(1, 4), "b"), (span(3, 5), "c"), (span(7, 8), "c")]
        history.refused = [(span(1, 4), "a"), (span(7, 8), "b")]

        assert history.violations() == []

    def test_finds_a_lost_update(self):
        """Two read the same value, and both were told that theirs took its place."""
        history = Register("a", swaps=[(span(0, 3), "a", "b"), (span(1, 2), "a", "c")])

        assert history.violations() == [
            "'a' was swapped twice, for 'b' and 'c'",
            "'a' was swapped, which never was there",
        ]

    def test_finds_a_stale_read(self):
        history = Register("a", swaps=[(span(0, 1), "a", "b")], reads=[(span(2, 3), "a")])

        assert history.violations() == ["value 0 was seen after somebody was done with value 1"]

    def test_finds_two_reads_that_go_back(self):
        history = Register("a", swaps=[(span(0, 9), "a", "b")])
        history.reads = [(span(1, 2), "b"), (span(3, 4), "a")]

        assert len(history.violations()) == 1

    def test_finds_a_read_of_what_was_not_written_yet(self):
        history = Register("a", swaps=[(span(5, 6), "a", "b")], reads=[(span(1, 2), "b")])

        assert "'b' was read before anybody wrote it" in history.violations()

    def test_finds_what_was_applied_twice(self):
        """Somebody added one and was told a sum that is two more."""
        history = Register(0, swaps=[(span(0, 1), 0, 1), (span(2, 3), 2, 3)])

        assert history.violations() == ["2 was swapped, which never was there"]

    def test_finds_a_value_out_of_nowhere(self):
        assert Register("a", reads=[(span(0, 1), "z")]).violations() == ["'z' was read, which nobody wrote"]

    def test_finds_a_refusal_without_a_reason(self):
        history = Register("a", swaps=[(span(5, 6), "a", "b")])
        history.refused = [(span(1, 2), "a"), (span(7, 8), "b")]

        assert len(history.violations()) == 2


class TestACountdown:
    def test_finds_a_read_that_missed_what_had_ended(self):
        assert Countdown(10, [span(0, 1)], [(span(2, 3), 10)]).violations()

    def test_finds_a_read_of_what_had_not_begun(self):
        assert Countdown(10, [span(5, 6)], [(span(2, 3), 9)]).violations()

    def test_finds_two_reads_that_go_up(self):
        assert Countdown(10, [span(0, 9)], [(span(1, 2), 9), (span(3, 4), 10)]).violations()

    def test_takes_what_one_order_explains(self):
        taken = [span(0, 3), span(1, 2)]
        reads = [(span(0, 1), 10), (span(1, 4), 9), (span(5, 6), 8)]

        assert Countdown(10, taken, reads).violations() == []


class TestTickets:
    def test_finds_a_number_that_two_have(self):
        assert Tickets([(span(0, 1), 7), (span(2, 3), 7)]).violations() == ["7 was given twice"]

    def test_finds_a_lower_number_for_whoever_came_later(self):
        assert Tickets([(span(0, 1), 8), (span(2, 3), 7)]).violations() == ["7 was given after 8"]

    def test_takes_those_who_came_together_in_any_order(self):
        assert Tickets([(span(0, 3), 8), (span(2, 4), 7), (span(5, 6), 9)]).violations() == []


@dataclass
class Server:
    """A value behind an address; `harm` says what is wrong with it."""

    harm: str
    version: int = 0
    seen_before: int = 0

    async def read(self):
        await asyncio.sleep(0)
        version = self.seen_before if self.harm == "stale read" else self.version
        await asyncio.sleep(0)
        return version

    async def swap(self, before):
        if self.harm != "lost update":
            await asyncio.sleep(0)
        is_right = before == self.version
        if self.harm == "lost update":
            await asyncio.sleep(0)
        if not is_right:
            return None
        self.seen_before = self.version
        self.version += 2 if self.harm == "double apply" and self.version == 3 else 1
        await asyncio.sleep(0)
        return before + 1


@pytest.mark.parametrize("harm", ["", "lost update", "stale read", "double apply"])
def test_the_checker_finds_what_a_broken_server_does_to_its_clients(harm):
    server, history = Server(harm), Register(0)
    ticks = iter(range(10**6))

    async def client():
        for _ in range(5):
            began = next(ticks)
            before = await server.read()
            history.reads.append((span(began, next(ticks)), before))
            began = next(ticks)
            after = await server.swap(before)
            if after is None:
                history.refused.append((span(began, next(ticks)), before))
            else:
                history.swaps.append((span(began, next(ticks)), before, after))

    async def main():
        await asyncio.gather(*(client() for _ in range(4)))

    asyncio.run(main())

    assert bool(history.violations()) == bool(harm), history
