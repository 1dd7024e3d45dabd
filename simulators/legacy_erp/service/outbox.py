"""Files for trading partners: written at once, half at first, or twice."""

from datetime import timedelta

from simulators.legacy_erp import events
from simulators.legacy_erp.domain import series
from simulators.legacy_erp.domain.files import OUT, PENDING, File
from simulators.legacy_erp.domain.posted import PostedInvoice, PostedShipment
from simulators.legacy_erp.domain.records import Message, write
from simulators.legacy_erp.domain.sales import SalesOrder
from simulators.legacy_erp.service.company import Company

HALF_WRITTEN, TWICE = "half_written_file", "duplicate_file"
"""The misbehaviours of this folder: see faults.py."""
WRITE_FILE = "write_file"
"""The act that puts a pending file in its place."""


def tell_entered(company: Company, order: SalesOrder) -> None:
    """Confirm an order to the partner whose file it came in."""
    number = company.take_number(series.MESSAGE)
    _send(company, events.order_response(order, number, company.world.clock.now()))


def tell_shipped(company: Company, order: SalesOrder, shipment: PostedShipment) -> None:
    """Announce goods to the partner who ordered them by file."""
    number = company.take_number(series.MESSAGE)
    _send(company, events.despatch_advice(order, shipment, number, company.world.clock.now()))


def tell_invoiced(company: Company, order: SalesOrder, invoice: PostedInvoice) -> None:
    """Bill the partner who ordered by file."""
    number = company.take_number(series.MESSAGE)
    _send(company, events.invoice_message(order, invoice, number, company.world.clock.now()))


def _send(company: Company, message: Message) -> None:
    """Put a file in the folder that partners collect from."""
    content, now = write(message), company.world.clock.now()
    control = message.control
    name = f"{control['MESTYP']}_{control['RCVPRN']}_{control['DOCNUM']}.txt"
    half = company.habit(HALF_WRITTEN, name)
    company.store.files[OUT, name] = File(content[: len(content) * 2 // 3] if half else content, now)
    if half:
        _later(company, name, name, content, float(half["after_s"]))
    again = company.habit(TWICE, name)
    if again:
        _later(company, f"again_{name}", name.replace(".txt", "_2.txt"), content, float(again["after_s"]))


def _later(company: Company, pending: str, name: str, content: bytes, wait_s: float) -> None:
    now = company.world.clock.now()
    company.store.files[PENDING, pending] = File(content, now)
    company.agenda.put(now + timedelta(seconds=wait_s), WRITE_FILE, company.name, pending, name)


def write_pending(company: Company, pending: str, name: str) -> None:
    """Put a file that waited in its place."""
    file = company.store.files.pop((PENDING, pending))
    company.store.files[OUT, name] = File(file.content, company.world.clock.now())
