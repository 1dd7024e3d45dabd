"""One company's book in one world: who may come in, and everything that can be done there."""

from typing import TYPE_CHECKING, Any, Protocol

from simulators.chassis.habits import Habits
from simulators.chassis.world import World
from simulators.cloud_erp.service.access import Access
from simulators.cloud_erp.service.billing import Billing
from simulators.cloud_erp.service.desk import Desk
from simulators.cloud_erp.service.drafts import DocumentDraft, HeaderChange, LineChange, LineDraft
from simulators.cloud_erp.service.masters import Masters
from simulators.cloud_erp.service.payables import Payables
from simulators.cloud_erp.service.purchasing import Purchasing
from simulators.cloud_erp.service.selling import Selling
from simulators.cloud_erp.store import Store

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from simulators.chassis.agenda import Acts


class Documents(Protocol):
    """What can be done with a document of any kind that is not posted."""

    def add_line(self, document_id: str, draft: LineDraft, /) -> Any:
        """Enter one more line."""
        ...

    def change_line(self, document_id: str, sequence: int, change: LineChange, /) -> Any:
        """Change one line."""
        ...

    def remove_line(self, document_id: str, sequence: int, /) -> None:
        """Delete one line."""
        ...

    def change_header(self, document_id: str, change: HeaderChange, /) -> Any:
        """Change what all lines share."""
        ...

    def delete(self, document_id: str, /) -> None:
        """Forget the document."""
        ...


class Book:
    """The use cases, by what they are about."""

    def __init__(self, world: World, store: Store, habits: Habits) -> None:
        self.world = world
        self.store = store
        self.habits = habits
        self.desk = Desk(world, store, habits)
        self.access = Access(world, store, habits)
        self.masters = Masters(self.desk)
        self.billing = Billing(self.desk)
        self.payables = Payables(self.desk)
        self.purchasing = Purchasing(self.desk, self.payables)
        self.selling = Selling(self.desk, self.billing, self.purchasing)
        self.documents: Mapping[str, Documents] = {
            "salesOrders": self.selling,
            "purchaseOrders": self.purchasing,
            "salesInvoices": self.billing.invoices,
            "salesCreditMemos": self.billing.memos,
            "purchaseInvoices": self.payables.invoices,
        }
        self.entering: Mapping[str, Callable[[DocumentDraft], Any]] = {
            "salesOrders": self.selling.create,
            "purchaseOrders": self.purchasing.create,
            "salesInvoices": self.billing.draft_invoice,
            "salesCreditMemos": self.billing.draft_credit_memo,
            "purchaseInvoices": self.payables.draft,
        }
        self.subscriptions = self.desk.subscriptions
        self.acts: Acts = {**self.subscriptions.acts, **self.purchasing.acts}

    def next_refusal(self) -> str:
        """Make the id under which support would look for a refusal."""
        self.store.refusals += 1
        return str(self.world.ids.uuid(self.world.system, "refusal", self.store.refusals))
