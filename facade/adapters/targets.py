"""May the façade call an address that somebody else has named? Only one that is plainly out in the open.

Whoever names a webhook's address decides where our calls go, so an address is taken only if it can be read
in one way. Numbers in disguise (`2130706433`, `0x7f.1`, `127.1`) are refused by their shape. What a name
resolves to is checked address by address, also those that carry an IPv4 address inside; whoever connects must
check again, and connect to what was checked.
"""

import re
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

URL_LENGTH_MAX = 500
PORTS = (443, 8443)
LOCAL_PORTS = range(1024, 65536)
_VISIBLE = re.compile(r"[\x21-\x7e]+")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_ENDS_IN_NUMBER = re.compile(r"[0-9]+|0x[0-9a-f]*")
_INSIDE = (
    "localhost",
    "localdomain",
    "local",
    "internal",
    "intranet",
    "private",
    "lan",
    "home",
    "corp",
    "arpa",
)
_NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
_COMPATIBLE = IPv6Network("::/96")
_FOR_PROTOCOLS = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))
_LOW_32 = 0xFFFF_FFFF

Resolve = Callable[[str, int], Awaitable[Sequence[str]]]
"""Gives every address of a host, in numbers; raises OSError when there is none."""
Address = IPv4Address | IPv6Address


class TargetRefusedError(Exception):
    """Nothing is called there; the text says why."""


@dataclass(frozen=True, slots=True)
class TargetRules:
    """What more than the open internet may be called: this machine itself, in a rehearsal on it."""

    loopback: bool = False


class Target(NamedTuple):
    """An address that can be read in one way."""

    host: str
    port: int
    address: Address | None
    """The host, where it is written as a number."""


def read_target(url: str, rules: TargetRules) -> Target:
    """Read where a URL leads.

    Raises:
        TargetRefusedError: it may not lead there, or could be read in another way.
    """
    if len(url) > URL_LENGTH_MAX or not _VISIBLE.fullmatch(url) or "\\" in url:
        raise TargetRefusedError(f"a URL is 1 to {URL_LENGTH_MAX} visible ASCII characters, no backslash")
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        raise TargetRefusedError("the URL cannot be read") from None
    if "@" in parts.netloc or "#" in url:
        raise TargetRefusedError("a URL holds neither a user nor a fragment")
    address = _number(host)
    is_local = rules.loopback and (host == "localhost" or (address is not None and address.is_loopback))
    _check_way(parts, port, is_local)
    if address is not None:
        check_address(address, rules)
    elif not is_local:
        _check_name(host)
    return Target(host, port or (80 if parts.scheme == "http" else 443), address)


def _check_way(parts: SplitResult, port: int | None, is_local: bool) -> None:
    if parts.scheme != "https" and not (is_local and parts.scheme == "http"):
        raise TargetRefusedError("only https is called")
    if parts.netloc.endswith(":"):
        raise TargetRefusedError("the port is missing after the colon")
    if port is not None and port not in (LOCAL_PORTS if is_local else PORTS):
        raise TargetRefusedError(f"only the ports {' and '.join(map(str, PORTS))} are called")


def _check_name(host: str) -> None:
    labels = host.split(".")
    if len(labels) < 2 or len(host) > 253 or not all(_LABEL.fullmatch(label) for label in labels):
        raise TargetRefusedError("the host is no full name of the public DNS")
    if labels[-1] in _INSIDE:
        raise TargetRefusedError(f".{labels[-1]} is not out in the open")
    if _ENDS_IN_NUMBER.fullmatch(labels[-1]):
        raise TargetRefusedError("the host is a number in disguise")


def _number(host: str) -> Address | None:
    if "%" in host:
        raise TargetRefusedError("an address has no zone")
    try:
        return ip_address(host)
    except ValueError:
        return None


def check_address(address: Address, rules: TargetRules) -> None:
    """Check one address, and the one that it may carry inside.

    Raises:
        TargetRefusedError: it is not out in the open.
    """
    inner = _inside(address)
    if inner is not None:
        address = inner
    if rules.loopback and address.is_loopback:
        return
    closed = isinstance(address, IPv4Address) and any(address in network for network in _FOR_PROTOCOLS)
    if closed or not address.is_global or address.is_multicast or address.is_reserved:
        raise TargetRefusedError(f"{address} is not out in the open")


def _inside(address: Address) -> IPv4Address | None:
    """Give the IPv4 address that an IPv6 address leads to."""
    if isinstance(address, IPv4Address) or address.is_loopback:
        return None
    if address.teredo is not None:
        return address.teredo[1]
    found = address.ipv4_mapped or address.sixtofour
    if found is None and (address in _COMPATIBLE or any(address in network for network in _NAT64)):
        found = IPv4Address(int(address) & _LOW_32)
    return found


async def check_target(url: str, rules: TargetRules, resolve: Resolve | None) -> None:
    """Check where a URL leads, and every address of its host.

    Raises:
        TargetRefusedError: it may not lead there.
    """
    target = read_target(url, rules)
    if target.address is not None or resolve is None:
        return
    try:
        found = await resolve(target.host, target.port)
    except OSError:
        found = ()
    if not found:
        raise TargetRefusedError("the host has no address")
    for address in found:
        check_address(ip_address(address.partition("%")[0]), rules)
