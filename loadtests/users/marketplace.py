"""A marketplace: feeds orders in bulk, and wants to know the stock it may publish."""

from locust import task

from loadtests.users.caller import Caller

ORDERS_A_FEED = 3
ARTICLES_A_FEED = 5


class Marketplace(Caller):
    """Both come from machines that do not wait for people."""

    client_id = "marketplace"

    @task(2)
    def feed(self) -> None:
        """Hand over the orders since the last feed, and look at what became of one."""
        placed = [self.order() for _ in range(ORDERS_A_FEED)]
        if placed[-1]:
            self.ask("order status", reference=placed[-1])

    @task(1)
    def publish_stock(self) -> None:
        """Read what may be published: the stock where the façade tells it, or else its own orders."""
        if not self.kit.routes.has("availability"):
            self.ask("orders")
            return
        for _ in range(ARTICLES_A_FEED):
            item = self.kit.write_order(self.client_id)["lines"][0]["item"]
            self.ask("availability", item=item)
