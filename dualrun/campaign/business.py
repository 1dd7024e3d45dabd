"""The smallest business in which everything can happen: two buyers, five items, two sites, a supplier."""

from decimal import Decimal

from simulators.chassis.generate import DEFAULT_SITES
from simulators.chassis.master import Customer, Item, MasterData, Supplier

BUYER, OTHER_BUYER = "C00002", "C00001"
"""The home site of the first is the own warehouse, that of the second the provider's."""
AMPLE, SECOND, SCARCE, BOUND, DROPPED = "I00001", "I00002", "I00003", "I00004", "I00005"
SUPPLIER = "SUP1"
HOME, AWAY = (site.id for site in DEFAULT_SITES)

_PLENTY, _TOO_FEW, _DELIVERY = 6000, 4, 600


def tiny_business() -> MasterData:
    """Give the business of all flows: of `SCARCE` there is too little until the morning's delivery.

    `BOUND` lies everywhere and may leave from one site alone; `DROPPED` lies nowhere, its supplier sends it.
    """
    sites = (HOME, AWAY)
    opening = {(site, item): _PLENTY for site in sites for item in (AMPLE, SECOND, BOUND)}
    scarce = {(site, SCARCE): _TOO_FEW for site in sites}
    return MasterData(
        customers=(_customer(BUYER, "Brook & Daughters", "GB"), _customer(OTHER_BUYER, "Kontor Nord", "DE")),
        items=(
            Item(AMPLE, "Oak lantern, small", Decimal("3.10"), 6, "5060000000017"),
            Item(SECOND, "Steel mug, white", Decimal("1.85"), 12, "5060000000024"),
            Item(SCARCE, "Brass hook, vintage", Decimal("7.40"), 10, "5060000000031"),
            Item(BOUND, "Lamp oil, large", Decimal("5.15"), 6, "5060000000048"),
            Item(DROPPED, "Garden bench, oak", Decimal("89.00"), 2, "5060000000055"),
        ),
        sites=DEFAULT_SITES,
        contracts={(BUYER, AMPLE): Decimal("2.75")},
        opening_stock={**opening, **scarce},
        replenishment=dict.fromkeys(scarce, _DELIVERY),
        only_from={BOUND: (AWAY,)},
        suppliers=(Supplier(SUPPLIER, "Lakeside Makers"),),
        drop_shipped={DROPPED: SUPPLIER},
    )


def _customer(customer_id: str, name: str, country: str) -> Customer:
    return Customer(
        id=customer_id,
        name=name,
        street="1 Mill Lane",
        city="Leeds" if country == "GB" else "Bremen",
        postcode="LS1 4AP" if country == "GB" else "28195",
        country=country,
        region="GB-N" if country == "GB" else "EU",
        currency="GBP",
        tax_rate=Decimal("0.20") if country == "GB" else Decimal(0),
        credit_limit=Decimal(250_000),
        terms_days=30,
    )
