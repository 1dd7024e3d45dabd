"""Which of its plans is a scenario to be? Each is the file with some keys changed, as the file says."""

from copy import deepcopy
from typing import Any

from dualrun.errors import UsageError
from dualrun.scenario.mistakes import Places
from dualrun.scenario.overrides import put
from dualrun.scenario.story import RIGHT
from dualrun.scenario.values import hint, shown


def choose_plan(tree: dict[str, Any], plan: str, places: Places) -> None:
    """Make the scenario the plan that was asked for.

    Raises:
        UsageError: it has no such plan.
    """
    plans = tree.get("plans")
    known = plans if isinstance(plans, dict) else {}
    if plan not in known:
        if plan == RIGHT:
            return
        raise UsageError(f"{places.label}: no plan {shown(plan)}{hint(plan, (RIGHT, *known))}")
    tree["plan"] = plan
    changes = known[plan].get("changes") if isinstance(known[plan], dict) else None
    for key, value in changes.items() if isinstance(changes, dict) else ():
        place = f"{places.label}, plan {plan}, {key}"
        places.overridden(put(tree, str(key), deepcopy(value), place), place)
