import pytest

from tests.scenarios.library import comes_out_as_told, plans


@pytest.mark.parametrize("name", plans(2))
def test_a_shipped_plan_comes_out_as_its_story_tells(name):
    comes_out_as_told(name)
