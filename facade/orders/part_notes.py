"""What the table of parts asks and writes down: its conditions and its effects, each said in a sentence."""

from dataclasses import replace
from decimal import Decimal
from math import ceil

from facade.canonical.fulfilment import Shipment
from facade.orders import events as ev
from facade.orders.commands import Do
from facade.orders.dividing import divided
from facade.orders.part import Part, PartStatus, Units, contents, units_of
from facade.orders.state import Held, OrderState, with_part

NO_STOCK = "no site has stock for the whole order"
DECLINED = "its supplier has declined"
PARTS_MAX = 24
"""So many parts an order may come to before what is left of it waits for one site to have it all."""


def cancel_wished(state: OrderState, _: Part, __: object) -> bool:
    """A cancellation waits."""
    return state.cancel_pending


def has_waited(_: OrderState, part: Part, __: object) -> bool:
    """It had to wait for goods."""
    return part.waits > 0


def is_first_wait(_: OrderState, part: Part, __: object) -> bool:
    """It has not waited yet."""
    return part.waits == 0


def is_another_left(_: OrderState, part: Part, event: ev.StockShort) -> bool:
    """Another site can be asked."""
    return bool(_after(part.sites, event.site))


def may_be_divided(state: OrderState, part: Part, _: object) -> bool:
    """It may leave in parts, and nobody has said yet what each site has."""
    return not (state.order.is_complete_only or part.is_divided) and len(state.parts) < PARTS_MAX


def some_is_there(state: OrderState, part: Part, event: ev.StockSurveyed) -> bool:
    """Some of it can leave from somewhere."""
    return bool(divided(contents(state.order, part), event.found).shares)


def is_this_wait(_: OrderState, part: Part, event: ev.WaitEnded) -> bool:
    """It is this wait that ended."""
    return event.wait == part.waits


def is_this_wait_for_a_supplier(state: OrderState, part: Part, event: ev.WaitEnded) -> bool:
    """It is this wait that ended, and a supplier sends the goods."""
    return bool(part.supplier) and is_this_wait(state, part, event)


def is_held(state: OrderState, part: Part, _: object) -> bool:
    """Its site has refused it, so nothing is under way."""
    return any(held.argument == part.argument for held in state.held)


def is_as_booked(state: OrderState, _: Part, event: ev.InvoicePosted) -> bool:
    """It is for all that was booked, at its prices."""
    return state.booking is not None and event.invoice.lines == state.booking.lines


def is_repriced(state: OrderState, _: Part, event: ev.InvoicePosted) -> bool:
    """A line costs something else than it was booked at."""
    return bool(_other_prices(state, event))


def is_invoice(_: OrderState, __: Part, event: ev.ChannelTold) -> bool:
    """It was the invoice."""
    return event.what == Do.TELL_INVOICE


def at_site(state: OrderState, part: Part, event: ev.StockReserved) -> OrderState:
    """The site and its number."""
    return with_part(state, part._replace(site=event.site, site_number=event.site_number, sites=()))


def ordered(state: OrderState, part: Part, event: ev.PurchaseOrdered) -> OrderState:
    """The book's number of the purchase order."""
    return with_part(state, part._replace(site_number=event.number))


def declined(state: OrderState, part: Part, _: object) -> OrderState:
    """A new part with the same goods, which waits before its supplier is asked again."""
    new = Part(len(state.parts) + 1, PartStatus.WAITING, part.units, waits=part.waits + 1)
    parts = (*state.parts, new._replace(supplier=part.supplier))
    return state._replace(parts=parts, reason=DECLINED)


def next_site(state: OrderState, part: Part, event: ev.StockShort) -> OrderState:
    """That this site is short."""
    return with_part(state, part._replace(sites=_after(part.sites, event.site)))


def one_more_wait(state: OrderState, part: Part, _: object) -> OrderState:
    """That it waits, and that every site may be asked again."""
    part = part._replace(waits=part.waits + 1, sites=state.asked, is_divided=False)
    return with_part(state._replace(reason=NO_STOCK), part)


def shares(state: OrderState, part: Part, event: ev.StockSurveyed) -> OrderState:
    """What one site has; what the others have are new parts, and what nobody has is one that waits."""
    division = divided(contents(state.order, part), event.found)
    (site, units), *others = division.shares
    state = with_part(state, part._replace(units=units, sites=(site,), is_divided=True))
    for site, units in others:
        state = with_new_part(state, units, (site,), part.waits, is_divided=True)
    return with_new_part(state, division.rest, (), part.waits) if division.rest else state


def anew(state: OrderState, part: Part, _: object) -> OrderState:
    """A new part with the same goods, for the other sites."""
    return with_new_part(
        state, part.units, tuple([site for site in state.asked if site != part.site]), part.waits
    )


def left(state: OrderState, part: Part, event: ev.OrderShipped) -> OrderState:
    """The shipment; of what the site did not find, a new part, or something to be taken back."""
    departure = 1 + max([one.departure for one in state.parts])
    state = with_part(state, part._replace(shipment=event.shipment, departure=departure))
    missing = missing_of(units_of(state.order, part), event.shipment)
    if not missing:
        return state
    less = dict(missing)
    kept = tuple([(line, units - less.get(line, 0)) for line, units in units_of(state.order, part)])
    state = with_part(state, state.parts[part.number - 1]._replace(units=kept))
    if state.cancel_pending:
        back = Part(len(state.parts) + 1, PartStatus.TAKEN_BACK, missing)
        return state._replace(parts=(*state.parts, back))
    return with_new_part(state, missing, state.asked)


def posted(state: OrderState, part: Part, event: ev.ShipmentPosted) -> OrderState:
    """The book's number of the shipment."""
    return with_part(state, part._replace(shipment_number=event.posted.number))


def invoiced(state: OrderState, part: Part, event: ev.InvoicePosted) -> OrderState:
    """The invoice."""
    return with_part(state, part._replace(invoice=event.invoice))


def invoiced_as_booked(state: OrderState, part: Part, event: ev.InvoicePosted) -> OrderState:
    """The invoice; one copy of its lines is enough to remember."""
    assert state.booking is not None
    return with_part(state, part._replace(invoice=replace(event.invoice, lines=state.booking.lines)))


def repriced(state: OrderState, part: Part, event: ev.InvoicePosted) -> OrderState:
    """The invoice, and that its buyer is told of it only once somebody has seen to the difference."""
    line, booked, asked = _other_prices(state, event)[0]
    why = f"invoice {event.invoice.number} asks {asked} for line {line}, and {booked} was agreed"
    held = (*state.held, Held(Do.TELL_INVOICE, part.argument, why))
    return invoiced(state, part, event)._replace(held=held, reason=state.reason if state.held else why)


def with_new_part(
    state: OrderState, units: Units, sites: tuple[str, ...], waits: int = 0, *, is_divided: bool = False
) -> OrderState:
    """Add a part that looks for its goods, one for each source; with nobody to ask it waits."""
    if state.suppliers:
        for supplier, share in _by_source(state, units):
            if supplier:
                part = Part(len(state.parts) + 1, PartStatus.OPEN, share, supplier=supplier)
                state = state._replace(parts=(*state.parts, part))
            else:
                state = _looking(state, share, sites, waits, is_divided=is_divided)
        return state
    return _looking(state, units, sites, waits, is_divided=is_divided)


def _by_source(state: OrderState, units: Units) -> list[tuple[str, Units]]:
    """Tell what is sent by whom; what the sites send is nobody's in particular."""
    suppliers, found = dict(state.suppliers), dict[str, list[tuple[int, int]]]()
    for line, much in units_of(state.order, Part(units=units)):
        found.setdefault(suppliers.get(line, ""), []).append((line, much))
    return [(supplier, tuple(share)) for supplier, share in found.items()]


def _looking(
    state: OrderState, units: Units, sites: tuple[str, ...], waits: int, *, is_divided: bool
) -> OrderState:
    status = PartStatus.OPEN if sites else PartStatus.WAITING
    part = Part(len(state.parts) + 1, status, units, sites or state.asked, waits, is_divided)
    if not sites:
        state = state._replace(reason=NO_STOCK)
        part = part._replace(waits=waits + 1)
    return state._replace(parts=(*state.parts, part))


def missing_of(units: Units, shipment: Shipment) -> Units:
    """Give what a part holds and did not leave, in whole ordered units: a case that was opened is closed."""
    gone = {line.line: line.quantity.value for line in shipment.lines}
    left = ((line, wanted - ceil(gone.get(line, 0))) for line, wanted in units)
    return tuple([(line, more) for line, more in left if more > 0])


def _after(sites: tuple[str, ...], site: str) -> tuple[str, ...]:
    """Give the sites behind one; those before it may not send the goods, and were not asked."""
    return sites[sites.index(site) + 1 :] if site in sites else sites[1:]


def _other_prices(state: OrderState, event: ev.InvoicePosted) -> list[tuple[int, Decimal, Decimal]]:
    """Give the lines that an invoice asks another price for: line, booked, asked."""
    lines = state.booking.lines if state.booking is not None else ()
    booked = {line.line: line.unit_price for line in lines}
    return [
        (line.line, booked[line.line], line.unit_price)
        for line in event.invoice.lines
        if line.quantity.value and booked.get(line.line, line.unit_price) != line.unit_price
    ]
