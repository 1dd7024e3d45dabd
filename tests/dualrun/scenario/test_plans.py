import pytest

from dualrun.errors import UsageError
from dualrun.scenario.load import load
from tests.dualrun.scenario.scenario_text import TEXT

PLANS = """
plans:
  wrong:
    what: Nobody waits for comparisons.
    changes:
      {key}: {value}
    verdict: no-go
"""


def scenario(folder, key="demand.orders", value="7"):
    path = folder / "small.yaml"
    path.write_text(TEXT + PLANS.format(key=key, value=value))
    return str(path)


def test_a_plan_is_asked_for_with_the_name_of_its_scenario(tmp_path):
    assert load(scenario(tmp_path) + "@wrong").demand.orders == 7
    assert load(scenario(tmp_path)).demand.orders == 50


def test_a_plan_that_is_not_there_is_told_with_the_nearest_one(tmp_path):
    with pytest.raises(UsageError, match=r'small\.yaml: no plan "wrogn", did you mean "wrong"'):
        load(scenario(tmp_path) + "@wrogn")


def test_a_mistake_in_a_plan_is_told_with_the_plan_and_the_key(tmp_path):
    with pytest.raises(UsageError, match=r"plan wrong, demand\.orders: must be a whole number"):
        load(scenario(tmp_path, value="many") + "@wrong")


def test_a_key_that_does_not_exist_is_told(tmp_path):
    with pytest.raises(UsageError, match='unknown key "ordrs", did you mean "orders"'):
        load(scenario(tmp_path, key="demand.ordrs") + "@wrong")
