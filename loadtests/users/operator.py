"""The operator of the migration: keeps the dashboards open, and sends again what got stuck."""

from locust import task

from loadtests.users.caller import Caller

DASHBOARD = ("measures", "outbox", "systems", "unfinished", "parity", "policy")


class Operator(Caller):
    """A dashboard is as many requests as it has tiles."""

    client_id = "operator"

    @task(4)
    def dashboard(self) -> None:
        """Refresh every tile."""
        for tile in DASHBOARD:
            if tile == "measures":
                self._look(tile)
            else:
                self.ask(tile)

    @task(1)
    def replay(self) -> None:
        """See whether dead letters could go again, and let them."""
        letters = self.ask("dead letters")
        if letters:
            self.tell("replay", {"letters": [letter["id"] for letter in letters[:10]]})

    def _look(self, what: str) -> None:
        if not self.kit.routes.has(what):
            return
        method, path = self.kit.routes.of(what)
        with self._sent(method, path, what, headers=self.signed()) as answer:
            if answer.status_code >= 400:
                answer.failure(f"HTTP {answer.status_code}")
