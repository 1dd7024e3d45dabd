"""What a clerk may change of a customer: its credit limit and its block."""

from decimal import Decimal

from simulators.legacy_erp.domain.key import CUSTOMER_TABLE, unseal
from simulators.legacy_erp.domain.masters import BLOCKED_WORDS, Customer
from simulators.legacy_erp.errors import FieldValidationError, RecordChangedError, RecordNotFoundError
from simulators.legacy_erp.service.erp import LegacyErp


def change_customer(erp: LegacyErp, key: str, credit_limit: Decimal | None, blocked: str | None) -> Customer:
    """Set the credit limit, the block, or both.

    Raises:
        RecordChangedError: the customer has changed since the caller read it.
        FieldValidationError: a field's value is not one that the table takes.
    """
    number, version = unseal("Customer", CUSTOMER_TABLE, key)
    customer = erp.store.customers.get(number)
    if customer is None:
        raise RecordNotFoundError("customer", number)
    if customer.version != version:
        raise RecordChangedError("Customer", number)
    if blocked is not None and blocked not in BLOCKED_WORDS:
        raise FieldValidationError("Blocked", f"'{blocked}' is none of {', '.join(BLOCKED_WORDS)}")
    if credit_limit is not None and credit_limit < 0:
        raise FieldValidationError("Credit_Limit_LCY", f"{credit_limit} is below 0")
    customer.credit_limit = customer.credit_limit if credit_limit is None else credit_limit
    customer.blocked = customer.blocked if blocked is None else blocked
    customer.version += 1
    return customer
