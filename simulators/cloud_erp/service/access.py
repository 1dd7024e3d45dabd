"""Who may call, and how often: tokens on the world's clock, a quota and a few workers for each user."""

from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from datetime import datetime, timedelta

from simulators.chassis.capacity import Workers
from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.cloud_erp.errors import SignInError, TenantUnavailableError, TooManyRequestsError
from simulators.cloud_erp.service.loads import LOADS
from simulators.cloud_erp.store import CallWindow, Store, Token

TENANT = "5b7c1c1e-42d8-4c0e-9a53-1f6e0d9c7a10"
ENVIRONMENT = "Production"
COMPANY_ID = "d8a1f4c2-77b3-4e9d-8c55-60b2a91e3f07"
COMPANY_NAME = "Wholesale"
CLIENT_ID = "0e9d6b34-5c1f-4f7a-b2a8-3c4d5e6f7a81"
CLIENT_SECRET = "development-only"  # every copy of this simulator knows it, so it protects nothing

TOKEN_LIFETIME_S = 3600
SLOTS = 100  # a window of calls is counted in so many parts
RESTARTING_S = 60


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

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self.load = LOADS[world.profile]
        self._workers: dict[str, Workers] = {}

    def issue_token(self, client_id: str, client_secret: str) -> str:
        """Give a bearer token good for an hour.

        Raises:
            SignInError: not the client's id and secret.
        """
        if (client_id, client_secret) != (CLIENT_ID, CLIENT_SECRET):
            raise SignInError(f"No application {client_id!r} with that secret in tenant {TENANT}.")
        now, tokens = self._world.clock.now(), self._store.tokens
        for token in [token for token, entry in tokens.items() if entry.expires_at <= now]:
            del tokens[token]
        self._store.tokens_issued += 1
        issued = self._world.ids.uuid(self._world.system, "token", self._store.tokens_issued).hex
        tokens[issued] = Token(client_id, now + timedelta(seconds=TOKEN_LIFETIME_S))
        return issued

    def user(self, authorization: str, *, takes_keys: bool) -> str:
        """Name the user behind an Authorization header: a token, or a web service key where these are taken.

        Raises:
            SignInError: there is no valid token or key in it.
        """
        scheme, _, secret = authorization.partition(" ")
        secret = secret.strip()
        if scheme.lower() == "bearer":
            token = self._store.tokens.get(secret)
            if token is not None and token.expires_at > self._world.clock.now():
                return token.user
        elif scheme.lower() == "basic" and takes_keys and _decoded(secret) == f"{CLIENT_ID}:{CLIENT_SECRET}":
            return CLIENT_ID
        raise SignInError("The server has rejected the client credentials: sign in for a new token.")

    def admit(self, user: str) -> Workers:
        """Count one call and give the worker to wait for.

        Raises:
            TooManyRequestsError: the quota is used up, or the queue is full.
            TenantUnavailableError: the tenant is being updated.
        """
        now = self._world.clock.now()
        if self._world.misbehaviours:
            self._must_be_up(now)
        workers = self._workers.get(user)
        if workers is None:
            workers = Workers(self._world.clock, self.load.workers, self.load.service_s)
            self._workers[user] = workers
        if workers.waiting >= self.load.queue or not self._count(user, now):
            self._world.misbehave("request_quota", user)
            raise TooManyRequestsError("Too many requests reached: slow down and try again later.")
        return workers

    def busy(self) -> Mapping[str, float]:
        """Say how busy the workers of the busiest user are."""
        every = [workers.now() for workers in self._workers.values()]
        return max(every, key=lambda one: one["busy_s"], default={})

    def must_not_have_waited(self, since: datetime) -> None:
        """Give up on a call that has waited for a worker for too long.

        Raises:
            TenantUnavailableError: it has.
        """
        waited_s = (self._world.clock.now() - since).total_seconds()
        if waited_s > self.load.patience_s + self.load.service_s:
            raise TenantUnavailableError("The request waited too long to be served.", RESTARTING_S)

    def _count(self, user: str, now: datetime) -> bool:
        """Count one call of `user`; false when its quota is used up."""
        quota = self._habits.settings("request_quota")
        calls = self.load.calls if quota is None else int(quota["limit"])
        window_s = self.load.window_s if quota is None else float(quota["window_s"])
        slot = int(now.timestamp() * SLOTS / window_s)
        windows = self._store.windows
        window = windows.edit(user) if user in windows else windows.setdefault(user, CallWindow(slot))
        if slot != window.slot:
            _move_on(window, slot)
        if window.total >= calls:
            return False
        window.calls += 1
        window.total += 1
        return True

    def _must_be_up(self, now: datetime) -> None:
        update = self._habits.settings("nightly_update")
        if update is None:
            return
        begins = now.replace(hour=int(update["hour"]), minute=0, second=0, microsecond=0)
        left_s = (begins - now).total_seconds() + float(update["lasts_s"])
        if 0 < left_s <= float(update["lasts_s"]):
            self._world.misbehave("nightly_update", TENANT)
            raise TenantUnavailableError("The tenant is being updated.", int(left_s) + 1)


def _move_on(window: CallWindow, slot: int) -> None:
    """Begin another part of the window, and forget the parts that have left it."""
    counts = (*window.earlier, (window.slot, window.calls)) if window.calls else window.earlier
    gone = 0
    for earlier, calls in counts:
        if earlier > slot - SLOTS and earlier <= slot:
            break
        window.total -= calls
        gone += 1
    window.earlier = counts[gone:]
    window.slot, window.calls = slot, 0


def _decoded(secret: str) -> str:
    try:
        return b64decode(secret, validate=True).decode("utf-8", errors="replace")
    except (Base64Error, ValueError):
        return ""
