"""Why does an order stand still, in words of whoever has to see to it, and what can they do?"""

from typing import NamedTuple

from facade.orders.commands import Do

_FAILED: dict[str, str] = {
    Do.VALIDATE: "The order could not be checked",
    Do.BOOK: "The book does not take the order",
    Do.RESERVE: "The site does not reserve the goods",
    Do.RELEASE: "The site does not let the order be picked",
    Do.POST_SHIPMENT: "The goods have left, but the book does not post the shipment",
    Do.POST_INVOICE: "The goods have left, but the book does not post the invoice",
    Do.CANCEL_FULFILMENT: "The site does not take the order off its list",
    Do.SURVEY_STOCK: "The sites do not say what they have",
    Do.BUY: "The book does not buy the goods from their supplier",
    Do.ASK_SUPPLIER: "The supplier does not send the goods",
    Do.WITHDRAW: "The book does not take back what was bought",
    Do.AMEND_BOOKING: "The book does not change the order",
    Do.CANCEL_BOOKING: "The book does not cancel the order",
    Do.REGISTER_RETURN: "The book does not register the return",
    Do.EXPECT_RETURN: "The site does not expect the goods back",
    Do.CREDIT_RETURN: "The goods are back, but the book does not credit them",
    Do.MIRROR_BOOKING: "The other book does not take its copy of the order",
    Do.MIRROR_AMENDMENT: "The other book does not change its copy of the order",
    Do.MIRROR_CANCELLATION: "The other book does not cancel its copy of the order",
    Do.MIRROR_PURCHASE: "The other book does not take its copy of the purchase",
    Do.MIRROR_WITHDRAWAL: "The other book does not take back its copy of the purchase",
    Do.MIRROR_CHECK: "The other book does not show its copy of the order",
    Do.CONVERT: "The books do not change who leads the order",
    Do.CLOSE_COPY: "The book that was left does not close its copy of the order",
    Do.MIRROR_SHIPMENT: "The other book does not post its copy of the shipment",
    Do.MIRROR_INVOICE: "The other book does not post its copy of the invoice",
    Do.TELL_PROCESSING: "The channel does not hear that the order is being worked on",
    Do.TELL_BACKORDERED: "The channel does not hear that the order waits for goods",
    Do.TELL_ON_HOLD: "The channel does not hear that the order is held",
    Do.TELL_REJECTED: "The channel does not hear that the order was rejected",
    Do.TELL_CANCELLED: "The channel does not hear that the order was cancelled",
    Do.TELL_SHIPMENT: "The channel does not hear of the shipment",
    Do.TELL_INVOICE: "The channel does not hear of the invoice",
    Do.TELL_REFUND: "The channel does not hear of the refund",
}
_THEN = "then replay the order"
_ADVICE = {
    "process": f"Put right in the system what it names, {_THEN}; nothing is done twice.",
    "return": f"Put right in the system what it names, {_THEN}; the buyer's money waits for it.",
    "mirror": "The order itself goes on. Put right the other book, then replay the letter.",
    "channel": "The order itself goes on. Put right the channel, then replay the letter.",
}
_DEFECT = "defect: "
_OURS = "This is a defect of the façade's, not of the order: have it mended, then replay the letter."
_WAITS = "Nothing is needed: every two hours the sites, or its supplier, are asked again. Buyers may cancel."


class Explanation(NamedTuple):
    """What happened, and what helps."""

    reason: str
    advice: str


def failed(command: str, why: str) -> Explanation:
    """Explain a command that cannot be carried out."""
    what = _FAILED.get(command, f"{command.replace('_', ' ')} failed".capitalize())
    if why.startswith(_DEFECT):
        return Explanation(f"{what}: the façade broke over it ({why.removeprefix(_DEFECT)})", _OURS)
    lane = Do(command).lane if command in _FAILED else "process"
    return Explanation(f"{what}: {why or 'no reason was given'}", _ADVICE.get(lane, _ADVICE["process"]))


def held(reason: str) -> Explanation:
    """Explain an order on hold by the reason it keeps, `command: why`."""
    command, divider, why = reason.partition(": ")
    if not divider or command not in _FAILED:
        return Explanation(reason or "no reason was kept", _ADVICE["process"])
    return failed(command, why)


def backordered(reason: str) -> Explanation:
    """Explain an order that waits for goods."""
    return Explanation(f"The order waits for goods: {reason or 'no site has all of them'}", _WAITS)
