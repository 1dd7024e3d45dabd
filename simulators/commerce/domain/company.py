"""Who buys: companies with their buyers, what they may owe, and what moved it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from simulators.commerce.domain.catalogue import Address
from simulators.commerce.errors import StateError

PENDING, APPROVED, REJECTED, BLOCKED = 0, 1, 2, 3
GENERAL_GROUP = 1
ALLOCATED, UPDATED, PURCHASED, REIMBURSED, REFUNDED, REVERTED = 1, 2, 3, 4, 5, 6
OPERATIONS: Mapping[int, str] = {
    ALLOCATED: "Allocated",
    UPDATED: "Updated",
    PURCHASED: "Purchased",
    REIMBURSED: "Reimbursed",
    REFUNDED: "Refunded",
    REVERTED: "Reverted",
}


@dataclass(frozen=True, slots=True)
class CustomerGroup:
    """Whom a price is for."""

    id: int
    code: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person with an account; a company takes the number of the buyer who administers it."""

    id: int
    email: str
    firstname: str
    lastname: str
    group_id: int
    password: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Company:
    """A company account; its number is the shop's own."""

    id: int
    name: str
    currency: str
    address: Address
    email: str = ""
    status: int = APPROVED
    group_id: int = GENERAL_GROUP
    legal_name: str = ""
    telephone: str = ""
    reject_reason: str = ""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a company may owe; a balance below nought is owed. No limit means none."""

    id: int
    company_id: int
    currency: str
    limit: Decimal | None = None
    balance: Decimal = Decimal(0)
    may_exceed: bool = False

    @property
    def available(self) -> Decimal:
        """What may still be bought on credit."""
        return (self.limit or Decimal(0)) + self.balance

    def spent(self, amount: Decimal) -> "Credit":
        """Give the credit after a purchase.

        Raises:
            StateError: the company would owe more than it may.
        """
        if amount > self.available and not self.may_exceed:
            raise StateError(
                "Company %company has %available of credit left; the order is for %amount.",
                company=self.company_id,
                available=self.available,
                amount=amount,
            )
        return replace(self, balance=self.balance - amount)


@dataclass(frozen=True, slots=True)
class CreditEntry:
    """One movement of a company's credit and what it left."""

    id: int
    credit: Credit
    at: datetime
    operation: int
    amount: Decimal
    order_increment: str = ""
    purchase_order: str = ""
    comment: str = ""
