"""The wire of a live run: real HTTP, with the same two ways to fail as the wire of a rehearsal."""

from collections.abc import Iterable, Mapping
from typing import Any

import aiohttp

from dualrun.network.reply import Reply


def open_session(connections_max: int = 100, resolver: Any = None) -> aiohttp.ClientSession:
    """Make the session a live wire runs over: no proxies from the environment, no cookies, no own headers."""
    return aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=connections_max, resolver=resolver),
        cookie_jar=aiohttp.DummyCookieJar(),
        skip_auto_headers=("content-type", "user-agent"),
        trust_env=False,
    )


class LiveWire:
    """The way out of a system over real HTTP."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        if session.trust_env:
            raise ValueError("the session takes proxies from the environment: make it with trust_env=False")
        self._session = session

    async def send(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str],
        body: bytes = b"",
        timeout_s: float = 10.0,
    ) -> Reply:
        """Call a neighbour and give its answer, whatever the status; redirects are answers, not followed.

        Raises:
            TimeoutError: no answer in time; the neighbour may have acted all the same.
            ConnectionError: nobody is there, or the connection broke before an answer.
        """
        limit = aiohttp.ClientTimeout(total=timeout_s)
        try:
            async with self._session.request(
                method, url, headers=headers, data=body or None, timeout=limit, allow_redirects=False
            ) as response:
                return Reply(response.status, _named(response.headers.items()), await response.read())
        except TimeoutError:
            raise TimeoutError(f"{url} gave no answer to {method} within {timeout_s} s") from None
        except aiohttp.InvalidURL:
            raise
        except aiohttp.ClientError as error:
            raise ConnectionError(f"{method} {url}: {error}") from error


def _named(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, value in pairs:
        key = name.lower()
        headers[key] = f"{headers[key]}, {value}" if key in headers else value
    return headers
