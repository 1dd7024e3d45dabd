"""Orders as field sales of the seeded business would write them: its customers, its items, its prices."""

import random
import uuid
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from dualrun.landscape.business import good_customers, seeded_business, well_stocked_items

LINES_MAX, QUANTITY_MAX = 3, 6


def order_writer(seed: int) -> Callable[..., dict[str, Any]]:
    """Give what writes one new order of a channel at each call, as the façade's experience API takes it."""
    master = seeded_business(seed)
    customers, items = good_customers(master), well_stocked_items(master)

    def write(channel: str = "field_sales") -> dict[str, Any]:
        customer = random.choice(customers)
        wanted = random.sample(items, random.randint(1, LINES_MAX))
        return {
            "reference": f"L-{uuid.uuid4().hex[:24]}",
            "channel": channel,
            "customer": customer.id,
            "order_date": datetime.now(UTC).date().isoformat(),
            "currency": customer.currency,
            "ship_to": {
                "name": customer.name[:80],
                "street": customer.street[:80],
                "city": customer.city[:80],
                "postcode": customer.postcode,
                "country": customer.country,
            },
            "lines": [
                {
                    "line": number,
                    "item": item.id,
                    "quantity": random.randint(1, QUANTITY_MAX),
                    "uom": "EA",
                    "unit_price": str(master.price(customer.id, item)),
                }
                for number, item in enumerate(wanted, 1)
            ],
        }

    return write
