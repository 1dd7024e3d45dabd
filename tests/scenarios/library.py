"""Every plan of every shipped scenario, as it is shipped; the two big ones with fewer orders."""

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse
from dualrun.scenario.load import listing, load

FEWER = {"big-bang": "240", "phased-cutover": "300"}
FILES = 6


def plans(part: int) -> list[str]:
    """Every sixth of them, so that they can be rehearsed side by side."""
    return [f"{one.name}@{plan}" for one in listing() for plan in one.plans][part::FILES]


def comes_out_as_told(name: str) -> None:
    scenario = load(name)
    variant = scenario.plans[scenario.plan]
    fewer = {"demand.orders": FEWER[scenario.name]} if scenario.name in FEWER else {}

    report = rehearse(prepare(Wish(name, 7, fewer)))

    assert (report.verdict, report.reasons) == (variant.verdict, report.reasons)
    assert variant.because in "\n".join(report.reasons)
    assert report.reproduce.startswith(f"dualrun rehearse {name}")
