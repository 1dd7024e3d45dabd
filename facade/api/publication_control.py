"""For the office: how fresh the books are that channels are answered from, and what was agreed on prices."""

import orjson
from fastapi import FastAPI
from fastapi.responses import Response

from facade.api.answer_bodies import PriceConditions, SourceShown
from facade.api.body import JsonRoute, read_json
from facade.api.places import CONTROL
from facade.api.problem import ProblemError, documented
from facade.api.publication_bodies import OutcomeShown, PublishNow, RunShown
from facade.canonical.catalogue import Subject
from facade.errors import StaleStepError
from facade.messaging.store import Store
from facade.ports import Clock
from facade.publication.channel_feed import Run
from facade.publication.delta import Finding
from facade.publication.desk import Publication

KEPT = "price_conditions"
PATH = f"{CONTROL}/price-conditions"


class PublicationRoutes:
    """The routes of the control API that concern what channels are told."""

    def __init__(self, published: Publication, store: Store, clock: Clock) -> None:
        self._published = published
        self._store = store
        self._clock = clock
        self.look_again()

    def look_again(self) -> None:
        """See the conditions as another replica, or an earlier process, has left them."""
        kept = self._store.kept(KEPT)
        if kept is not None:
            agreed = PriceConditions.model_validate(read_json(kept)).canonical()
            if agreed != self._published.prices.agreed:
                self._published.prices.agree(agreed)

    def install(self, app: FastAPI) -> None:
        """Put the routes on the application."""
        app.add_api_route(
            f"{CONTROL}/publication",
            self.standings,
            methods=["GET"],
            tags=["control"],
            summary="How fresh the books are that channels are answered from",
            response_model=list[SourceShown],
        )
        app.add_api_route(
            f"{CONTROL}/publication/runs",
            self.runs,
            methods=["GET"],
            tags=["control"],
            summary="What the channel was told last, and what it shows otherwise",
            response_model=list[RunShown],
        )
        app.router.add_api_route(
            f"{CONTROL}/publication/runs",
            self.run,
            methods=["POST"],
            tags=["control"],
            summary="Tell the channel now: everything, what changed, or what it shows otherwise",
            response_model=list[OutcomeShown],
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )
        app.add_api_route(
            PATH,
            self.conditions,
            methods=["GET"],
            tags=["control"],
            summary="What was agreed on prices beside the books",
            response_model=PriceConditions,
        )
        app.router.add_api_route(
            PATH,
            self.agree,
            methods=["PUT"],
            tags=["control"],
            summary="Agree on tiers, promotions, exceptions, rebates and freight",
            response_model=PriceConditions,
            responses=documented(400, 409, 413, 415, 422),
            route_class_override=JsonRoute,
        )

    async def standings(self) -> Response:
        """Nothing is read before somebody has asked."""
        now = self._clock.now()
        shown = [
            {
                "source": name,
                "read_at": one.read_at,
                "age_s": (now - one.read_at).total_seconds() if one.read_at is not None else None,
                "failed_at": one.failed_at,
                "reason": one.reason,
                "readings": one.readings,
                "failures": one.failures,
            }
            for name, one in self._published.upkeep.standings.items()
        ]
        return Response(orjson.dumps(shown), media_type="application/json")

    async def runs(self) -> Response:
        """The last run of each subject; nothing before a first baseline."""
        schedule = self._published.schedule
        runs = schedule.feed.runs.values() if schedule is not None else ()
        ages = {run.subject: schedule.feed.age_s(run.subject) for run in runs} if schedule else {}
        shown = [{**_run(run), "age_s": ages[run.subject]} for run in runs]
        return Response(orjson.dumps(shown), media_type="application/json")

    async def run(self, wish: PublishNow) -> Response:
        """Waits until the channel was told. After a baseline the channel is told of changes by itself."""
        schedule = self._published.schedule
        if schedule is None:
            raise ProblemError(409, "no_channel", "this façade has no channel that is told of anything")
        outcomes = await schedule.run(wish.mode, wish.subjects or tuple(Subject))
        shown = [
            {"subject": one.subject, "run": _run(one.run) if one.run else None, "reason": one.reason}
            for one in outcomes
        ]
        return Response(orjson.dumps(shown), media_type="application/json")

    async def conditions(self) -> Response:
        """As they were agreed last."""
        kept = self._store.kept(KEPT) or PriceConditions().model_dump_json().encode()
        return Response(kept, media_type="application/json")

    async def agree(self, wish: PriceConditions) -> Response:
        """Durable before the answer; what was agreed before counts no more."""
        _refuse_senseless(wish)
        kept = wish.model_dump_json().encode()
        try:
            await self._store.keep(KEPT, kept)
        except StaleStepError:
            detail = "another replica has just agreed on something: look again"
            raise ProblemError(409, "agreed_meanwhile", detail) from None
        self._published.prices.agree(wish.canonical())
        return Response(kept, media_type="application/json")


def _refuse_senseless(wish: PriceConditions) -> None:
    """Let every price be a price or a percentage, and end no sooner than it begins.

    Raises:
        ProblemError: one is neither, or both, or over before it begins.
    """
    for at, agreed in enumerate(wish.prices):
        if (agreed.price is None) == (agreed.percent_off is None):
            detail = "send either price or percent_off"
            raise ProblemError(409, "price_or_percent", detail, f"body.prices.{at}")
    prices = [(f"prices.{at}", one.valid_from, one.valid_to) for at, one in enumerate(wish.prices)]
    rebates = [(f"rebates.{at}", one.valid_from, one.valid_to) for at, one in enumerate(wish.rebates)]
    for place, begins, ends in (*prices, *rebates):
        if begins and ends and ends < begins:
            detail = "valid_to is before valid_from"
            raise ProblemError(409, "over_before_it_begins", detail, f"body.{place}.valid_to")


def _run(run: Run) -> dict[str, object]:
    found = [
        {"key": "/".join(one.key) if isinstance(one.key, tuple) else one.key, **_values(one)}
        for one in run.findings
    ]
    return {**run._asdict(), "findings": found}


def _values(finding: Finding) -> dict[str, str | None]:
    said = {"wanted": finding.wanted, "shown": finding.shown}
    return {name: None if value is None else str(value) for name, value in said.items()}
