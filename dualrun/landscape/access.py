"""Who may call the façade of a landscape: each channel for itself, and the operator of the migration."""

from collections.abc import Mapping
from hashlib import blake2b

from facade.api.access import EVERY_CHANNEL, Access, Principal, Quota, Scope

OPERATOR = "operator"
_CHANNEL = (Scope.ORDERS_READ, Scope.ORDERS_WRITE, Scope.ANSWERS_READ, Scope.WEBHOOKS)
_OPERATOR = (Scope.ORDERS_READ, Scope.ANSWERS_READ, Scope.CONTROL_READ, Scope.CONTROL_WRITE)
CLIENTS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "commerce": (_CHANNEL, ("commerce",)),
    "field_sales": (_CHANNEL, ("field_sales",)),
    "marketplace": (_CHANNEL, ("marketplace",)),
    "edi": (_CHANNEL, ("edi",)),
    "portal": (_CHANNEL, ("portal",)),
    OPERATOR: (_OPERATOR, (EVERY_CHANNEL,)),
}
"""By client, its scopes and channels. The shop's orders come in by its own notices, its returns do not."""
LIVE_QUOTA = Quota(burst=5000, per_s=2500)
"""More than one process answers, so that it only ever meets a caller that has run wild."""


def rehearsal_access() -> Access:
    """Let the drivers of a rehearsal in by standing tokens, as often as they like."""
    return Access(
        tuple(
            Principal(client_id, scopes, channels, standing=_standing(client_id))
            for client_id, (scopes, channels) in CLIENTS.items()
        )
    )


def bearing(client_id: str) -> dict[str, str]:
    """Give the header by which a driver of a rehearsal is known."""
    return {"authorization": f"Bearer {_standing(client_id)}"}


def named_by(authorization: str) -> str | None:
    """Give who a header of a rehearsal names, if anybody."""
    client_id = authorization.removeprefix(f"Bearer {_standing('')}")
    return client_id if client_id in CLIENTS else None


def _standing(client_id: str) -> str:
    return f"rehearsal.{client_id}"


def client_secrets(admin_token: str) -> dict[str, str]:
    """Give the secret of each client of a live landscape.

    Secrets that anybody could know are for loopback; where an admin token is due, they follow from it.
    """
    return {client_id: _secret(client_id, admin_token) for client_id in CLIENTS}


def live_access(admin_token: str) -> Access:
    """Let in who shows a token that the façade has given out for a client's secret."""
    return Access(
        tuple(
            Principal(client_id, scopes, channels, secret=_secret(client_id, admin_token), quota=LIVE_QUOTA)
            for client_id, (scopes, channels) in CLIENTS.items()
        ),
        key=_derived("token-key", admin_token),
    )


def _secret(client_id: str, admin_token: str) -> str:
    return _derived(client_id, admin_token).hex() if admin_token else f"{client_id}-secret"


def _derived(purpose: str, admin_token: str) -> bytes:
    key = blake2b(admin_token.encode(), digest_size=32).digest()
    return blake2b(purpose.encode(), digest_size=20, key=key, person=b"dualrun.access").digest()
