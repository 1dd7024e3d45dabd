from dualrun.campaign.crash_sweep import Sweep
from dualrun.campaign.flows import FLOWS, flow_named
from dualrun.campaign.tally import reproduce

EVERY = 15
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


def test_points_that_are_one_instant_are_tried_once():
    """The end of a statement and the begin of the next are one instant when nothing lies between them."""
    sweep = Sweep([flow_named("plain")], 7, hosts=("sqlite",))
    sweep.number()

    [row] = sweep.rows
    assert row.points / 2 < row.crashes < row.points


def test_an_order_that_is_not_in_the_outbox_is_lost_at_some_point():
    sweep = Sweep([flow_named("plain")], 7, hosts=("memory",), without=("outbox",))
    sweep.number()
    for _ in sweep.act(1):
        pass

    assert sweep.tally.violated["I01"]
    assert sweep.missed == 0
    assert "--cut" in reproduce(sweep.tally.failures[-1].case)
