"""What happens by itself: once a day the customers pay what is due."""

from simulators.chassis.simulator import Job
from simulators.cloud_erp.service.book import Book

DAY_S = 86400.0


def jobs(book: Book) -> tuple[Job, ...]:
    """Give the recurring work of one book."""
    return (Job("payments", DAY_S, book.billing.collect_payments),)
