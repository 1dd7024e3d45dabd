"""Companies, buyers, groups and credit on the wire."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints

from simulators.commerce.domain.catalogue import Address
from simulators.commerce.domain.company import Buyer, Company, Credit, CreditEntry, CustomerGroup
from simulators.commerce.events.orders import amount, instant
from simulators.commerce.schemas.addresses import STREET_LENGTH_MAX
from simulators.commerce.schemas.fields import (
    INTEGRAL,
    Amount,
    Body,
    Country,
    Envelope,
    Filled,
    Flag,
    Id,
    Line,
    Text,
)
from simulators.commerce.service.companies import CompanyChanges

Email = Annotated[str, StringConstraints(max_length=255, pattern=r"^[A-Za-z0-9._+-]+@[A-Za-z0-9.-]+$")]
Currency = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$", max_length=3)]


class CompanyEntity(Body):
    """A company; what is not named stays as it is."""

    company_name: Filled | None = None
    company_email: Email | None = None
    legal_name: Line | None = None
    telephone: Line | None = None
    status: Annotated[int, Field(strict=True, ge=0, le=3), INTEGRAL] | None = None
    customer_group_id: Id | None = None
    reject_reason: Line | None = None
    super_user_id: Id | None = None
    street: Annotated[list[Line], Field(min_length=1, max_length=10)] | None = None
    city: Filled | None = None
    postcode: Line | None = None
    country_id: Country | None = None
    currency_code: Currency | None = None


class CompanyBody(Body):
    """The envelope of a company."""

    company: CompanyEntity


class CustomerEntity(Body):
    """A buyer."""

    email: Email
    firstname: Filled
    lastname: Filled


class CustomerBody(Body):
    """The envelope of a buyer."""

    customer: CustomerEntity
    password: Filled | None = None


class GroupEntity(Body):
    """A customer group."""

    code: Annotated[str, StringConstraints(min_length=1, max_length=32, pattern=r"^[^\x00-\x1f\x7f]*$")]
    tax_class_id: Id | None = None


class GroupBody(Body):
    """The envelope of a customer group."""

    group: GroupEntity


class CreditEntity(Body):
    """What a company may owe."""

    credit_limit: Amount | None = None
    exceed_limit: Flag | None = None


class CreditBody(Envelope):
    """The envelope of a credit account."""

    credit_limit: CreditEntity


class BalanceOptions(Body):
    """What a movement is for."""

    purchase_order: Line | None = None
    order_increment: Line | None = None


class BalanceBody(Envelope):
    """A movement of a credit."""

    value: Amount
    currency: Currency
    operation_type: Annotated[int, Field(strict=True, ge=1, le=6), INTEGRAL]
    comment: Text | None = None
    options: BalanceOptions | None = None


class CreditCommentBody(Envelope):
    """Something said of a movement."""

    purchase_order: Line | None = None
    comment: Text | None = None


def company_changes_of(entity: CompanyEntity, known: Company | None) -> CompanyChanges:
    """Read what somebody wants a company to be; a part of an address joins what is known of the rest."""
    return CompanyChanges(
        name=entity.company_name,
        email=entity.company_email,
        legal_name=entity.legal_name,
        telephone=entity.telephone,
        status=entity.status,
        group_id=entity.customer_group_id,
        reject_reason=entity.reject_reason,
        address=_address(entity, known.address if known else None),
    )


def _address(entity: CompanyEntity, known: Address | None) -> Address | None:
    street = ", ".join(entity.street)[:STREET_LENGTH_MAX] if entity.street else known and known.street
    city = entity.city or (known and known.city)
    country = entity.country_id or (known and known.country)
    name = entity.company_name or (known and known.name)
    if not (street and city and country and name):
        return None
    postcode = entity.postcode if entity.postcode is not None else (known.postcode if known else "")
    return Address(name, street, city, postcode, country)


def native_company(company: Company) -> dict[str, Any]:
    """Write a company."""
    address = company.address
    return {
        "id": company.id,
        "status": company.status,
        "reject_reason": company.reject_reason or None,
        "company_name": company.name,
        "legal_name": company.legal_name or None,
        "company_email": company.email,
        "street": [address.street],
        "city": address.city,
        "postcode": address.postcode,
        "country_id": address.country,
        "telephone": company.telephone or None,
        "customer_group_id": company.group_id,
        "super_user_id": company.id,
        "currency_code": company.currency,
    }


def native_buyer(buyer: Buyer) -> dict[str, Any]:
    """Write a buyer; never the password."""
    return {
        "id": buyer.id,
        "group_id": buyer.group_id,
        "created_at": instant(buyer.created_at),
        "email": buyer.email,
        "firstname": buyer.firstname,
        "lastname": buyer.lastname,
        "store_id": 1,
        "website_id": 1,
        "extension_attributes": {"company_attributes": {"customer_id": buyer.id, "company_id": buyer.id}},
    }


def native_group(group: CustomerGroup) -> dict[str, Any]:
    """Write a customer group."""
    return {"id": group.id, "code": group.code, "tax_class_id": 3, "tax_class_name": "Retail Customer"}


def native_credit(credit: Credit) -> dict[str, Any]:
    """Write a credit account."""
    return {
        "id": credit.id,
        "company_id": credit.company_id,
        "credit_limit": None if credit.limit is None else amount(credit.limit),
        "balance": amount(credit.balance),
        "currency_code": credit.currency,
        "exceed_limit": credit.may_exceed,
        "available_limit": amount(credit.available),
    }


def native_credit_entry(entry: CreditEntry) -> dict[str, Any]:
    """Write one movement of a credit and what it left."""
    credit = entry.credit
    return {
        "id": entry.id,
        "company_credit_id": credit.id,
        "datetime": instant(entry.at),
        "type": entry.operation,
        "amount": amount(entry.amount),
        "balance": amount(credit.balance),
        "credit_limit": None if credit.limit is None else amount(credit.limit),
        "available_limit": amount(credit.available),
        "currency_credit": credit.currency,
        "currency_operation": credit.currency,
        "purchase_order": entry.purchase_order,
        "comment": entry.comment,
        "order_increment": entry.order_increment,
    }
