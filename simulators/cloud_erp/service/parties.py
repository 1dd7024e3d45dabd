"""The other side of a document: who it is, whether business is done with it, and in which currency."""

from datetime import date, timedelta
from typing import TypeVar

from simulators.chassis.tables import Table
from simulators.cloud_erp.domain.masters import Account, Party
from simulators.cloud_erp.errors import FieldValidationError, PostingRefusedError, TableRelationError
from simulators.cloud_erp.service.drafts import DocumentDraft
from simulators.cloud_erp.store import Store

A = TypeVar("A", bound=Account)


def party_of(store: Store, entity_set: str, table: Table[str, A], draft: DocumentDraft) -> A:
    """Find the customer or vendor that a new document names by number, by id or by both.

    Raises:
        TableRelationError: there is none.
        FieldValidationError: number and id name two.
    """
    kind = entity_set[:-1]
    account = None
    if draft.party_number:
        account = store.by_number(entity_set, table, draft.party_number)
    if draft.party_id:
        by_id = table.get(draft.party_id)
        if draft.party_number and by_id is not account:
            raise FieldValidationError(f"{kind}Number and {kind}Id do not name the same {kind}.")
        account = by_id
    if account is None:
        named = draft.party_number or draft.party_id
        raise TableRelationError(f"The {kind} {named!r} on the document is in no {kind} table.")
    return account


def must_not_be_blocked(account: Account, blocking: tuple[str, ...], document: str) -> None:
    """Make sure that this kind of document may be entered for the account.

    Raises:
        PostingRefusedError: it is blocked for that.
    """
    if account.blocked in blocking:
        raise PostingRefusedError(
            f"No {document} can be entered for {account.number}: it is blocked with type {account.blocked}."
        )


def due_day(store: Store, party: Party, day: date) -> date:
    """Give the day on which a bill of a day is to be paid, by the terms agreed with its party."""
    terms = store.payment_terms.get(party.terms_id)
    return day if terms is None else day + timedelta(days=terms.days)


def currency_of(store: Store, code: str, account: Account) -> tuple[str, str]:
    """Give id and code of a document's currency: the one asked for, or else the account's.

    Raises:
        TableRelationError: there is no such currency.
    """
    if not code or code == account.currency:
        return account.currency_id, account.currency
    currency = store.by_number("currencies", store.currencies, code)
    if currency is None:
        raise TableRelationError(f"The currency {code!r} on the document is in no currency table.")
    return currency.id, currency.code
