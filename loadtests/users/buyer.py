"""A buyer at the portal: looks at prices and stock where the façade tells them, orders, asks how it goes."""

from locust import task

from loadtests.users.caller import Caller, cart_of


class Buyer(Caller):
    """Most visits look; some order; one order in ten is sent again, as if its answer had got lost."""

    client_id = "portal"

    @task(3)
    def browse(self) -> None:
        """Look at what an article costs and whether there is any, or else at one's own orders."""
        wish = self.kit.write_order(self.client_id)
        asked = [what for what in ("price", "availability") if self.kit.routes.has(what)]
        for what in asked or ["orders"]:
            self.ask(what, item=wish["lines"][0]["item"], customer=wish["customer"])

    @task(4)
    def order_and_look(self) -> None:
        """Look at the cart as a whole, place the order, and look where it stands."""
        turn = self.turn()
        order = self.kit.write_order(self.client_id)
        items = [line["item"] for line in order["lines"]]
        self.tell("stock for cart", {"items": items, "customer": order["customer"]})
        self.tell("prices of cart", cart_of(order))
        reference = self.order(order, again=turn % 10 == 0)
        if reference:
            self.ask("order status", reference=reference)
