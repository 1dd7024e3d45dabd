"""May this order be taken? The checks a book's clerk would make, each with a reason the buyer can read."""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from facade.canonical.customer import CustomerAccount, ItemTerms
from facade.canonical.order import Order, OrderLine
from facade.canonical.value import round_half_up
from facade.orders.allocation import AllocationRules, ranked


class Refusal(Exception):  # noqa: N818 - a refusal is an answer, not an error
    """The order may not be taken."""


def check_account(account: CustomerAccount | None, order: Order) -> CustomerAccount:
    """Give the account of a customer who may buy in this currency.

    Raises:
        Refusal: unknown, blocked, or another currency.
    """
    if account is None:
        raise Refusal("unknown_customer")
    if account.blocked:
        raise Refusal("customer_blocked")
    if account.currency != order.currency:
        raise Refusal("currency_not_agreed")
    return account


def check_ship_to(order: Order, rules: AllocationRules) -> None:
    """Let the order through if it says where the goods go, and goods are delivered there.

    Raises:
        Refusal: a part of the address is missing, or nothing is delivered to its country.
    """
    to = order.ship_to
    if not all(part.strip() for part in (to.name, to.street, to.city, to.country)):
        raise Refusal("ship_to_incomplete")
    if to.country in rules.not_delivered:
        raise Refusal("not_delivered_there")


def sites_for(order: Order, rules: AllocationRules) -> tuple[str, ...]:
    """Give the sites that may send some of the order, in the order they are asked.

    Raises:
        Refusal: a line may leave from none of them, or the whole of a complete delivery from none.
    """
    sites = ranked(order, rules.sites)
    if not rules.restrictions:
        return sites
    if order.is_complete_only and not any(rules.may_send(site, order) for site in sites):
        raise Refusal("no_site_may_send_all")
    for line in order.lines:
        if not any(rules.may_send_item(site, order, line.item_id) for site in sites):
            raise Refusal("no_site_may_send")
    items = [line.item_id for line in order.lines]
    return tuple([site for site in sites if any(rules.may_send_item(site, order, item) for item in items)])


def suppliers_for(order: Order, rules: AllocationRules) -> tuple[tuple[int, str], ...]:
    """Give the lines that no site holds, each with who sends it.

    Raises:
        Refusal: the buyer wants one delivery, and there would be several.
    """
    suppliers = rules.suppliers
    if not suppliers:
        return ()
    found = [(line.line, suppliers[line.item_id]) for line in order.lines if line.item_id in suppliers]
    sources = len(dict.fromkeys(supplier for _, supplier in found)) + (len(found) < len(order.lines))
    if order.is_complete_only and found and sources > 1:
        raise Refusal("no_site_may_send_all")
    return tuple(found)


def from_sites(order: Order, suppliers: tuple[tuple[int, str], ...]) -> Order:
    """Give the order without the lines that suppliers send."""
    if not suppliers:
        return order
    sent = dict(suppliers)
    return replace(order, lines=tuple([line for line in order.lines if line.line not in sent]))


def settled_lines(
    order: Order, terms: Mapping[str, ItemTerms], *, is_agreed: bool = False
) -> tuple[OrderLine, ...]:
    """Give the lines with their pack sizes, each at exactly the price the book has agreed.

    `is_agreed` says that the prices were found right before: what they have become since changes nothing.

    Raises:
        Refusal: an item or a unit the customer cannot buy, or a price that is not the agreed one.
    """
    return tuple([_settled(line, terms.get(line.item_id), is_agreed) for line in order.lines])


def _settled(line: OrderLine, terms: ItemTerms | None, is_agreed: bool) -> OrderLine:
    if terms is None:
        raise Refusal("unknown_item")
    pack_size = terms.pack_size(line.quantity.uom)
    if pack_size is None:
        raise Refusal("unit_not_sold")
    if not is_agreed and line.unit_price.amount != terms.base_price * pack_size:
        raise Refusal("price_mismatch")
    return line if line.pack_size == pack_size else replace(line, pack_size=pack_size)


def check_credit(account: CustomerAccount, elsewhere: Decimal, lines: tuple[OrderLine, ...]) -> None:
    """Let the order through if it fits under the limit beside all that is open in both books.

    Raises:
        Refusal: it does not.
    """
    if account.exposure + elsewhere + _value(lines) > account.credit_limit:
        raise Refusal("credit_limit_exceeded")


def may_ever_fit(account: CustomerAccount, lines: tuple[OrderLine, ...]) -> bool:
    """Say whether the order would fit under the limit if nothing else were open."""
    return _value(lines) <= account.credit_limit


def _value(lines: tuple[OrderLine, ...]) -> Decimal:
    return sum(
        (round_half_up(line.quantity.value * line.unit_price.amount) for line in lines), start=Decimal(0)
    )
