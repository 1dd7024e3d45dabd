"""Where a webhook may lead: out in the open, and nowhere else, however it is spelt."""

import asyncio
from collections.abc import Sequence
from ipaddress import ip_address

import pytest

from dualrun.network.outward import Guard
from facade.adapters.targets import TargetRefusedError, TargetRules, check_address, check_target, read_target

OPEN, LOCAL = TargetRules(), TargetRules(loopback=True)
HOSTILE = [
    "http://hooks.partner.example/in",  # no TLS
    "ftp://hooks.partner.example/in",
    "file:///etc/passwd",
    "gopher://127.0.0.1:6379/_FLUSHALL",
    "https://localhost/in",
    "https://127.0.0.1/in",
    "https://127.1/in",
    "https://2130706433/in",
    "https://0x7f000001/in",
    "https://0x7f.1/in",
    "https://0177.0.0.1/in",
    "https://0/in",
    "https://0.0.0.0/in",
    "https://10.0.0.8/in",
    "https://172.16.5.4/in",
    "https://192.168.1.1/in",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/in",  # carrier-grade NAT
    "https://192.0.0.8/in",
    "https://198.18.0.1/in",
    "https://224.0.0.1/in",
    "https://255.255.255.255/in",
    "https://[::1]/in",
    "https://[::]/in",
    "https://[::ffff:127.0.0.1]/in",
    "https://[::ffff:a9fe:a9fe]/in",
    "https://[::127.0.0.1]/in",
    "https://[64:ff9b::7f00:1]/in",  # NAT64
    "https://[64:ff9b:1::a00:1]/in",
    "https://[2002:7f00:1::]/in",  # 6to4
    "https://[2001:0:4136:e378:8000:63bf:80ff:fffe]/in",  # Teredo to 127.0.0.1
    "https://[fe80::1]/in",
    "https://[fe80::1%25eth0]/in",
    "https://[fd00::1]/in",
    "https://[ff02::1]/in",
    "https://user:secret@hooks.partner.example/in",
    "https://hooks.partner.example@127.0.0.1/in",
    "https://hooks.partner.example:22/in",
    "https://hooks.partner.example:0/in",
    "https://hooks.partner.example:99999/in",
    "https://hooks.partner.example:/in",
    "https://hooks.partner.example#@127.0.0.1/in",
    "https://hooks.partner.example\\@127.0.0.1/in",
    "https://hooks.partner.example\r\nhost: x/in",
    "https://%31%32%37.0.0.1/in",
    "https://\uff11\uff12\uff17.0.0.1/in",
    "https://metadata.google.internal/in",
    "https://printer.local/in",
    "https://facade/in",
    "https://hooks.partner.example./in",
    "https:///in",
    "https://hooks..example/in",
    "https://" + "a" * 600 + ".example/in",
]
FINE = [
    "https://hooks.partner.example/in?a=1",
    "https://hooks.partner.example:8443/in",
    "https://xn--bcher-kva.example/in",
    "https://1.1.1.1/in",
    "https://[2606:4700:4700::1111]/in",
    "HTTPS://Hooks.Partner.Example/in",
]


@pytest.mark.parametrize("url", HOSTILE)
def test_a_hostile_address_is_refused_in_words(url: str) -> None:
    with pytest.raises(TargetRefusedError, match=r"\w"):
        read_target(url, OPEN)


def test_there_are_enough_hostile_addresses_to_trust_the_check() -> None:
    assert len(set(HOSTILE)) >= 25


@pytest.mark.parametrize("url", FINE)
def test_an_address_out_in_the_open_is_taken(url: str) -> None:
    assert read_target(url, OPEN).port in (443, 8443)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:9000/in", "http://localhost:9000/in", "http://[::1]:9000/in"]
)
def test_this_machine_may_be_called_only_where_the_settings_say_so(url: str) -> None:
    assert read_target(url, LOCAL).port == 9000
    with pytest.raises(TargetRefusedError):
        read_target(url, OPEN)


@pytest.mark.parametrize(
    "url",
    ["http://127.0.0.1:22/in", "http://10.0.0.8:9000/in", "http://[fd00::1]:9000/in", "http://127.1:9000/"],
)
def test_a_rehearsal_opens_nothing_else(url: str) -> None:
    with pytest.raises(TargetRefusedError):
        read_target(url, LOCAL)


class Names:
    """A name server whose answers are given in turn."""

    def __init__(self, *answers: Sequence[str]) -> None:
        self._answers = list(answers)

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        answer = self._answers.pop(0)
        if not answer:
            raise OSError("no such name")
        return answer


@pytest.mark.parametrize(
    "found", [["10.0.0.1"], ["1.1.1.1", "127.0.0.1"], ["::ffff:10.0.0.1"], ["fe80::1%eth0"], []]
)
def test_every_address_of_a_name_is_looked_at(found: list[str]) -> None:
    with pytest.raises(TargetRefusedError):
        asyncio.run(check_target("https://hooks.partner.example/in", OPEN, Names(found)))


def test_a_name_that_leads_elsewhere_a_moment_later_leads_nowhere() -> None:
    names = Names(["1.1.1.1"], ["169.254.169.254"])

    asyncio.run(check_target("https://hooks.partner.example/in", OPEN, names))
    with pytest.raises(OSError, match="not out in the open"):
        asyncio.run(Guard(OPEN, names).resolve("hooks.partner.example", 443))


def test_an_address_inside_an_address_counts() -> None:
    check_address(ip_address("64:ff9b::101:101"), OPEN)
    with pytest.raises(TargetRefusedError):
        check_address(ip_address("64:ff9b::a00:1"), OPEN)
