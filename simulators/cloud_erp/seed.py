"""How this product codes its share of the business."""

from simulators.chassis.master import CASE, EACH, Codes, MasterData
from simulators.cloud_erp.domain import BLOCKED_ALL, BOX, NOT_BLOCKED, PIECE, Customer, Item
from simulators.cloud_erp.service.book import Book

FIRST_ITEM, ITEM_STEP, CUSTOMER_STEP = 1896, 4, 10


def codes(master: MasterData) -> Codes:
    """Give the native code behind each business id; customers and items are numbered in their order."""
    return {
        "customer": {c.id: f"C{(i + 1) * CUSTOMER_STEP:05}" for i, c in enumerate(master.customers)},
        "item": {item.id: f"{FIRST_ITEM + i * ITEM_STEP}-S" for i, item in enumerate(master.items)},
        "unit": {EACH: PIECE, CASE: BOX},
    }


def populate(book: Book, master: MasterData) -> None:
    """Enter customers and items; entering them again changes nothing but their versions."""
    native, now = codes(master), book.world.clock.now()
    for customer in master.customers:
        number = native["customer"][customer.id]
        book.store.add_customer(
            Customer(
                id=book.new_id("customer", number),
                number=number,
                name=customer.name,
                street=customer.street,
                city=customer.city,
                postcode=customer.postcode,
                country=customer.country,
                currency=customer.currency,
                tax_rate=customer.tax_rate,
                credit_limit=customer.credit_limit,
                terms_days=customer.terms_days,
                blocked=BLOCKED_ALL if customer.blocked else NOT_BLOCKED,
                version=book.store.next_version(),
                modified_at=now,
            )
        )
    for item in master.items:
        number = native["item"][item.id]
        book.store.add_item(
            Item(
                id=book.new_id("item", number),
                number=number,
                description=item.description,
                list_price=item.list_price,
                pack_size=item.pack_size,
                gtin=item.gtin,
                version=book.store.next_version(),
                modified_at=now,
            )
        )
