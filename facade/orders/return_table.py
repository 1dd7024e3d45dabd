"""How goods come back: a return's status and what happens to it give where it goes and what is done.

The book is asked first, so that nothing arrives that nobody has agreed to; it gives the money back when the
site has the goods. What is not here changes nothing: a notice told twice, an answer that came late.
"""

from facade.orders import events as ev
from facade.orders import return_notes as note
from facade.orders.commands import Do
from facade.orders.decision import Rule
from facade.orders.returning import ReturnStatus as S

R = Rule[S]

TABLE: dict[tuple[S, type], tuple[R, ...]] = {
    (S.REQUESTED, ev.ReturnRegistered): (R(S.REGISTERED, (Do.EXPECT_RETURN,), writes=note.registered),),
    (S.REGISTERED, ev.ReturnExpected): (R(S.EXPECTED, writes=note.expected),),
    (S.EXPECTED, ev.ReturnReceived): (R(S.RECEIVED, (Do.CREDIT_RETURN,), writes=note.received),),
    (S.RECEIVED, ev.ReturnCredited): (R(S.CREDITED, (Do.TELL_REFUND,), writes=note.credited),),
    (S.CREDITED, ev.RefundTold): (R(S.SETTLED),),
}
