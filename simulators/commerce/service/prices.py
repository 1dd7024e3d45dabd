"""What one each costs whom."""

from collections.abc import Iterable
from decimal import Decimal

from simulators.commerce.domain.catalogue import ALL_GROUPS, Product, TierPrice
from simulators.commerce.store import Store


class Prices:
    """The tier prices of one shop, by customer group and product."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def of_each(self, group_id: int, product: Product, quantity: int = 1) -> Decimal:
        """Give what one each costs a group when it buys `quantity`: the best of its tiers, or the list."""
        tiers = self._store.tier_prices
        found = (*tiers.get((group_id, product.sku), ()), *tiers.get((ALL_GROUPS, product.sku), ()))
        reached = [tier.applied(product.list_price) for tier in found if tier.quantity <= quantity]
        return min(reached) if reached else product.list_price

    def put(self, price: TierPrice) -> None:
        """Enter a price; one for the same group, product and quantity gives way."""
        key, new = (price.group_id, price.sku), price.tier
        others = [tier for tier in self._store.tier_prices.get(key, ()) if tier.quantity != new.quantity]
        self._store.tier_prices[key] = (*others, new)

    def drop(self, group_id: int, sku: str, quantity: int) -> bool:
        """Delete a price; false when there is none."""
        known = self._store.tier_prices.get((group_id, sku), ())
        left = tuple([tier for tier in known if tier.quantity != quantity])
        if left:
            self._store.tier_prices[group_id, sku] = left
        else:
            self._store.tier_prices.pop((group_id, sku), None)
        return len(left) < len(known)

    def replace_all(self, prices: Iterable[TierPrice]) -> None:
        """Enter prices in the place of all that their products had."""
        entered = list(prices)
        skus = dict.fromkeys(price.sku for price in entered)
        for key in [key for key in self._store.tier_prices if key[1] in skus]:
            del self._store.tier_prices[key]
        for price in entered:
            self.put(price)

    def of_products(self, skus: Iterable[str]) -> list[TierPrice]:
        """Give every tier of some products."""
        wanted = dict.fromkeys(skus)
        return [
            TierPrice(sku, group_id, tier)
            for (group_id, sku), tiers in self._store.tier_prices.items()
            if sku in wanted
            for tier in tiers
        ]
