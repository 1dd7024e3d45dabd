"""Companies, their buyers and groups, and what they may owe."""

from typing import Any

from simulators.commerce.api.asking import ANYONE, BUYERS, TEXT, YES, Ask, Route, searching
from simulators.commerce.domain.access import BUYER_PASSWORD
from simulators.commerce.domain.company import ALLOCATED
from simulators.commerce.errors import StateError
from simulators.commerce.schemas.companies import (
    BalanceBody,
    CompanyBody,
    CreditBody,
    CreditCommentBody,
    CustomerBody,
    GroupBody,
    company_changes_of,
    native_buyer,
    native_company,
    native_credit,
    native_credit_entry,
    native_group,
)
from simulators.commerce.schemas.hooks import SignInBody
from simulators.commerce.service.search import fields_of


def sign_in_staff(ask: Ask) -> Any:
    """Give a bearer token for four hours."""
    body: SignInBody = ask.body
    return ask.shop.access.sign_in_staff(body.username, body.password)


def sign_in_buyer(ask: Ask) -> Any:
    """Give a buyer a bearer token for an hour."""
    body: SignInBody = ask.body
    return ask.shop.access.sign_in_buyer(body.username, body.password)


def sign_out(ask: Ask) -> Any:
    """Let all tokens of the buyer who asks end."""
    ask.shop.access.revoke(ask.buyer_id)
    return True


def read_company(ask: Ask) -> Any:
    """Give one company."""
    return native_company(ask.shop.companies.company(ask.number("companyId")))


def add_company(ask: Ask) -> Any:
    """Enter a company for a buyer."""
    body: CompanyBody = ask.body
    entity = body.company
    if entity.super_user_id is None:
        raise StateError("%fieldName is required.", fieldName="company.super_user_id")
    changes = company_changes_of(entity, None)
    currency = entity.currency_code or ""
    return native_company(ask.shop.companies.add(entity.super_user_id, currency, changes))


def change_company(ask: Ask) -> Any:
    """Change a company."""
    body: CompanyBody = ask.body
    known = ask.shop.companies.company(ask.number("companyId"))
    return native_company(ask.shop.companies.change(known.id, company_changes_of(body.company, known)))


def delete_company(ask: Ask) -> Any:
    """Forget a company."""
    ask.shop.companies.delete(ask.number("companyId"))
    return True


def add_buyer(ask: Ask) -> Any:
    """Enter a buyer."""
    body: CustomerBody = ask.body
    new = body.customer
    password = body.password or BUYER_PASSWORD
    return native_buyer(ask.shop.companies.add_buyer(new.email, new.firstname, new.lastname, password))


def read_buyer(ask: Ask) -> Any:
    """Give one buyer."""
    return native_buyer(ask.shop.companies.buyer(ask.number("customerId")))


def read_self(ask: Ask) -> Any:
    """Give the buyer who asks."""
    return native_buyer(ask.shop.companies.buyer(ask.buyer_id))


def read_group(ask: Ask) -> Any:
    """Give one customer group."""
    return native_group(ask.shop.companies.group(ask.number("groupId")))


def add_group(ask: Ask) -> Any:
    """Enter a customer group."""
    body: GroupBody = ask.body
    return native_group(ask.shop.companies.add_group(body.group.code))


def read_credit(ask: Ask) -> Any:
    """Give one credit account."""
    return native_credit(ask.shop.credits.credit(ask.number("creditId")))


def read_credit_of(ask: Ask) -> Any:
    """Give a company's credit account."""
    return native_credit(ask.shop.credits.of_company(ask.number("companyId")))


def change_credit(ask: Ask) -> Any:
    """Change what a company may owe."""
    body: CreditBody = ask.body
    said = body.credit_limit
    changed = ask.shop.credits.set_limit(ask.number("creditId"), said.credit_limit, said.exceed_limit)
    return native_credit(changed)


def raise_balance(ask: Ask) -> Any:
    """Raise what a company has left."""
    _move(ask, 1)
    return True


def lower_balance(ask: Ask) -> Any:
    """Lower what a company has left."""
    _move(ask, -1)
    return True


def _move(ask: Ask, sign: int) -> None:
    body: BalanceBody = ask.body
    options = body.options
    said = {
        "comment": body.comment or "",
        "purchase_order": (options.purchase_order if options else None) or "",
        "order_increment": (options.order_increment if options else None) or "",
    }
    if body.operation_type == ALLOCATED:
        raise StateError(
            "%fieldName %value sets the limit and moves no balance.", fieldName="operationType", value=1
        )
    number = ask.number("creditId")
    ask.shop.credits.move(number, sign * body.value, body.currency, body.operation_type, **said)


def comment_on_entry(ask: Ask) -> Any:
    """Write something to a movement of a credit."""
    body: CreditCommentBody = ask.body
    ask.shop.credits.comment(ask.number("historyId"), body.purchase_order or "", body.comment or "")
    return True


COMPANY_FIELDS = fields_of(
    native_company, "id", "company_name", "company_email", "status", "customer_group_id", "country_id"
)
BUYER_FIELDS = fields_of(native_buyer, "id", "email", "firstname", "lastname", "group_id", "created_at")
GROUP_FIELDS = fields_of(native_group, "id", "code")
CREDIT_FIELDS = fields_of(native_credit, "id", "company_id", "balance", "credit_limit", "available_limit")
ENTRY_FIELDS = fields_of(
    native_credit_entry, "id", "company_credit_id", "type", "datetime", "order_increment"
)

ROUTES = (
    Route(
        "POST", "/integration/admin/token", sign_in_staff, "Sign in for four hours", SignInBody, TEXT, ANYONE
    ),
    Route(
        "POST", "/integration/customer/token", sign_in_buyer, "Sign in as a buyer", SignInBody, TEXT, ANYONE
    ),
    Route(
        "POST",
        "/integration/customer/revoke-customer-token",
        sign_out,
        "Sign out as a buyer",
        gives=YES,
        who=BUYERS,
    ),
    searching(
        "/company",
        lambda shop: shop.store.companies.values(),
        native_company,
        COMPANY_FIELDS,
        "Search companies",
    ),
    Route("POST", "/company", add_company, "Enter a company", CompanyBody),
    Route("GET", "/company/{companyId}", read_company, "Read a company"),
    Route("PUT", "/company/{companyId}", change_company, "Change a company", CompanyBody),
    Route("DELETE", "/company/{companyId}", delete_company, "Forget a company", gives=YES),
    Route("POST", "/customers", add_buyer, "Enter a buyer", CustomerBody),
    searching(
        "/customers/search",
        lambda shop: shop.store.buyers.values(),
        native_buyer,
        BUYER_FIELDS,
        "Search buyers",
    ),
    Route("GET", "/customers/me", read_self, "Read the buyer who asks", who=BUYERS),
    Route("GET", "/customers/{customerId}", read_buyer, "Read a buyer"),
    searching(
        "/customerGroups/search",
        lambda shop: shop.store.groups.values(),
        native_group,
        GROUP_FIELDS,
        "Search customer groups",
    ),
    Route("POST", "/customerGroups", add_group, "Enter a customer group", GroupBody),
    Route("GET", "/customerGroups/{groupId}", read_group, "Read a customer group"),
    searching(
        "/companyCredits",
        lambda shop: shop.store.credits.values(),
        native_credit,
        CREDIT_FIELDS,
        "Search credit accounts",
    ),
    searching(
        "/companyCredits/history",
        lambda shop: shop.store.credit_entries.values(),
        native_credit_entry,
        ENTRY_FIELDS,
        "Search movements of credit",
    ),
    Route(
        "PUT",
        "/companyCredits/history/{historyId}",
        comment_on_entry,
        "Write to a movement of credit",
        CreditCommentBody,
        YES,
    ),
    Route("GET", "/companyCredits/company/{companyId}", read_credit_of, "Read a company's credit account"),
    Route("GET", "/companyCredits/{creditId}", read_credit, "Read a credit account"),
    Route("PUT", "/companyCredits/{creditId}", change_credit, "Change what a company may owe", CreditBody),
    Route(
        "POST",
        "/companyCredits/{creditId}/increaseBalance",
        raise_balance,
        "Raise a balance",
        BalanceBody,
        YES,
    ),
    Route(
        "POST",
        "/companyCredits/{creditId}/decreaseBalance",
        lower_balance,
        "Lower a balance",
        BalanceBody,
        YES,
    ),
)
