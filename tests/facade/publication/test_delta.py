"""Telling what changed makes a channel show what it should, whatever it showed before."""

from hypothesis import given
from hypothesis import strategies as st

from facade.canonical.catalogue import Subject
from facade.publication.delta import NO_STOCK, Finding, batches, changed, findings, gone

ROWS = st.dictionaries(st.text("ABC", min_size=1, max_size=2), st.integers(0, 3), max_size=8)


@given(ROWS, ROWS)
def test_after_telling_what_changed_the_channel_shows_what_it_should(wanted, known):
    shows = {**known, **changed(wanted, known), **gone(Subject.STOCK, wanted, known)}

    assert {key: shows[key] for key in wanted} == wanted
    assert all(shows[key] == NO_STOCK for key in shows if key not in wanted)
    assert not changed(wanted, shows)
    assert not gone(Subject.STOCK, wanted, shows)


@given(ROWS, ROWS)
def test_nothing_is_told_that_the_channel_knows(wanted, known):
    told = changed(wanted, known)

    assert all(known.get(key) != value for key, value in told.items())


@given(ROWS, ROWS)
def test_findings_are_exactly_where_the_two_differ(wanted, shown):
    found = findings(wanted, shown)

    assert {one.key for one in found} == {
        key for key in {**wanted, **shown} if wanted.get(key) != shown.get(key)
    }
    assert findings(wanted, wanted) == []


@given(ROWS, st.integers(1, 4))
def test_batches_hold_every_row_once_and_none_too_many(rows, size):
    cut = list(batches(rows, size))

    assert [row for batch in cut for row in batch.items()] == list(rows.items())
    assert all(0 < len(batch) <= size for batch in cut)


def test_a_price_that_is_gone_has_no_last_word_and_is_a_finding():
    assert gone(Subject.PRICES, {}, {"A": 3}) == {}
    assert findings({}, {"A": 3}) == [Finding("A", None, 3)]
