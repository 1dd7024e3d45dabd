"""The way out to addresses that others have named connects to what was looked at, or to nothing."""

import asyncio
import socket
from collections.abc import Iterator, Sequence
from contextlib import AsyncExitStack

import pytest

from dualrun.network.outward import Guard, OutwardWire
from facade.adapters.targets import TargetRules

HOST = "hooks.partner.example"


class Names:
    """A name server that gives one answer."""

    def __init__(self, *found: str) -> None:
        self._found = found

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        return self._found


@pytest.mark.parametrize(
    "found",
    [("169.254.169.254",), ("1.1.1.1", "10.0.0.1"), ("::1",), ("fe80::1%eth0",), ("64:ff9b::7f00:1",)],
)
def test_a_name_with_one_address_inside_has_none_at_all(found: tuple[str, ...]) -> None:
    with pytest.raises(OSError, match="not out in the open"):
        asyncio.run(Guard(TargetRules(), Names(*found)).resolve(HOST, 443))


def test_the_connection_goes_to_what_was_looked_at() -> None:
    places = asyncio.run(Guard(TargetRules(), Names("1.1.1.1", "2606:4700::1111")).resolve(HOST, 443))

    assert [(place["host"], place["family"]) for place in places] == [
        ("1.1.1.1", socket.AF_INET),
        ("2606:4700::1111", socket.AF_INET6),
    ]
    assert {(place["hostname"], place["port"]) for place in places} == {(HOST, 443)}


@pytest.fixture
def listener() -> Iterator[int]:
    """A port of this machine at which somebody listens and must never be called."""
    with socket.socket() as bound:
        bound.bind(("127.0.0.1", 0))
        bound.listen()
        bound.settimeout(0.1)
        yield bound.getsockname()[1]
        with pytest.raises(TimeoutError):
            bound.accept()


async def call(url: str, rules: TargetRules, *found: str) -> None:
    async with AsyncExitStack() as stack:
        await OutwardWire(stack, rules, Names(*found)).send("POST", url, headers={}, timeout_s=2)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "127.1"])
def test_this_machine_is_not_called(listener: int, host: str) -> None:
    with pytest.raises(ConnectionError, match=r"only https|disguise|open"):
        asyncio.run(call(f"http://{host}:{listener}/in", TargetRules()))


def test_a_name_that_leads_into_a_private_network_is_not_called_from_a_rehearsal_either(
    listener: int,
) -> None:
    with pytest.raises(ConnectionError, match="Cannot connect"):
        asyncio.run(call(f"http://localhost:{listener}/in", TargetRules(loopback=True), "10.0.0.8"))
