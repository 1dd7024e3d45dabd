"""What would speak to whoever shows it stays out of every text."""

import pytest

from dualrun.clock import VirtualClock, run_virtual
from simulators.registry import load
from tests.simulators.site_world import open_site

HOOK = {"url": "http://listener/n", "topics": ["order.shipped"], "secret": None}


@pytest.mark.parametrize("version", ["2025-07", "2026-01", "2026-07"])
@pytest.mark.parametrize("text", ["a\x00b", "a\r\nx-injected: 1", "\x1b[31m", "\x7f"])
def test_a_description_with_control_characters_is_refused_by_name(version: str, text: str):
    async def main(clock: VirtualClock) -> None:
        site = open_site(load("threepl"), clock)
        answer = await site.call("POST", f"/{version}/webhook", {**HOOK, "description": text})
        assert (answer.status, answer.document["code"]) == (422, "validation_failed")
        assert answer.document["message"].startswith("description: ")
        listed = await site.call("GET", f"/{version}/webhook")
        assert listed.document["items"] == []

    run_virtual(main)
