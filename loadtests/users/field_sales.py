"""Field sales: quotes at the customer's table, of which every other becomes an order."""

from locust import task

from loadtests.users.caller import Caller


class FieldSales(Caller):
    """A quote asks for the contract price of each line, where the façade tells prices."""

    client_id = "field_sales"

    @task
    def quote(self) -> None:
        """Quote; and place the order if the customer nods."""
        turn = self.turn()
        if self.kit.routes.has("price"):
            wish = self.kit.write_order(self.client_id)
            for line in wish["lines"]:
                self.ask("price", item=line["item"], customer=wish["customer"])
        if turn % 2:
            reference = self.order()
            if reference:
                self.ask("look at order", reference=reference)
