"""How many orders a second does one core carry through a whole rehearsal?

    python -m tests.benchmarks.flow [--orders 2000] [--rounds 3]

Rehearses the shipped cutover with all its faults, invariants and comparisons, and prints orders/s and
hops/s of process CPU time. Machines differ and drift, so each round is paired with a yardstick that runs
no code of ours: an order document written, read and added up, in the same process, right before and after.
The ratio is what carries over.
"""

import argparse
import json
import resource
import statistics
from collections.abc import Sequence

from dualrun.rehearsal.prepare import Wish, prepare
from dualrun.rehearsal.run import rehearse

GOAL_ORDERS_PER_S = 150
PASSES = 15_000
ORDER = {"lines": [{"item": f"I{n}", "quantity": n, "price": str(n * 1.25)} for n in range(12)]}


def cpu_s() -> float:
    """Give the CPU seconds this process has used."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


def yardstick() -> float:
    """Give how many orders a second this interpreter writes, reads and adds up now."""
    begun = cpu_s()
    for _ in range(PASSES):
        totals: dict[str, float] = {}
        for line in json.loads(json.dumps(ORDER))["lines"]:
            totals[line["item"]] = totals.get(line["item"], 0.0) + line["quantity"] * float(line["price"])
    return PASSES / (cpu_s() - begun)


def one_round(seed: int, orders: int) -> tuple[float, float, float]:
    """Rehearse once; give orders/s, hops/s and the yardstick around it."""
    plan = prepare(Wish("phased-cutover", seed, {"demand.orders": str(orders)}))
    before = yardstick()
    begun = cpu_s()
    report = rehearse(plan)
    used = cpu_s() - begun
    after = yardstick()
    if report.verdict != "go":
        raise SystemExit(f"seed {seed}: {report.verdict}: {'; '.join(report.reasons)}")
    return orders / used, report.hops / used, (before + after) / 2


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--orders", type=int, default=2000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args(arguments)
    one_round(1, min(asked.orders, 200))  # imports and caches
    rates = []
    print("round  orders/s    hops/s  passes/s  orders per 1000 passes")
    for number in range(1, asked.rounds + 1):
        orders, hops, passes = one_round(number, asked.orders)
        rates.append((orders, hops, passes, orders / passes * 1000))
        print(f"{number:5}  {orders:8.1f}  {hops:8.0f}  {passes:8.0f}  {rates[-1][3]:.3f}", flush=True)
    orders, hops, passes, ratio = (statistics.median(column) for column in zip(*rates, strict=True))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"median {orders:8.1f}  {hops:8.0f}  {passes:8.0f}  {ratio:.3f}")
    print(f"goal {GOAL_ORDERS_PER_S} orders/s; peak memory {peak_mb:.0f} MB")


if __name__ == "__main__":
    main()
