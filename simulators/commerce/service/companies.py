"""Companies, the buyers who administer them, and the groups that prices are made for."""

from dataclasses import dataclass, replace

from simulators.chassis.world import World
from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.company import GENERAL_GROUP, Buyer, Company, Credit, CustomerGroup
from simulators.commerce.domain.hooks import COMPANY_SAVED
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.store import Store

DEFAULT_CURRENCY = "EUR"


@dataclass(frozen=True, slots=True)
class CompanyChanges:
    """What somebody wants a company to be; nothing stands for: as it was."""

    name: str | None
    email: str | None
    legal_name: str | None
    telephone: str | None
    status: int | None
    group_id: int | None
    reject_reason: str | None
    address: Address | None


class Companies:
    """The company accounts of one shop."""

    def __init__(self, world: World, store: Store, announcements: Announcements) -> None:
        self._clock = world.clock
        self._store = store
        self._announcements = announcements

    def company(self, company_id: int) -> Company:
        """Give a company.

        Raises:
            NoSuchEntityError: no such company.
        """
        try:
            return self._store.companies[company_id]
        except KeyError:
            raise NoSuchEntityError("companyId", company_id) from None

    def buyer(self, buyer_id: int) -> Buyer:
        """Give a buyer.

        Raises:
            NoSuchEntityError: no such buyer.
        """
        try:
            return self._store.buyers[buyer_id]
        except KeyError:
            raise NoSuchEntityError("customerId", buyer_id) from None

    def group(self, group_id: int) -> CustomerGroup:
        """Give a customer group.

        Raises:
            NoSuchEntityError: no such group.
        """
        try:
            return self._store.groups[group_id]
        except KeyError:
            raise NoSuchEntityError("groupId", group_id) from None

    def add_group(self, code: str) -> CustomerGroup:
        """Enter a customer group.

        Raises:
            StateError: there is one of that name.
        """
        if any(group.code == code for group in self._store.groups.values()):
            raise StateError("There is a customer group %code already.", code=code)
        group = CustomerGroup(max(self._store.groups) + 1, code)
        self._store.groups[group.id] = group
        return group

    def add_buyer(self, email: str, firstname: str, lastname: str, password: str) -> Buyer:
        """Enter a buyer.

        Raises:
            StateError: the address is taken.
        """
        email = email.lower()
        if email in self._store.buyer_ids_by_email:
            raise StateError("There is a customer with the address %email already.", email=email)
        number = max(self._store.buyers, default=0) + 1
        buyer = Buyer(number, email, firstname, lastname, GENERAL_GROUP, password, self._clock.now())
        self._store.buyers[number] = buyer
        self._store.buyer_ids_by_email[email] = number
        return buyer

    def add(self, buyer_id: int, currency: str, changes: CompanyChanges) -> Company:
        """Enter a company for a buyer who has none.

        Raises:
            StateError: no such buyer, or one with a company, or something is missing.
        """
        buyer = self._store.buyers.get(buyer_id)
        if buyer is None or buyer_id in self._store.companies:
            raise StateError("No buyer without a company has the number %number.", number=buyer_id)
        if not changes.name or changes.address is None:
            raise StateError("A company needs a name and an address.")
        company = Company(
            buyer_id, changes.name, currency or DEFAULT_CURRENCY, changes.address, buyer.email, 0
        )
        kept = self._keep(self._changed(company, changes))
        credit_id = self._store.next_id("credit")
        self._store.credits[credit_id] = Credit(credit_id, company.id, company.currency)
        self._store.credit_ids_by_company[company.id] = credit_id
        return kept

    def change(self, company_id: int, changes: CompanyChanges) -> Company:
        """Change a company.

        Raises:
            NoSuchEntityError: no such company.
            StateError: no such customer group.
        """
        return self._keep(self._changed(self.company(company_id), changes))

    def delete(self, company_id: int) -> None:
        """Forget a company and its credit; its orders stay.

        Raises:
            NoSuchEntityError: no such company.
        """
        self.company(company_id)
        del self._store.companies[company_id]
        del self._store.credits[self._store.credit_ids_by_company.pop(company_id)]

    def assign(self, company_id: int, group_id: int) -> None:
        """Let a company and its buyer belong to a customer group.

        Raises:
            NoSuchEntityError: no such company.
        """
        self._keep(replace(self.company(company_id), group_id=group_id))

    def _changed(self, company: Company, changes: CompanyChanges) -> Company:
        if changes.group_id is not None and changes.group_id not in self._store.groups:
            raise StateError("No customer group has the number %group.", group=changes.group_id)
        fields = (
            "name",
            "email",
            "legal_name",
            "telephone",
            "status",
            "group_id",
            "reject_reason",
            "address",
        )
        given = {field: getattr(changes, field) for field in fields}
        return replace(company, **{field: value for field, value in given.items() if value is not None})

    def _keep(self, company: Company) -> Company:
        self._store.companies[company.id] = company
        buyer = self._store.buyers[company.id]
        if buyer.group_id != company.group_id:
            self._store.buyers[company.id] = replace(buyer, group_id=company.group_id)
        if self._announcements.is_wanted(COMPANY_SAVED):
            row = {"id": company.id, "company_name": company.name, "status": company.status}
            self._announcements.tell(COMPANY_SAVED, str(company.id), row)
        return company
