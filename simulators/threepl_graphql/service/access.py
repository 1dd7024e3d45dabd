"""Who may call, for how long, and how much an account may still ask for."""

import hmac
from datetime import timedelta

from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.chassis.world_clock import in_seconds
from simulators.threepl_graphql.domain.account import PASSWORD, REFRESH_TOKEN, TOKEN_LIFE, USERNAME
from simulators.threepl_graphql.domain.pace import COMPLEXITY_MAX, Plan
from simulators.threepl_graphql.errors import NotEnoughCreditsError, UnauthorizedError
from simulators.threepl_graphql.store import Store


class Access:
    """Tokens and credits of one account."""

    def __init__(self, world: World, store: Store, habits: Habits, plan: Plan) -> None:
        self._world = world
        self._store = store
        self._habits = habits
        self._plan = plan

    @property
    def plan(self) -> Plan:
        """Give what the account may spend."""
        given = self._habits.settings("credit_limit")
        return (
            self._plan if given is None else Plan(int(given["max_available"]), int(given["increment_rate"]))
        )

    refresh_token = REFRESH_TOKEN

    def sign_in(self, username: str, password: str) -> str:
        """Give an access token to whoever knows the password.

        Raises:
            UnauthorizedError: wrong user or password.
        """
        if not (_same(username, USERNAME) and _same(password, PASSWORD)):
            raise UnauthorizedError("invalid_grant", "Wrong email or password.")
        return self._new_token()

    def refresh(self, refresh_token: str) -> str:
        """Give a new access token for the refresh token.

        Raises:
            UnauthorizedError: it is not one of ours.
        """
        if not _same(refresh_token, REFRESH_TOKEN):
            raise UnauthorizedError("invalid_grant", "Unknown or invalid refresh token.")
        return self._new_token()

    def check(self, authorization: str) -> None:
        """Let in whoever holds an access token that is still good.

        Raises:
            UnauthorizedError: there is none, it is unknown, or it has expired.
        """
        scheme, _, token = authorization.partition(" ")
        if not authorization:
            raise UnauthorizedError("authorization_header_missing", "Authorization header is expected")
        if scheme.lower() != "bearer" or not token:
            raise UnauthorizedError("invalid_header", "Authorization header must be a Bearer token")
        expires = self._store.tokens.get(token)
        if expires is None:
            raise UnauthorizedError("invalid_header", "Unable to parse authentication token.")
        now, early = self._world.clock.now(), self._habits.settings("token_expiry")
        if early and now >= expires - TOKEN_LIFE + timedelta(seconds=float(early["lives_s"])):
            self._world.misbehave("token_expiry", "authorization")
            raise UnauthorizedError("token_expired", "token is expired")
        if now >= expires:
            raise UnauthorizedError("token_expired", "token is expired")

    def credits_left(self) -> float:
        """Give what is in the purse now."""
        left = self._store.credits_left
        if left < 0:
            return float(self.plan.max_available)
        return self.plan.filled(left, in_seconds(self._world.clock.now()) - self._store.credits_at_s)

    def spend(self, cost: int, subject: str) -> None:
        """Pay for an operation before it is carried out.

        Raises:
            NotEnoughCreditsError: it costs more than any may, or more than is there.
        """
        plan, left = self.plan, self.credits_left()
        most = min(COMPLEXITY_MAX, plan.max_available)
        facts = {"required_credits": cost, "remaining_credits": int(left), "max_available_credits": most}
        if cost > most:
            message = (
                f"The operation requires {cost} credits; no single operation may require more than {most}"
            )
            raise NotEnoughCreditsError(message, **facts)
        if cost > left:
            wait_s = plan.wait_s(left, cost)
            if self._habits.settings("credit_limit") is not None:
                self._world.misbehave("credit_limit", subject)
            message = f"The operation requires {cost} credits and {int(left)} are left; wait {wait_s} seconds"
            raise NotEnoughCreditsError(message, **facts, time_remaining=f"{wait_s} seconds")
        self._store.credits_left = left - cost
        self._store.credits_at_s = in_seconds(self._world.clock.now())

    def next_request_id(self) -> str:
        """Give the id that every answer carries."""
        self._store.last_request += 1
        return self._world.ids.uuid(self._world.system, "request", self._store.last_request).hex[:24]

    def _new_token(self) -> str:
        now, tokens = self._world.clock.now(), self._store.tokens
        for token in [token for token, expires in tokens.items() if expires <= now]:
            del tokens[token]
        token = self._world.ids.uuid(self._world.system, "token", self.next_request_id()).hex
        tokens[token] = now + TOKEN_LIFE
        return token


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "surrogatepass"), right.encode())
