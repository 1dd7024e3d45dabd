"""What holds for every test: no telemetry, repeatable examples, and honest words about what was left out."""

import os

import pytest
from hypothesis import settings

from tests import services

os.environ["PACT_DO_NOT_TRACK"] = "true"

# The same examples in every run, so that a red test is red for everybody. `deep` looks for new ones.
settings.register_profile("repeatable", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("deep", max_examples=1000, deadline=None, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))


def pytest_runtest_setup(item: pytest.Item) -> None:
    marker = item.get_closest_marker("services")
    if marker is None:
        return
    missing = services.missing(marker.args or tuple(services.KNOWN))
    if not missing:
        return
    if services.are_required():
        pytest.fail(services.reason(missing), pytrace=False)
    pytest.skip(services.reason(missing))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = terminalreporter.stats.get("skipped", [])
    left_out = [report.longrepr[2] for report in skipped if "services" in report.keywords]
    for line in services.summary(left_out):
        terminalreporter.write_line(line, yellow=True)
