"""What companies owe, and every movement of it."""

from dataclasses import replace
from decimal import Decimal

from simulators.chassis.world import World
from simulators.commerce.domain.cart import COMPANY_CREDIT
from simulators.commerce.domain.company import PURCHASED, UPDATED, Credit, CreditEntry
from simulators.commerce.domain.order import SalesOrder
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.store import Store


class Credits:
    """The credit accounts of one shop's companies."""

    def __init__(self, world: World, store: Store) -> None:
        self._clock = world.clock
        self._store = store

    def credit(self, credit_id: int) -> Credit:
        """Give a credit account.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.credits[credit_id]
        except KeyError:
            raise NoSuchEntityError("creditId", credit_id) from None

    def of_company(self, company_id: int) -> Credit:
        """Give a company's account.

        Raises:
            NoSuchEntityError: there is no such company.
        """
        try:
            return self._store.credits[self._store.credit_ids_by_company[company_id]]
        except KeyError:
            raise NoSuchEntityError("companyId", company_id) from None

    def set_limit(self, credit_id: int, limit: Decimal | None, may_exceed: bool | None) -> Credit:
        """Change what a company may owe; nothing stands for: as it was."""
        credit = self.credit(credit_id)
        changed = replace(
            credit,
            limit=credit.limit if limit is None else limit,
            may_exceed=credit.may_exceed if may_exceed is None else may_exceed,
        )
        if changed != credit:
            self._enter(changed, UPDATED, Decimal(0))
        return changed

    def move(self, credit_id: int, amount: Decimal, currency: str, operation: int, **said: str) -> None:
        """Raise the balance by an amount, or lower it by one below nought.

        Raises:
            NoSuchEntityError: there is no such account.
            StateError: it is kept in another currency.
        """
        credit = self.credit(credit_id)
        if currency and currency != credit.currency:
            raise StateError(
                "Credit %credit is kept in %currency, not in %asked.",
                credit=credit_id,
                currency=credit.currency,
                asked=currency,
            )
        self._enter(replace(credit, balance=credit.balance + amount), operation, amount, **said)

    def check(self, company_id: int, amount: Decimal) -> None:
        """Let an order on credit pass.

        Raises:
            StateError: the company would owe more than it may.
        """
        self.of_company(company_id).spent(amount)

    def spend(self, order: SalesOrder) -> None:
        """Put an order on its company's account."""
        credit = self.of_company(order.company_id)
        self._enter(
            credit.spent(order.subtotal),
            PURCHASED,
            -order.subtotal,
            order_increment=order.increment_id,
            purchase_order=order.po_number,
        )

    def give_back(self, order: SalesOrder, amount: Decimal, operation: int) -> None:
        """Take an order, or some of it, off the account, if that is how it was paid."""
        if order.payment_method == COMPANY_CREDIT and order.company_id in self._store.credit_ids_by_company:
            credit = self.of_company(order.company_id)
            raised = replace(credit, balance=credit.balance + amount)
            self._enter(raised, operation, amount, order_increment=order.increment_id)

    def comment(self, entry_id: int, purchase_order: str, comment: str) -> None:
        """Write something to an entry of the history.

        Raises:
            NoSuchEntityError: there is no such entry.
        """
        entry = self._store.credit_entries.get(entry_id)
        if entry is None:
            raise NoSuchEntityError("historyId", entry_id)
        kept = replace(entry, purchase_order=purchase_order or entry.purchase_order, comment=comment)
        self._store.credit_entries[entry_id] = kept

    def _enter(self, credit: Credit, operation: int, amount: Decimal, **said: str) -> None:
        self._store.credits[credit.id] = credit
        number = self._store.next_id("credit_entry")
        entry = CreditEntry(number, credit, self._clock.now(), operation, amount, **said)
        self._store.credit_entries[number] = entry
