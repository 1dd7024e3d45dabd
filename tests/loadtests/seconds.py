"""Seconds of a run, as a load generator would have seen them."""

from collections import Counter

from loadtests.account import Second
from loadtests.histogram import class_of


def second(t=0, number=100, failures=0, slow=0, late_s=0.0, cpu=0.1, dropped=0, name="place order"):
    one = Second(t)
    due = Counter({class_of(0.01): number - slow, class_of(2.0): slow})
    line = {
        "visits": {"buyer": number},
        "late_s": late_s,
        "dropped": dropped,
        "cpu": cpu,
        "used_s": cpu,
        "by": "generator",
        "said": {},
    }
    one.add({**line, "entries": {name: [number, failures, +due, {str(class_of(0.01)): number}]}})
    return one
