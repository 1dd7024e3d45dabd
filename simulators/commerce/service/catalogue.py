"""The products of the shop, and who may see which."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from simulators.chassis.world import World
from simulators.commerce.domain.catalogue import CUSTOM, ENABLED, PUBLIC, Product, SharedCatalog
from simulators.commerce.domain.company import GENERAL_GROUP
from simulators.commerce.domain.hooks import PRODUCT_SAVED
from simulators.commerce.errors import NoSuchEntityError, StateError
from simulators.commerce.service.announcements import Announcements
from simulators.commerce.service.companies import Companies
from simulators.commerce.store import Store


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """What somebody wants a product to be; nothing stands for: as it was."""

    name: str | None
    price: Decimal | None
    status: int | None
    weight: Decimal | None
    gtin: str | None
    pack_size: int | None


class Catalogue:
    """The catalogue of one shop and its shared catalogues."""

    def __init__(
        self, world: World, store: Store, companies: Companies, announcements: Announcements
    ) -> None:
        self._clock = world.clock
        self._store = store
        self._companies = companies
        self._announcements = announcements

    def product(self, sku: str) -> Product:
        """Give a product.

        Raises:
            NoSuchEntityError: no such product.
        """
        try:
            return self._store.products[sku]
        except KeyError:
            raise NoSuchEntityError("sku", sku) from None

    def save_product(self, sku: str, changes: ProductChanges) -> Product:
        """Change a product, or enter a new one.

        Raises:
            StateError: a new one without a name or a price.
        """
        now = self._clock.now()
        known = self._store.products.get(sku)
        if known is None:
            if not changes.name or changes.price is None:
                raise StateError("The new product %sku needs a name and a price.", sku=sku)
            number = self._store.next_id("product")
            known = Product(sku, changes.name, changes.price, 1, "", number, now, now)
        given: dict[str, Any] = {
            "name": changes.name,
            "list_price": changes.price,
            "status": changes.status,
            "weight": changes.weight,
            "gtin": changes.gtin,
            "pack_size": changes.pack_size,
        }
        kept = {field: value for field, value in given.items() if value is not None}
        product = replace(known, updated_at=now, **kept)
        self._store.products[sku] = product
        if self._announcements.is_wanted(PRODUCT_SAVED):
            row = {"sku": sku, "name": product.name, "price": float(product.list_price)}
            self._announcements.tell(PRODUCT_SAVED, sku, row)
        return product

    def delete_product(self, sku: str) -> None:
        """Forget a product and its stock; orders keep what they say of it.

        Raises:
            NoSuchEntityError: no such product.
        """
        self.product(sku)
        del self._store.products[sku]
        for source in self._store.sources:
            self._store.source_items.pop((sku, source), None)

    def catalog(self, catalog_id: int) -> SharedCatalog:
        """Give a shared catalogue.

        Raises:
            NoSuchEntityError: there is none of that number.
        """
        try:
            return self._store.catalogs[catalog_id]
        except KeyError:
            raise NoSuchEntityError("sharedCatalogId", catalog_id) from None

    def add_catalog(self, name: str, description: str, kind: int) -> SharedCatalog:
        """Enter a shared catalogue without products, with a customer group of its own.

        Raises:
            StateError: there is one of that name.
        """
        self._expect_new(name, 0)
        group = self._companies.add_group(name)
        number = self._store.next_id("catalog")
        catalog = SharedCatalog(number, name, description, CUSTOM, group.id, (), self._clock.now())
        self._store.catalogs[number] = catalog
        return self._publish(catalog) if kind == PUBLIC else catalog

    def change_catalog(self, catalog_id: int, name: str, description: str | None, kind: int) -> SharedCatalog:
        """Rename a shared catalogue, or make it the public one.

        Raises:
            NoSuchEntityError: there is none of that number.
            StateError: there is one of that name, or the public one would no longer be.
        """
        catalog = self.catalog(catalog_id)
        self._expect_new(name, catalog_id)
        if catalog.kind == PUBLIC and kind == CUSTOM:
            raise StateError(
                "Make another shared catalogue public; %name cannot cease to be.", name=catalog.name
            )
        text = catalog.description if description is None else description
        catalog = self._store.catalogs[catalog_id] = replace(catalog, name=name, description=text)
        return self._publish(catalog) if kind == PUBLIC else catalog

    def delete_catalog(self, catalog_id: int) -> None:
        """Forget a shared catalogue; its companies fall back to the public one.

        Raises:
            NoSuchEntityError: there is none of that number.
            StateError: it is the public one.
        """
        catalog = self.catalog(catalog_id)
        if catalog.kind == PUBLIC:
            raise StateError("The public catalogue %name cannot be deleted.", name=catalog.name)
        self.assign_companies(catalog_id, self.companies_of(catalog), is_out=True)
        del self._store.catalogs[catalog_id]

    def companies_of(self, catalog: SharedCatalog) -> list[int]:
        """Give the numbers of the companies that see a catalogue."""
        return [each.id for each in self._store.companies.values() if each.group_id == catalog.group_id]

    def assign_companies(self, catalog_id: int, company_ids: Iterable[int], *, is_out: bool = False) -> None:
        """Let companies see this catalogue and no other, or the public one again.

        Raises:
            NoSuchEntityError: there is no such catalogue or company.
        """
        group_id = self._public_group() if is_out else self.catalog(catalog_id).group_id
        known = [self._companies.company(company_id).id for company_id in company_ids]
        for company_id in known:
            self._companies.assign(company_id, group_id)

    def assign_products(self, catalog_id: int, skus: Iterable[str], *, is_out: bool = False) -> None:
        """Put products into a catalogue, or take them out.

        Raises:
            NoSuchEntityError: there is no such catalogue or product.
        """
        catalog = self.catalog(catalog_id)
        known = dict.fromkeys(self.product(sku).sku for sku in skus)
        rest = tuple([sku for sku in catalog.skus if sku not in known])
        self._store.catalogs[catalog_id] = replace(catalog, skus=rest if is_out else (*rest, *known))

    def expect_for_sale(self, company_group: int, sku: str) -> Product:
        """Give a product that a company may buy.

        Raises:
            NoSuchEntityError: there is none, or not for that company.
        """
        product = self.product(sku)
        catalogs = self._store.catalogs.values()
        seen = [catalog for catalog in catalogs if catalog.group_id == company_group]
        if product.status != ENABLED or (seen and sku not in seen[0].skus):
            raise NoSuchEntityError("sku", sku)
        return product

    def _publish(self, catalog: SharedCatalog) -> SharedCatalog:
        for other in list(self._store.catalogs.values()):
            if other.kind == PUBLIC and other.id != catalog.id:
                self._store.catalogs[other.id] = replace(other, kind=CUSTOM)
        public = self._store.catalogs[catalog.id] = replace(catalog, kind=PUBLIC)
        return public

    def _public_group(self) -> int:
        catalogs = self._store.catalogs.values()
        return next((each.group_id for each in catalogs if each.kind == PUBLIC), GENERAL_GROUP)

    def _expect_new(self, name: str, catalog_id: int) -> None:
        if any(each.name == name and each.id != catalog_id for each in self._store.catalogs.values()):
            raise StateError("There is a shared catalogue %name already.", name=name)
