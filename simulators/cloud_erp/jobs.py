"""What happens by itself: once a day the customers pay what is due, and on Fridays the vendors are paid."""

from simulators.chassis.simulator import Job
from simulators.chassis.suppliers import PAYMENT_DAY
from simulators.cloud_erp.service.book import Book

DAY_S = 86400.0


def jobs(book: Book) -> tuple[Job, ...]:
    """Give the recurring work of one book."""

    def pay() -> None:
        book.billing.collect_payments()
        if book.world.clock.now().weekday() == PAYMENT_DAY:
            book.payables.pay()

    return (Job("payments", DAY_S, pay),)
