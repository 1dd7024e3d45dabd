from dataclasses import replace

import pytest

from dualrun.streams import Streams
from simulators.chassis.fault_rules import Asked, FaultBook, FaultRule, business_key

RULE = FaultRule("f", "status", "wms")


def a_book(*rules: FaultRule, seed: int = 7) -> FaultBook:
    book = FaultBook(Streams(seed))
    for rule in rules:
        book.put(rule)
    return book


def asked(key: str = "PO-1", method: str = "POST", path: str = "/api/v1/orders") -> Asked:
    return Asked(method, path, key)


@pytest.mark.parametrize(
    ("given", "strikes"),
    [
        ({"method": "POST"}, True),
        ({"method": "GET"}, False),
        ({"path": "/api/*/orders"}, True),
        ({"path": "/api/v1/articles"}, False),
        ({"key": "PO-1"}, True),
        ({"key": "PO-2"}, False),
        ({"share": 0.0}, False),
        ({"cohort": (0, 100)}, True),
        ({"cohort": (0, 0)}, False),
    ],
)
def test_a_rule_strikes_what_it_is_addressed_to(given, strikes):
    assert (a_book(replace(RULE, **given)).striking(asked()) is not None) is strikes


def test_attempts_are_counted_for_each_business_key():
    book = a_book(replace(RULE, attempts=(2,)))

    struck = [book.striking(asked(key)) is not None for key in ("a", "b", "a", "b", "a")]

    assert struck == [False, False, True, True, False]


def test_a_rule_strikes_no_more_often_than_it_may():
    book = a_book(replace(RULE, times=2))

    assert [book.striking(asked(str(n))) is not None for n in range(4)] == [True, True, False, False]


def test_a_share_strikes_the_same_orders_in_every_run_and_about_that_many():
    keys = [f"PO-{n}" for n in range(2000)]

    one, again, other = (
        [key for key in keys if a_book(replace(RULE, share=0.2), seed=seed).striking(asked(key))]
        for seed in (7, 7, 8)
    )

    assert one == again != other
    assert 320 < len(one) < 480


def test_a_cohort_is_the_same_members_whatever_the_rule():
    keys = [f"PO-{n}" for n in range(300)]
    narrow, wide = (
        {k for k in keys if a_book(replace(RULE, id=i, cohort=c)).striking(asked(k))}
        for i, c in (("n", (0, 10)), ("w", (0, 30)))
    )

    assert narrow
    assert narrow < wide


def test_a_rule_put_again_replaces_the_first_and_counts_anew():
    book = a_book(replace(RULE, times=1))
    book.striking(asked())

    book.put(replace(RULE, times=1, kind="reset"))

    assert book.striking(asked()).kind == "reset"
    assert len(book.rules()) == 1


def test_a_request_is_about_what_its_headers_say_or_else_about_itself():
    said = business_key([(b"x-correlation-id", b"PO-1")], "POST", b"/orders", b"{}")
    same, changed = (business_key([], "POST", b"/orders", body) for body in (b"{}", b"{1}"))

    assert said == "PO-1"
    assert same == business_key([], "POST", b"/orders", b"{}") != changed
