"""What happens by itself: once a day customers' payments are posted, and on Fridays vendors are paid."""

from datetime import datetime, timedelta

from simulators.chassis.simulator import Job
from simulators.chassis.suppliers import PAYMENT_DAY
from simulators.legacy_erp.service.erp import LegacyErp
from simulators.legacy_erp.service.payables import pay_vendors
from simulators.legacy_erp.service.posting import post_due_payments

_DAY_S = 86_400.0
_PAYMENT_RUN_HOUR = 5  # UTC, after the nightly batch


def jobs(erp: LegacyErp) -> tuple[Job, ...]:
    """List the daily work."""

    def pay() -> None:
        is_payment_day = erp.world.clock.now().weekday() == PAYMENT_DAY
        for company in erp.companies.values():
            post_due_payments(company)
            if is_payment_day:
                pay_vendors(company)

    return (Job("payments", _DAY_S, pay, first_after_s=_seconds_until_run(erp.world.clock.now())),)


def _seconds_until_run(now: datetime) -> float:
    run = now.replace(hour=_PAYMENT_RUN_HOUR, minute=0, second=0, microsecond=0)
    return ((run if run > now else run + timedelta(days=1)) - now).total_seconds()
