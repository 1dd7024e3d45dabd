"""Field sales: quotes at the customer's table, of which every other becomes an order."""

from locust import task

from loadtests.users.caller import Caller, cart_of


class FieldSales(Caller):
    """A quote is the contract price of every line and the freight, where the façade tells prices."""

    client_id = "field_sales"

    @task
    def quote(self) -> None:
        """Quote; and place that very order if the customer nods."""
        turn = self.turn()
        order = self.kit.write_order(self.client_id)
        self.tell("prices of cart", cart_of(order))
        if turn % 2:
            reference = self.order(order)
            if reference:
                self.ask("look at order", reference=reference)
