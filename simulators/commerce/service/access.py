"""Who may come in: user names and passwords against bearer tokens."""

from simulators.chassis.world import World
from simulators.chassis.world_clock import in_seconds
from simulators.commerce.domain.access import (
    ADMIN_TOKEN_LASTS_S,
    CUSTOMER_TOKEN_LASTS_S,
    INTEGRATION,
    INTEGRATION_TOKEN,
    INTEGRATION_USER,
    Caller,
    Token,
)
from simulators.commerce.errors import NotSignedInError
from simulators.commerce.store import Store


class Access:
    """The shop's door."""

    def __init__(self, world: World, store: Store) -> None:
        self._clock = world.clock
        self._ids = world.ids
        self._store = store

    def sign_in_staff(self, username: str, password: str) -> str:
        """Give a new bearer token for four hours.

        Raises:
            NotSignedInError: wrong user name or password.
        """
        if {"username": username, "password": password} != INTEGRATION_USER:
            raise NotSignedInError("The user name or the password is wrong.")
        return self._enter(Caller(username), ADMIN_TOKEN_LASTS_S)

    def sign_in_buyer(self, email: str, password: str) -> str:
        """Give a buyer a new bearer token for an hour.

        Raises:
            NotSignedInError: wrong address or password.
        """
        buyer_id = self._store.buyer_ids_by_email.get(email.lower())
        if buyer_id is None or self._store.buyers[buyer_id].password != password:
            raise NotSignedInError("The e-mail address or the password is wrong.")
        return self._enter(Caller(email.lower(), buyer_id), CUSTOMER_TOKEN_LASTS_S)

    def caller(self, token: str) -> Caller | None:
        """Give whoever holds a token that still opens the shop."""
        held = self._store.tokens.get(token)
        if held is not None and held.ends_s > in_seconds(self._clock.now()):
            return held.caller
        return INTEGRATION if token == INTEGRATION_TOKEN else None

    def revoke(self, buyer_id: int) -> None:
        """Let every token of a buyer end now."""
        tokens = self._store.tokens
        for theirs in [text for text, token in tokens.items() if token.caller.customer_id == buyer_id]:
            del tokens[theirs]

    def _enter(self, caller: Caller, lasts_s: float) -> str:
        now, tokens = in_seconds(self._clock.now()), self._store.tokens
        for ended in [text for text, token in tokens.items() if token.ends_s <= now]:
            del tokens[ended]
        number = self._store.next_id("token")
        text = self._ids.uuid("commerce", "token", caller.name, number).hex
        tokens[text] = Token(caller, now + lasts_s)
        return text
