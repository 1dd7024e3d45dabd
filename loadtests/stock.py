"""Has a site promised more than it has? Asked of the sites themselves, in their own words."""

from collections.abc import AsyncIterator, Mapping
from typing import Any, NamedTuple

import aiohttp

PAGE = 200


class Held(NamedTuple):
    """What a site has of one article, and what of it is promised to orders."""

    article: str
    on_hand: int
    promised: int


async def oversold(session: aiohttp.ClientSession, systems: Mapping[str, Any]) -> list[str]:
    """Give the articles, by site, of which more is promised than is there."""
    found = []
    for name, ask in (("wms", _wms), ("threepl", _threepl)):
        if name in systems:
            found += [
                f"{name} {one.article}" async for one in ask(session, systems[name]) if is_oversold(one)
            ]
    return found


def is_oversold(held: Held) -> bool:
    """Say whether promises exceed what is there; goods that have left are in neither number."""
    return held.promised > held.on_hand or held.on_hand < 0


async def _wms(session: aiohttp.ClientSession, system: Mapping[str, Any]) -> AsyncIterator[Held]:
    headers = {"x-api-key": system["credentials"]["api_key"]}
    after = ""
    while True:
        asked = {"articleNumberFrom": after, "maxArticlesToGet": str(PAGE)}
        async with session.get(f"{system['url']}/api/v1/stock", params=asked, headers=headers) as answer:
            answer.raise_for_status()
            page = await answer.json()
        for one in page["stock"]:
            yield Held(one["articleNumber"], one["numberOfItems"], one["allocatedNumberOfItems"])
        after = page.get("nextArticleNumber") or ""
        if not after:
            return


async def _threepl(session: aiohttp.ClientSession, system: Mapping[str, Any]) -> AsyncIterator[Held]:
    headers = {"Authorization": f"Bearer {system['credentials']['token']}"}
    url, query = f"{system['url']}/2026-01/inventory-level", f"PageSize={PAGE}"
    while query:
        async with session.get(f"{url}?{query}", headers=headers) as answer:
            answer.raise_for_status()
            page = await answer.json()
        for one in page["items"]:
            yield Held(one["sku"], one["total_on_hand_quantity"], one["total_committed_quantity"])
        query = str(page.get("next") or "").partition("?")[2]
