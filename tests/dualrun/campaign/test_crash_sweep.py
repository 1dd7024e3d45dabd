from dualrun.campaign.case import Case
from dualrun.campaign.crash_sweep import Sweep
from dualrun.campaign.flows import FLOWS, flow_named
from dualrun.campaign.points import Point
from dualrun.campaign.pool import try_all
from dualrun.campaign.tally import reproduce
from dualrun.campaign.trial import try_out

EVERY = 25
"""Of all crashes the suite tries one in so many; `dualrun sweep-crashes` tries them all."""


def test_the_facade_may_die_anywhere():
    sweep = Sweep(FLOWS, 7)
    assert sweep.number() > 1000
    sweep.cases = sweep.cases[::EVERY]

    for result in sweep.act(1):
        assert result.pulled, reproduce(result.case)
        assert result.findings == [], reproduce(result.case)


def test_every_kind_of_point_is_counted_on_every_host():
    sweep = Sweep([flow_named("plain")], 7)
    sweep.number()

    kinds = {(case.host, case.cut.kind) for case in sweep.cases if case.cut}
    assert kinds == {(host, kind) for host in ("memory", "sqlite") for kind in ("step", "before", "after")}
    assert all(row.crashes <= row.points for row in sweep.rows)


def test_points_that_come_to_the_same_crash_are_tried_once():
    """To die before a statement or after it is one thing, when it has written nothing that stays."""
    [numbered] = try_all([Case("plain", 7, host="sqlite")], 1)
    every = [Point(kind, number) for number in range(40, 52) for kind in ("before", "after")]
    tried = [point for point in numbered.instants if point.kind != "step" and 39 <= point.number <= 52]

    def crashes(points):
        return {try_out(Case("plain", 7, cut=point, host="sqlite")).digest for point in points}

    assert len(tried) < len(every) / 2
    assert crashes(every) <= crashes(tried)


def test_an_order_that_is_not_in_the_outbox_is_lost_at_some_point():
    sweep = Sweep([flow_named("plain")], 7, hosts=("memory",), without=("outbox",))
    sweep.number()
    sweep.cases = sweep.cases[::2]
    for _ in sweep.act(1):
        pass

    assert sweep.tally.violated["I01"]
    assert "--cut" in reproduce(sweep.tally.failures[-1].case)
