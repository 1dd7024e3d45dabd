"""Which policy was in force when the last process ended? The store keeps it as a small document."""

import orjson

from facade.messaging.store import Store
from facade.routing.cohort import Cohorts
from facade.routing.policy import Policy
from facade.routing.stage import Stage


def kept_policy(store: Store, cohorts: Cohorts, apart: tuple[str, ...] = ()) -> Policy:
    """Go on under the policy that was in force, or begin with everybody on the old side."""
    kept = store.kept("policy")
    if kept is None:
        return Policy(cohorts, apart=apart)
    document = orjson.loads(kept)
    stages = {(s["capability"], s["cohort"]): Stage(s["stage"]) for s in document["stages"]}
    return Policy(cohorts, stages, document["version"], apart)
