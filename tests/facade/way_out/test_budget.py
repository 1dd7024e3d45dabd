from facade.way_out.budget import BudgetRule, RetryBudget

RULE = BudgetRule(share=0.5, per_s=1.0, at_once_max=2.0)


def spent(budget: RetryBudget, now_s: float) -> int:
    count = 0
    while budget.spend(now_s):
        count += 1
    return count


class TestARetryBudget:
    def test_is_used_up_by_repeats_that_fail(self) -> None:
        budget = RetryBudget(RULE)

        assert spent(budget, 0.0) == 2
        assert budget.refused == 1

    def test_grows_with_first_tries_and_with_time_but_not_without_bound(self) -> None:
        budget = RetryBudget(RULE)
        spent(budget, 0.0)

        budget.earn()
        budget.earn()
        assert spent(budget, 0.0) == 1
        assert spent(budget, 1.0) == 1
        assert spent(budget, 1000.0) == 2

    def test_is_not_touched_by_repeats_that_are_answered(self) -> None:
        budget = RetryBudget(RULE)

        for _ in range(100):
            assert budget.spend(0.0)
            budget.give_back()

        assert budget.refused == 0
