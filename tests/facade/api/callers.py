"""Callers of a façade, each with scopes and channels of its own."""

from facade.api.access import EVERY_CHANNEL, Access, Principal, Quota, Scope
from tests.facade.door import Door

CHANNELS = ("commerce", "field_sales", "marketplace")
EVERY_ORDER_SCOPE = (Scope.ORDERS_READ, Scope.ORDERS_WRITE, Scope.ANSWERS_READ, Scope.WEBHOOKS)


def a_channel(name: str, quota: Quota | None = None) -> Principal:
    return Principal(name, EVERY_ORDER_SCOPE, (name,), secret=f"{name}-secret", standing=name, quota=quota)


OPERATOR = Principal(
    "operator",
    (Scope.ORDERS_READ, Scope.CONTROL_READ, Scope.CONTROL_WRITE),
    (EVERY_CHANNEL,),
    secret="o",
    standing="operator",
)
NOBODY_MUCH = Principal("nobody-much", (), CHANNELS, standing="nobody-much")
ACCESS = Access((*(a_channel(name) for name in CHANNELS), OPERATOR, NOBODY_MUCH), key=b"k" * 32)


def as_(name: str) -> dict[str, str]:
    """Give the header of the standing token of a caller."""
    return {"authorization": f"Bearer {name}"}


def token_of(door: Door, client_id: str, secret: str, **also: str) -> str:
    """Get a token as a client would."""
    form = "&".join(f"{name}={value}" for name, value in {"grant_type": "client_credentials", **also}.items())
    form += f"&client_id={client_id}&client_secret={secret}"
    headers = {"content-type": "application/x-www-form-urlencoded"}
    reply = door.ask("POST", "/oauth2/token", body=form.encode(), headers=headers)
    assert reply.status_code == 200, reply.text
    token: str = reply.json()["access_token"]
    return token
