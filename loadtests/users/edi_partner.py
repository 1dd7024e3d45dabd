"""An EDI partner: an interchange of several orders at once, and now and then the same one twice."""

from locust import task

from loadtests.users.caller import Caller

ORDERS_A_BATCH = 4


class EdiPartner(Caller):
    """Sends what has gathered; networks of EDI deliver at least once, so the last order comes again."""

    client_id = "edi"

    @task
    def interchange(self) -> None:
        """Send a batch, one order after another."""
        turn = self.turn()
        for number in range(1, ORDERS_A_BATCH + 1):
            self.order(again=number == ORDERS_A_BATCH and turn % 3 == 0)
