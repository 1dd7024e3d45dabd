"""What went wrong when the business was loaded into a system: its share differs from what everybody else has.

Each kind takes a share, and which customers and items it meets is drawn for them by name, so that a larger
share meets those of the smaller one as well. What is not loaded is missing at the end of the load, where one
breaks off; everything before it keeps its number.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from simulators.chassis.master import Customer, Item, MasterData
from simulators.chassis.ports import Chance

CENT = Decimal("0.01")
PRICE_FACTOR = Decimal("1.10")
PACK_FACTOR = 10
CREDIT_DIVISOR = 100

_Convert = Callable[[MasterData, float, Chance], MasterData]


def converted(master: MasterData, shares: Mapping[str, float], chance: Chance) -> MasterData:
    """Give the business as one system has it after such a load."""
    for kind, share in shares.items():
        if share:
            master = KINDS[kind](master, share, chance)
    return master


def _prices(master: MasterData, share: float, chance: Chance) -> MasterData:
    wrong = {item.id for item in master.items if _met("price", item.id, share, chance)}
    items = [
        replace(item, list_price=_dearer(item.list_price)) if item.id in wrong else item
        for item in master.items
    ]
    contracts = {
        (customer, item): _dearer(price) if item in wrong else price
        for (customer, item), price in master.contracts.items()
    }
    return replace(master, items=tuple(items), contracts=contracts)


def _pack_sizes(master: MasterData, share: float, chance: Chance) -> MasterData:
    def loaded(item: Item) -> Item:
        is_met = _met("pack size", item.id, share, chance)
        return replace(item, pack_size=item.pack_size * PACK_FACTOR) if is_met else item

    return replace(master, items=tuple(map(loaded, master.items)))


def _credit(master: MasterData, share: float, chance: Chance) -> MasterData:
    def loaded(customer: Customer) -> Customer:
        limit = (customer.credit_limit / CREDIT_DIVISOR).quantize(CENT)
        return (
            replace(customer, credit_limit=limit) if _met("credit", customer.id, share, chance) else customer
        )

    return replace(master, customers=tuple(map(loaded, master.customers)))


def _tax(master: MasterData, share: float, chance: Chance) -> MasterData:
    def loaded(customer: Customer) -> Customer:
        is_met = _met("tax", customer.id, share, chance)
        return replace(customer, tax_rate=Decimal(0)) if is_met else customer

    return replace(master, customers=tuple(map(loaded, master.customers)))


def _blocked(master: MasterData, share: float, chance: Chance) -> MasterData:
    def loaded(customer: Customer) -> Customer:
        is_met = _met("blocked", customer.id, share, chance)
        return replace(customer, blocked=True) if is_met else customer

    return replace(master, customers=tuple(map(loaded, master.customers)))


def _stock(master: MasterData, share: float, chance: Chance) -> MasterData:
    stock = {
        (site, item): 0 if _met("stock", f"{site}/{item}", share, chance) else quantity
        for (site, item), quantity in master.opening_stock.items()
    }
    return replace(master, opening_stock=stock)


def _unloaded_items(master: MasterData, share: float, _: Chance) -> MasterData:
    kept = master.items[: len(master.items) - round(len(master.items) * share)]
    known = {item.id for item in kept}
    return replace(
        master,
        items=kept,
        contracts={key: price for key, price in master.contracts.items() if key[1] in known},
        opening_stock={key: count for key, count in master.opening_stock.items() if key[1] in known},
        replenishment={key: count for key, count in master.replenishment.items() if key[1] in known},
        on_order=tuple([one for one in master.on_order if one.item in known]),
    )


def _unloaded_customers(master: MasterData, share: float, _: Chance) -> MasterData:
    kept = master.customers[: len(master.customers) - round(len(master.customers) * share)]
    known = {customer.id for customer in kept}
    contracts = {key: price for key, price in master.contracts.items() if key[0] in known}
    return replace(master, customers=kept, contracts=contracts)


def _unloaded_purchases(master: MasterData, share: float, chance: Chance) -> MasterData:
    kept = [one for one in master.on_order if not _met("purchase", one.reference, share, chance)]
    return replace(master, on_order=tuple(kept))


def _met(kind: str, id_: str, share: float, chance: Chance) -> bool:
    return chance.uniform("conversion", kind, id_) < share


def _dearer(price: Decimal) -> Decimal:
    return max((price * PRICE_FACTOR).quantize(CENT), price + CENT)


KINDS: Mapping[str, _Convert] = {
    "prices": _prices,
    "pack_sizes": _pack_sizes,
    "credit_limits": _credit,
    "tax_codes": _tax,
    "blocked_customers": _blocked,
    "opening_stock": _stock,
    "items_not_loaded": _unloaded_items,
    "customers_not_loaded": _unloaded_customers,
    "purchases_not_loaded": _unloaded_purchases,
}
"""What can go wrong in a load: a share of the items, customers, or goods on order, of one system."""
