"""What others can be told of, and who is."""

from dataclasses import dataclass

ORDER_SAVED = "observer.sales_order_save_after"
ORDER_CANCELLED = "observer.order_cancel_after"
SHIPMENT_SAVED = "observer.sales_order_shipment_save_after"
INVOICE_SAVED = "observer.sales_order_invoice_save_after"
MEMO_SAVED = "observer.sales_order_creditmemo_save_after"
RETURN_SAVED = "observer.rma_save_after"
QUOTE_SAVED = "observer.negotiable_quote_save_after"
PRODUCT_SAVED = "observer.catalog_product_save_after"
STOCK_SAVED = "observer.inventory_source_items_save_after"
COMPANY_SAVED = "observer.company_save_after"
HOOKS = (
    *(ORDER_SAVED, ORDER_CANCELLED, SHIPMENT_SAVED, INVOICE_SAVED, MEMO_SAVED),
    *(RETURN_SAVED, QUOTE_SAVED, PRODUCT_SAVED, STOCK_SAVED, COMPANY_SAVED),
)
DECIDED = (ORDER_SAVED, ORDER_CANCELLED)
"""The hooks whose required subscribers decide; on all others subscribers are only told."""


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who is told of what; named by its method, type, batch and hook, so that saying it again moves it."""

    method: str
    kind: str  # before | after
    batch: str
    hook: str
    url: str
    is_required: bool = True
    is_signed: bool = False
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> str:
        """What it is known by."""
        return f"{self.method}/{self.kind}/{self.batch}/{self.hook}"

    @property
    def decides(self) -> bool:
        """Whether the shop waits for its yes."""
        return self.is_required and self.method in DECIDED
