"""Calls signed the way of OAuth 1.0a (RFC 5849), with which integrations that hold no bearer token come in.

Only the signature is looked at. That a nonce is new and a timestamp recent is not asked: worlds have clocks
of their own, and a client signs with the real one.
"""

import hmac
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from urllib.parse import quote, unquote

from simulators.commerce.domain.access import INTEGRATION_TOKEN

CONSUMER_KEY, CONSUMER_SECRET = "rehearsal-only-consumer-key", "rehearsal-only-consumer-secret"
TOKEN_SECRET = "rehearsal-only-token-secret"
"""The other three of the four words of the activated integration; the access token is the fourth."""
METHODS = {"HMAC-SHA1": "sha1", "HMAC-SHA256": "sha256"}
_PARAMETER = re.compile(r'\s*([A-Za-z_]{1,40})="([^"]*)"\s*(?:,|$)')


def is_signed(authorization: str, method: str, url: str, query: Iterable[tuple[str, str]]) -> bool:
    """Tell whether the header signs that call with the words of the integration; `url` has no query."""
    given = {name: unquote(value) for name, value in _PARAMETER.findall(authorization)}
    signature = given.pop("oauth_signature", "")
    given.pop("realm", None)
    algorithm = METHODS.get(given.get("oauth_signature_method", ""))
    if algorithm is None or not _is_ours(given):
        return False
    key = f"{_escaped(CONSUMER_SECRET)}&{_escaped(TOKEN_SECRET)}".encode()
    signed = b64encode(hmac.digest(key, _base(method, url, [*query, *given.items()]).encode(), algorithm))
    return hmac.compare_digest(signed, signature.encode("utf-8", "surrogatepass"))


def _is_ours(given: Mapping[str, str]) -> bool:
    return given.get("oauth_consumer_key") == CONSUMER_KEY and given.get("oauth_token") == INTEGRATION_TOKEN


def _base(method: str, url: str, parameters: Iterable[tuple[str, str]]) -> str:
    """Give the text that is signed; parameters are ordered as they are escaped."""
    escaped = sorted((_escaped(name), _escaped(value)) for name, value in parameters)
    joined = "&".join(f"{name}={value}" for name, value in escaped)
    return f"{method}&{_escaped(url)}&{_escaped(joined)}"


def _escaped(text: str) -> str:
    return quote(text, safe="~", errors="surrogatepass")
