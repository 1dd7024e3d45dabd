"""How a part of an order gets on: its status and what happens to it give where it goes and what is done.

What is not here changes nothing: a notice told twice, an answer that came late. A site may speak out of
order: shipped implies picked. A supplier is looked at again and again until the goods have left, whatever is
wished meanwhile, so that there is always one look to come and never two. What a part does for its order's
book is asked for in one lane, so shipments and invoices are posted one after another, each invoice right
after its shipment.
"""

from facade.orders import events as ev
from facade.orders import part_notes as note
from facade.orders.commands import Do
from facade.orders.decision import Rule
from facade.orders.part import PartStatus as S

R = Rule[S]

_POST = (Do.POST_SHIPMENT, Do.POST_INVOICE, Do.TELL_SHIPMENT)
_HAS_LEFT = (R(S.SHIPPED, _POST, writes=note.left),)
_PICKED = (R(S.PICKED),)
_WAITS = (
    R(S.WAITING, (Do.AWAIT_STOCK, Do.TELL_BACKORDERED), note.is_first_wait, note.one_more_wait),
    R(S.WAITING, (Do.AWAIT_STOCK,), writes=note.one_more_wait),
)
_INVOICED = (Do.TELL_INVOICE, Do.MIRROR_INVOICE)
_LOOK = (Do.ASK_SUPPLIER,)
_ORDERED = (*_LOOK, Do.MIRROR_PURCHASE)
_GIVEN_UP = (
    R(S.TAKEN_BACK, when=note.cancel_wished),
    R(S.CANCELLED, writes=note.anew),
)

TABLE: dict[tuple[S, type], tuple[R, ...]] = {
    (S.OPEN, ev.StockReserved): (
        R(S.RECALLED, (Do.CANCEL_FULFILMENT,), note.cancel_wished, note.at_site),
        R(S.ALLOCATED, (Do.RELEASE, Do.TELL_PROCESSING), note.has_waited, note.at_site),
        R(S.ALLOCATED, (Do.RELEASE,), writes=note.at_site),
    ),
    (S.OPEN, ev.StockShort): (
        R(S.TAKEN_BACK, when=note.cancel_wished),
        R(S.OPEN, (Do.RESERVE,), note.is_another_left, note.next_site),
        R(S.OPEN, (Do.SURVEY_STOCK,), note.may_be_divided),
        *_WAITS,
    ),
    (S.OPEN, ev.StockSurveyed): (
        R(S.TAKEN_BACK, when=note.cancel_wished),
        R(S.OPEN, (Do.RESERVE,), note.some_is_there, note.shares),
        *_WAITS,
    ),
    (S.OPEN, ev.PurchaseOrdered): (
        R(S.RECALLED, (Do.WITHDRAW, *_ORDERED), note.cancel_wished, note.ordered),
        R(S.BOUGHT, _ORDERED, writes=note.ordered),
    ),
    (S.BOUGHT, ev.CancelRequested): (R(S.RECALLED, (Do.WITHDRAW,)),),
    **{(status, ev.SupplierSilent): (R(status, _LOOK),) for status in (S.BOUGHT, S.RECALLED, S.CONFIRMED)},
    **{
        (status, ev.SupplierConfirmed): (R(S.CONFIRMED, _LOOK),)
        for status in (S.BOUGHT, S.RECALLED, S.CONFIRMED)
    },
    (S.BOUGHT, ev.SupplierDeclined): (R(S.CANCELLED, (Do.MIRROR_WITHDRAWAL,), writes=note.declined),),
    (S.RECALLED, ev.SupplierDeclined): (R(S.RECALLED, _LOOK),),
    (S.RECALLED, ev.PurchaseWithdrawn): (R(S.TAKEN_BACK, (Do.MIRROR_WITHDRAWAL,)),),
    (S.RECALLED, ev.PurchaseKept): (R(S.CONFIRMED),),
    (S.BOUGHT, ev.OrderShipped): _HAS_LEFT,
    (S.CONFIRMED, ev.OrderShipped): _HAS_LEFT,
    (S.WAITING, ev.WaitEnded): (
        R(S.OPEN, (Do.BUY,), note.is_this_wait_for_a_supplier),
        R(S.OPEN, (Do.RESERVE,), note.is_this_wait),
    ),
    (S.WAITING, ev.CancelRequested): (R(S.TAKEN_BACK),),
    (S.OPEN, ev.CancelRequested): (R(S.TAKEN_BACK, when=note.is_held),),
    (S.ALLOCATED, ev.CancelRequested): (R(S.RECALLED, (Do.CANCEL_FULFILMENT,), note.is_held),),
    (S.ALLOCATED, ev.OrderReleased): (
        R(S.RECALLED, (Do.CANCEL_FULFILMENT,), note.cancel_wished),
        R(S.RELEASED),
    ),
    (S.ALLOCATED, ev.OrderPicked): _PICKED,
    (S.ALLOCATED, ev.OrderShipped): _HAS_LEFT,
    (S.ALLOCATED, ev.GivenUpBySite): _GIVEN_UP,
    (S.RELEASED, ev.CancelRequested): (R(S.RECALLED, (Do.CANCEL_FULFILMENT,)),),
    (S.RELEASED, ev.OrderPicked): _PICKED,
    (S.RELEASED, ev.OrderShipped): _HAS_LEFT,
    (S.RELEASED, ev.GivenUpBySite): _GIVEN_UP,
    (S.RECALLED, ev.FulfilmentCancelled): (R(S.TAKEN_BACK),),
    (S.RECALLED, ev.FulfilmentKept): (R(S.PICKED),),
    (S.RECALLED, ev.OrderPicked): _PICKED,
    (S.RECALLED, ev.OrderShipped): _HAS_LEFT,
    (S.PICKED, ev.OrderShipped): _HAS_LEFT,
    (S.PICKED, ev.GivenUpBySite): _GIVEN_UP,
    (S.SHIPPED, ev.ShipmentPosted): (R(S.SHIPPED, (Do.MIRROR_SHIPMENT,), writes=note.posted),),
    (S.SHIPPED, ev.InvoicePosted): (
        R(S.INVOICED, _INVOICED, note.is_as_booked, note.invoiced_as_booked),
        R(S.INVOICED, (Do.MIRROR_INVOICE,), note.is_repriced, note.repriced),
        R(S.INVOICED, _INVOICED, writes=note.invoiced),
    ),
    (S.INVOICED, ev.ChannelTold): (R(S.COMPLETED, when=note.is_invoice),),
}
