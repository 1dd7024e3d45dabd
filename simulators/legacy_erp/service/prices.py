"""Agreeing on prices with customers: a contract stands before the list."""

from simulators.legacy_erp.domain.masters import CONTRACT, SalesPrice
from simulators.legacy_erp.errors import RecordExistsError, RecordInUseError, RecordNotFoundError
from simulators.legacy_erp.service.company import Company
from simulators.legacy_erp.service.pages import Said
from simulators.legacy_erp.service.views.masters import SALES_PRICE
from simulators.legacy_erp.service.writing import Writing, must_have


def _draft(company: Company, said: Said) -> SalesPrice:
    must_have(said.values, "Sales_Code", "Item_No", "Unit_Price")
    customer = company.store.customers.get(said.values["Sales_Code"])
    item = company.store.items.get(said.values["Item_No"])
    if customer is None:
        raise RecordNotFoundError("customer", said.values["Sales_Code"])
    if item is None:
        raise RecordNotFoundError("item", said.values["Item_No"])
    price = company.store.price(customer, item)
    if price.source == CONTRACT:
        raise RecordExistsError(SALES_PRICE.title, price.no)
    price.unit_price, price.source = said.values["Unit_Price"], CONTRACT
    price.version += 1
    return price


def _revise(_: Company, price: SalesPrice, said: Said) -> bool:
    asked = said.values.get("Unit_Price", price.unit_price)
    differs = bool(asked != price.unit_price)
    price.unit_price = asked
    price.source = CONTRACT if differs else price.source
    return differs


def _store(company: Company, price: SalesPrice) -> None:
    place = (price.customer_no, price.item_no)
    company.store.contracts[place] = price.unit_price
    company.store.contract_versions[place] = price.version


def _delete(company: Company, price: SalesPrice) -> None:
    if price.source != CONTRACT:
        raise RecordInUseError(SALES_PRICE.title, price.no, "it is the item's list price")
    place = (price.customer_no, price.item_no)
    del company.store.contracts[place]
    company.store.contract_versions[place] = price.version + 1


PRICE_WRITING = Writing(SALES_PRICE, _draft, _store, _revise, _store, _delete)
