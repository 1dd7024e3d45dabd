"""What happens by itself: once a day the payments of what is past due are posted."""

from datetime import datetime, timedelta

from simulators.chassis.simulator import Job
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.service.posting import post_due_payments

_DAY_S = 86_400.0
_PAYMENT_RUN_HOUR = 5  # UTC, after the nightly batch


def jobs(erp: LegacyErp) -> tuple[Job, ...]:
    """List the daily work."""

    def pay() -> None:
        for company in erp.companies.values():
            post_due_payments(company)

    return (Job("payments", _DAY_S, pay, first_after_s=_seconds_until_run(erp.world.clock.now())),)


def _seconds_until_run(now: datetime) -> float:
    run = now.replace(hour=_PAYMENT_RUN_HOUR, minute=0, second=0, microsecond=0)
    return ((run if run > now else run + timedelta(days=1)) - now).total_seconds()
