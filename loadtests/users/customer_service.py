"""Customer service: finds a buyer's order, reads its trail, and takes one in three back."""

from locust import task

from loadtests.ledger import CANCELLED
from loadtests.users.caller import TOO_LATE, Caller


class CustomerService(Caller):
    """Works for the portal's buyers."""

    client_id = "portal"

    @task
    def look_into_it(self) -> None:
        """Search, read, and act; an order that is too far gone to be taken back comes back as goods."""
        turn = self.turn()
        self.ask("orders")
        recent = self.kit.recent.get(self.client_id)
        if not recent:
            return
        reference = recent[(turn * 7) % len(recent)]
        self.ask("order trail", reference=reference)
        if turn % 3 == 0:
            self.kit.ledger.note(CANCELLED, reference)
            if self.tell("cancel order", {}, reference=reference) == TOO_LATE:
                self._send_back(reference)

    def _send_back(self, reference: str) -> None:
        """Let a unit come back; 409 where the goods have not left yet, and are on their way all the same."""
        wish = {"lines": [{"line": 1, "quantity": 1}], "reason": "unwanted"}
        self.tell("return goods", wish, {"Idempotency-Key": f"return-{reference}"}, reference=reference)
