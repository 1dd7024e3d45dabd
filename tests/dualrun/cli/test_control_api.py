import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import pytest

from dualrun.cli.control_api import signed_in
from dualrun.errors import UsageError
from dualrun.network.reply import Reply

if TYPE_CHECKING:
    from dualrun.network.live import LiveWire


@dataclass
class SomebodyElse:
    """A server that answers, and is no façade."""

    status: int
    body: bytes

    async def send(self, method, url, *, headers, body=b"", timeout_s=10.0):
        return Reply(self.status, {}, self.body)


def refused(status: int, body: bytes) -> str:
    wire = cast("LiveWire", SomebodyElse(status, body))
    with pytest.raises(UsageError) as told:
        asyncio.run(signed_in(wire, "http://127.0.0.1:9", "operator=secret"))
    return str(told.value)


@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b"[]", b"null", b'{"access_token": 1}'])
def test_what_is_no_facade_is_told_in_one_line(body):
    said = refused(200, body)
    assert said.startswith("--facade http://127.0.0.1:9: what answers there is no façade")
    assert "\n" not in said


@pytest.mark.parametrize("status", [302, 404, 500])
def test_only_who_is_not_known_is_told_so(status):
    assert f"HTTP {status}" in refused(status, b"")
    assert "does not know it" in refused(401, b"{}")
