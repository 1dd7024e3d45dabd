"""Who may call, and how often: tokens on the world's clock, a quota and a few workers for each user."""

from collections.abc import Mapping
from typing import Any

from simulators.chassis.capacity import SlidingQuota, Workers
from simulators.chassis.world import World
from simulators.cloud_erp.errors import SignInError, TooManyRequestsError

TENANT = "5b7c1c1e-42d8-4c0e-9a53-1f6e0d9c7a10"
ENVIRONMENT = "Production"
COMPANY_ID = "d8a1f4c2-77b3-4e9d-8c55-60b2a91e3f07"
COMPANY_NAME = "Wholesale"
CLIENT_ID = "0e9d6b34-5c1f-4f7a-b2a8-3c4d5e6f7a81"
CLIENT_SECRET = "development-only"  # every copy of this simulator knows it, so it protects nothing

TOKEN_LIFETIME_S = 3600
CONCURRENT = 5
QUEUE_MAX = 95
SERVICE_S = {"realistic": 0.015, "brisk": 0.0}


def credentials() -> Mapping[str, str]:
    """Give what a client needs to reach and enter the one company there is."""
    return {
        "tenant": TENANT,
        "environment": ENVIRONMENT,
        "company": COMPANY_ID,
        "client_id": CLIENT_ID,
        "client_secret": CLIENT_SECRET,
    }


class Access:
    """The door: nobody is served without a valid token, and nobody is served too often."""

    def __init__(self, world: World, quota_defaults: Mapping[str, Any]) -> None:
        self._world = world
        quota = {**quota_defaults, **world.misbehaviours.get("request_quota", {})}
        self._quota = SlidingQuota(world.clock, int(quota["limit"]), float(quota["window_s"]))
        self._service_s = SERVICE_S.get(world.pace, SERVICE_S["realistic"])
        self._workers: dict[str, Workers] = {}
        self._tokens: dict[str, tuple[str, float]] = {}  # token -> user, end of life
        self._issued = 0

    def issue_token(self, client_id: str, client_secret: str) -> str:
        """Give a bearer token good for an hour.

        Raises:
            SignInError: not the client's id and secret.
        """
        if (client_id, client_secret) != (CLIENT_ID, CLIENT_SECRET):
            raise SignInError(f"No application {client_id!r} with that secret in tenant {TENANT}.")
        now = self._world.clock.monotonic()
        self._tokens = {token: entry for token, entry in self._tokens.items() if entry[1] > now}
        self._issued += 1
        token = self._world.ids.uuid(self._world.system, "token", self._issued).hex
        self._tokens[token] = (client_id, now + TOKEN_LIFETIME_S)
        return token

    def user(self, authorization: str) -> str:
        """Name the user behind an Authorization header.

        Raises:
            SignInError: there is no valid token in it.
        """
        scheme, _, token = authorization.partition(" ")
        entry = self._tokens.get(token.strip()) if scheme.lower() == "bearer" else None
        if entry is None or entry[1] <= self._world.clock.monotonic():
            raise SignInError("The server has rejected the client credentials: sign in for a new token.")
        return entry[0]

    def admit(self, user: str) -> Workers:
        """Count one call and give the worker to wait for.

        Raises:
            TooManyRequestsError: the quota is used up, or the queue is full.
        """
        workers = self._workers.get(user)
        if workers is None:
            workers = Workers(self._world.clock, CONCURRENT, self._service_s)
            self._workers[user] = workers
        if workers.waiting >= QUEUE_MAX or not self._quota.take(user):
            self._world.misbehave("request_quota", user)
            raise TooManyRequestsError("Too many requests reached: slow down and try again later.")
        return workers
