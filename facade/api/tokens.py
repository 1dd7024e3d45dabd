"""Access tokens: made and read without a database, so that any replica knows what another has issued.

A token names its client, scopes and end, and is signed with a key that only the façade's processes hold. It
is no JWT: nobody but the façade reads it, and a token that does not name its own algorithm cannot be made to
name a weaker one.
"""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Sequence
from typing import Any

import orjson

from facade.api.access import ANY, Access, Grant, Principal
from facade.api.problem import ProblemError
from facade.ports import Clock

TOKEN_PATH = "/oauth2/token"
NEVER = float("inf")
SEEN_MAX = 10_000
LENGTH_MAX = 1_000
_PURPOSE = b"facade.access-token.1:"
_SCHEME = b"bearer "


class Doorkeeper:
    """Issues tokens and lets in whoever brings one; a token that was read once is known from then on."""

    def __init__(self, access: Access, clock: Clock) -> None:
        self._access = access
        self._clock = clock
        self._principals = {one.client_id: one for one in access.principals}
        self._standing = {
            one.standing.encode(): Grant(one, frozenset(one.scopes), NEVER)
            for one in access.principals
            if one.standing
        }
        self._seen: dict[bytes, Grant] = dict(self._standing)

    @property
    def life_s(self) -> int:
        """How long a token lasts."""
        return self._access.life_s

    def client(self, client_id: str, secret: str) -> Principal | None:
        """Give the principal that proves who it is; telling no one from another takes the same time."""
        found = self._principals.get(client_id)
        expected = found.secret if found else ""
        same = hmac.compare_digest(secret.encode("utf-8", "replace"), expected.encode())
        return found if found and expected and same else None

    def issue(self, principal: Principal, scopes: Sequence[str]) -> str:
        """Give a token for some of a principal's scopes."""
        ends_s = int(self._clock.now().timestamp()) + self._access.life_s
        content = urlsafe_b64encode(orjson.dumps([principal.client_id, list(scopes), ends_s]))
        return f"{content.decode()}.{self._signature(content)}"

    def admit(self, headers: Iterable[tuple[bytes, bytes]], scope: str) -> Grant:
        """Give what the caller may do, if that covers what the request needs.

        Raises:
            ProblemError: 401 without a token that counts, 403 when it does not go far enough.
        """
        sent = b""
        for name, value in headers:
            if name == b"authorization":
                sent = value
                break
        token = sent[len(_SCHEME) :] if sent[: len(_SCHEME)].lower() == _SCHEME else b""
        grant = self._seen.get(token) or self._read(token)
        if grant is None:
            raise refused("token_invalid" if token else "token_missing", token != b"")
        if grant.expires_s != NEVER and grant.expires_s <= self._clock.now().timestamp():
            raise refused("token_expired", True)
        if scope != ANY and scope not in grant.scopes:
            raise ProblemError(
                403,
                "scope_missing",
                f"this needs the scope {scope}; the token has {' '.join(sorted(grant.scopes)) or 'none'}",
                "header.Authorization",
                {"WWW-Authenticate": f'Bearer realm="facade", error="insufficient_scope", scope="{scope}"'},
            )
        return grant

    def _signature(self, content: bytes) -> str:
        made = hmac.digest(self._access.key, _PURPOSE + content, "sha256")
        return urlsafe_b64encode(made).decode()

    def _read(self, token: bytes) -> Grant | None:
        """Read a token that was signed here, or by another replica."""
        if not self._access.key or not 0 < len(token) <= LENGTH_MAX:
            return None
        content, _, signature = token.partition(b".")
        if not hmac.compare_digest(self._signature(content).encode(), signature):
            return None
        client_id, scopes, ends_s = _content(content)
        principal = self._principals.get(client_id)
        if principal is None:
            return None
        if len(self._seen) >= SEEN_MAX:
            self._seen = dict(self._standing)
        grant = Grant(principal, frozenset(scopes) & frozenset(principal.scopes), float(ends_s))
        self._seen[token] = grant
        return grant


def refused(name: str, with_token: bool) -> ProblemError:
    """Say that a caller must show a token, and where there is one (RFC 6750)."""
    error = ', error="invalid_token"' if with_token else ""
    return ProblemError(
        401,
        name,
        f"send Authorization: Bearer with a token of POST {TOKEN_PATH} (grant_type=client_credentials)",
        "header.Authorization",
        {"WWW-Authenticate": f'Bearer realm="facade"{error}'},
    )


def _content(content: bytes) -> Any:
    return orjson.loads(urlsafe_b64decode(content))
