"""Goods that come back: asked for by the channel that ordered them, reported by the site that has them."""

from collections.abc import Iterator

from fastapi import FastAPI, Request
from fastapi.responses import Response

from facade.api.access import VERSION
from facade.api.answers import ReturnsAsked
from facade.api.body import JsonRoute
from facade.api.edge import Caller
from facade.api.keyed import KeyedWishes
from facade.api.orders import KeyHeader, MessageHeader, ReferencePath, owned, refuse_twice
from facade.api.problem import ProblemError, documented
from facade.api.schemas import AskReturn
from facade.api.views import return_shown
from facade.canonical.goods_back import Disposition, ReturnNotice, TakenBack
from facade.orders import events as ev
from facade.orders.desk import OrderDesk
from facade.orders.return_notes import asked
from facade.orders.returning import NotReturnableError, ReturnRules, goods_of, last_day
from facade.orders.state import OrderState
from facade.ports import Clock


class ReturnRoutes:
    """The route by which a channel sends goods back."""

    def __init__(self, wishes: KeyedWishes, desk: OrderDesk, clock: Clock, rules: ReturnRules) -> None:
        self._wishes = wishes
        self._desk = desk
        self._clock = clock
        self._rules = rules

    def install(self, app: FastAPI) -> None:
        """Put the route on the application."""
        app.router.add_api_route(
            f"{VERSION}/orders/{{reference}}/returns",
            self.ask,
            methods=["POST"],
            tags=["orders"],
            status_code=202,
            summary="Send goods back: some units of some lines",
            response_model=ReturnsAsked,
            responses=documented(400, 404, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def ask(
        self,
        request: Request,
        reference: ReferencePath,
        caller: Caller,
        wish: AskReturn,
        key: KeyHeader,
        message_id: MessageHeader = None,  # type: ignore[assignment]
    ) -> Response:
        """One return for each shipment the goods left with; the order's `returns` tell how far they are."""
        state = await owned(self._desk, reference, caller)
        refuse_twice([line.line for line in wish.lines])
        asked_by = f"return:{reference}:{key}"
        units = tuple((line.line, line.quantity) for line in wish.lines)
        after = last_day(self._clock.now(), self._rules)
        event = ev.ReturnRequested(units, wish.reason, after, asked_by)

        def written(state: OrderState) -> object:
            new = [one for one in state.returns if one.asked_by == asked_by]
            if not new:  # somebody was faster, and what this one wants is gone
                _expect_returnable(state, event)
            return {"reference": reference, "returns": [return_shown(state, one) for one in new]}

        sent = ("return", key, await request.body())
        return await self._wishes.take_in(
            state,
            sent,
            event,
            message_id or asked_by,
            lambda state: _expect_returnable(state, event),
            written,
        )


def _expect_returnable(state: OrderState, event: ev.ReturnRequested) -> None:
    """Let a wish pass that can be granted.

    Raises:
        ProblemError: it cannot, with the reason.
    """
    try:
        asked(state, event)
    except NotReturnableError as refused:
        raise ProblemError(409, refused.code, str(refused), "body.lines") from None


def back_at_site(notice: ReturnNotice, site: str, state: OrderState) -> ev.ReturnReceived | None:
    """Give what a site's notice of a return means for its order; nothing when it is old news.

    Raises:
        ProblemError: the return is none that we know the number of, or not yet: to be told again.
    """
    for one in state.returns:
        part = state.part(one.part)
        if one.site_number == notice.site_number and part is not None and part.site == site:
            lines = [(line.line, line.item_id, line.base_units) for line in goods_of(state.order, one).lines]
            return ev.ReturnReceived(one.number, tuple(_on_lines(lines, notice.taken)))
    detail = f"no return of this order has the number {notice.site_number[:60]!r}"
    raise ProblemError(404, "return_unknown", detail, "body")


def _on_lines(
    lines: list[tuple[int, str, int]], taken: tuple[tuple[str, int, Disposition], ...]
) -> Iterator[TakenBack]:
    """Put what a site counted by item on the lines that came back; more than was sent is on none."""
    left = {line: units for line, _, units in lines}
    for item, units, disposition in taken:
        for line, wanted, _ in lines:
            much = min(units, left[line]) if wanted == item else 0
            if much:
                left[line] -= much
                units -= much
                yield TakenBack(line, much, disposition)
