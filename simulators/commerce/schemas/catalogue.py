"""Products, prices and shared catalogues on the wire."""

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from simulators.commerce.domain.catalogue import CASE, EACH, Product, SharedCatalog, TierPrice
from simulators.commerce.events.orders import amount, instant
from simulators.commerce.schemas.fields import (
    INTEGRAL,
    NO_CONTROLS,
    Amount,
    Body,
    Envelope,
    Filled,
    Id,
    Quantity,
    Text,
)
from simulators.commerce.service.catalogue import ProductChanges

Sku = Annotated[str, StringConstraints(min_length=1, max_length=64, pattern=r"^[A-Za-z0-9._-]+$")]
Skus = Annotated[list[Filled], Field(max_length=1000)]


class AttributeBody(Body):
    """An attribute that this kind of product has beyond the common ones."""

    attribute_code: Filled
    value: Any = None


class ProductExtension(Body):
    """What a product says beyond the product's own fields."""

    pack_size: Quantity | None = None


class ProductEntity(Body):
    """A product; what is not named stays as it is."""

    sku: Sku | None = None
    name: Filled | None = None
    price: Amount | None = None
    status: Annotated[int, Field(strict=True, ge=1, le=2), INTEGRAL] | None = None
    weight: Amount | None = None
    extension_attributes: ProductExtension | None = None
    custom_attributes: Annotated[list[AttributeBody], Field(max_length=100)] | None = None


class ProductBody(Body):
    """The envelope of a product."""

    product: ProductEntity


class NewProductEntity(ProductEntity):
    """A product that is named by its SKU."""

    sku: Sku


class NewProductBody(Body):
    """The envelope of a product named by its SKU."""

    product: NewProductEntity


class TierBody(Body):
    """A price of a customer group from a quantity on."""

    sku: Filled
    price: Amount
    quantity: Quantity
    customer_group: Filled
    price_type: Literal["fixed", "discount"] = "fixed"
    website_id: Id | None = None


class TiersBody(Body):
    """Prices of customer groups."""

    prices: Annotated[list[TierBody], Field(max_length=1000)]


class BasePriceBody(Body):
    """A price of the list."""

    sku: Filled
    price: Amount
    store_id: Id | None = None


class BasePricesBody(Body):
    """Prices of the list."""

    prices: Annotated[list[BasePriceBody], Field(max_length=1000)]


class SkusBody(Body):
    """Products by their SKUs."""

    skus: Skus


class CatalogEntity(Body):
    """A shared catalogue."""

    name: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=NO_CONTROLS)]
    description: Text | None = None
    type: Annotated[int, Field(strict=True, ge=0, le=1), INTEGRAL] = 0


class CatalogBody(Envelope):
    """The envelope of a shared catalogue."""

    shared_catalog: CatalogEntity


class CompanyRef(Body):
    """A company by its number."""

    id: Id


class CompaniesBody(Body):
    """Companies by their numbers."""

    companies: Annotated[list[CompanyRef], Field(max_length=1000)]


class ProductRef(Body):
    """A product by its SKU."""

    sku: Filled


class ProductsBody(Body):
    """Products by their SKUs, each in an object of its own."""

    products: Annotated[list[ProductRef], Field(max_length=1000)]


def product_changes_of(entity: ProductEntity) -> ProductChanges:
    """Read what somebody wants a product to be."""
    gtin = None
    for attribute in entity.custom_attributes or ():
        if attribute.attribute_code == "gtin" and isinstance(attribute.value, str):
            gtin = attribute.value[:14]
    extension = entity.extension_attributes
    return ProductChanges(
        entity.name,
        entity.price,
        entity.status,
        entity.weight,
        gtin,
        extension.pack_size if extension is not None else None,
    )


def native_product(product: Product, company_price: Decimal | None = None) -> dict[str, Any]:
    """Write a product, and what one each costs the company that asks."""
    return {
        "id": product.id,
        "sku": product.sku,
        "name": product.name,
        "attribute_set_id": 4,
        "price": amount(product.list_price),
        "status": product.status,
        "visibility": 4,
        "type_id": "simple",
        "weight": amount(product.weight),
        "created_at": instant(product.created_at),
        "updated_at": instant(product.updated_at),
        "extension_attributes": {
            "company_price": None if company_price is None else amount(company_price),
            "pack_size": product.pack_size,
            "sales_units": [EACH, CASE],
        },
        "custom_attributes": [{"attribute_code": "gtin", "value": product.gtin}],
    }


def native_tier(price: TierPrice, group_code: str) -> dict[str, Any]:
    """Write a price of a customer group."""
    return {
        "sku": price.sku,
        "price": amount(price.tier.price),
        "price_type": price.tier.kind,
        "website_id": 0,
        "customer_group": group_code,
        "quantity": price.tier.quantity,
    }


def native_catalog(catalog: SharedCatalog) -> dict[str, Any]:
    """Write a shared catalogue."""
    return {
        "id": catalog.id,
        "name": catalog.name,
        "description": catalog.description,
        "customer_group_id": catalog.group_id,
        "type": catalog.kind,
        "created_at": instant(catalog.created_at),
        "created_by": 1,
        "store_id": 0,
        "tax_class_id": 3,
    }
