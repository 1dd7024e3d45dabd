"""Who is in which cohort: what a plan says of customers, resolved against the business that is rehearsed."""

from collections.abc import Sequence
from operator import attrgetter

from dualrun.errors import UsageError
from dualrun.scenario.migration_plan import CohortPlan
from dualrun.scenario.schema import Scenario
from dualrun.scenario.values import hint
from facade.routing.cohort import Cohort, Cohorts
from simulators.chassis.master import Customer, MasterData


def cohorts_of(scenario: Scenario, master: MasterData) -> Cohorts:
    """Give the cohorts of a scenario's migration, with the customers of its regions and countries by name.

    Raises:
        UsageError: a cohort names a customer, region or country that this business does not have.
    """
    plan = scenario.migration
    members = [_cohort(cohort, place, master.customers) for place, cohort in enumerate(plan.cohorts)]
    return Cohorts(plan.salt or scenario.name, tuple(members))


def _cohort(plan: CohortPlan, place: int, customers: Sequence[Customer]) -> Cohort:
    chosen = list(customers)
    for key, wanted, of in (
        ("customers", plan.customers, attrgetter("id")),
        ("regions", plan.regions, attrgetter("region")),
        ("countries", plan.countries, attrgetter("country")),
    ):
        if wanted:
            known = dict.fromkeys(of(customer) for customer in customers)
            for value in wanted:
                if value not in known:
                    where = f"migration.cohorts[{place}].{key}"
                    raise UsageError(f'{where}: no customer here is "{value}"{hint(value, sorted(known))}')
            chosen = [customer for customer in chosen if of(customer) in wanted]
    names_customers = plan.customers or plan.regions or plan.countries
    if names_customers and not chosen:
        raise UsageError(f'migration.cohorts[{place}]: no customer is in all that cohort "{plan.name}" names')
    named = frozenset(customer.id for customer in chosen) if names_customers else frozenset()
    return Cohort(plan.name, plan.percent, named, plan.channels, plan.order_types)
