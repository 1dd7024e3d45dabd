"""Paying vendors: once a week, whatever they have billed and is due."""

from simulators.legacy_erp.domain.masters import NO_MONEY, NOT_BLOCKED
from simulators.legacy_erp.service.company import Company


def pay_vendors(company: Company) -> int:
    """Post the payment of every vendor's invoice that is due by today, and give how many there were.

    A vendor that is blocked, for payment or for all, waits for his money.
    """
    store, today = company.store, company.world.clock.now().date()
    due = [one for one in store.purchase_invoices.values() if one.remaining and one.due_date <= today]
    paid = [one for one in due if store.vendors[one.vendor_no].blocked == NOT_BLOCKED]
    for invoice in paid:
        store.vendors.edit(invoice.vendor_no).unpaid -= invoice.remaining
        store.purchase_invoices[invoice.no] = invoice._replace(
            remaining=NO_MONEY, version=invoice.version + 1
        )
    return len(paid)
