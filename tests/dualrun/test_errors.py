import pytest

from dualrun.errors import DefectError, HarnessError, UsageError


@pytest.mark.parametrize(("error", "exit_code"), [(UsageError, 2), (DefectError, 4), (HarnessError, 4)])
def test_each_kind_of_failure_has_its_own_exit_code(error, exit_code):
    assert error("orders.csv: no such file").exit_code == exit_code


def test_the_text_of_an_error_is_the_line_that_is_printed():
    assert str(UsageError("orders.csv: no such file")) == "orders.csv: no such file"
