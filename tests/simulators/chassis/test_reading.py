"""Strangers' documents: what does not fit is refused with what and where, whatever it is."""

import pytest

from simulators.chassis.reading import Reader, parsed

READ = Reader(ValueError)


@pytest.mark.parametrize(
    ("body", "named"),
    [
        (b"", "not JSON"),
        (b'{"a": NaN}', "not JSON"),
        (b'{"a": "\\ud800"}', "not JSON"),
        (b"[" * 20_000, "not JSON"),
        (b"[1]", "must be an object, found a list of 1"),
        (b'{"a":' + b"[" * 600 + b"]" * 600 + b"}", "nested too deep"),
        (b'{"a": 1, "b": {"c": 1, "c": 2}}', "the name 'c' stands twice"),
        (b'{"a": "x:y", "\\u0061": 2}', "the name 'a' stands twice"),
        (b'{"a\\u003a": 1, "b": 1, "b": 2}', "the name 'b' stands twice"),
        (b'{"a": ' + b"9" * 5000 + b"}", "not JSON"),
    ],
)
def test_a_body_that_is_no_plain_object_is_refused(body, named):
    with pytest.raises(ValueError, match=named):
        parsed(body, ValueError)


@pytest.mark.parametrize("body", [b'{"a": ":::"}', b'{"a":{"a":{"a":1}}}', b'{"a\\u003ab": [{"c": ":"}]}'])
def test_colons_in_texts_and_names_in_other_objects_are_nobodys_business(body):
    assert parsed(body, ValueError)


@pytest.mark.parametrize(
    ("read", "value", "message"),
    [
        (READ.text, "", "x: must be text of 1 to 100 characters, found ''"),
        (READ.text, 7, "x: must be text of 1 to 100 characters, found 7"),
        (READ.key, "a\r\nb", r"x: must be printable ASCII, found 'a\\r\\nb'"),
        (READ.count, True, "x: must be a whole number from 1 to 1000000, found True"),
        (READ.count, 1.0, "x: must be a whole number from 1 to 1000000, found 1.0"),
        (READ.inner, [1, 2], "x: must be an object, found a list of 2"),
        (READ.url, "ftp://x", "x: must be an http or https address, found 'ftp://x'"),
        (READ.url, "http://x y", "x: must be an http or https address"),
        (READ.url, "http://[", "x: must be an http or https address"),
        (READ.url, "http://x\n", "x: must be an http or https address"),
    ],
)
def test_a_field_that_does_not_fit_is_refused_by_name(read, value, message):
    with pytest.raises(ValueError, match=message):
        read({"x": value}, "x")


def test_a_line_is_named_by_its_place():
    [(first, _), (second, place)] = READ.lines({"rows": [{"n": 1}, {"n": 0}]}, "rows", most=2)

    assert READ.count(first, "n") == 1
    with pytest.raises(ValueError, match=r"rows\[1\].n: must be a whole number"):
        READ.count(second, "n", place)


@pytest.mark.parametrize("rows", [None, [], [1], [{}, {}, {}]])
def test_a_list_has_as_many_rows_as_it_may(rows):
    with pytest.raises(ValueError, match="rows"):
        READ.lines({"rows": rows}, "rows", most=2)


@pytest.mark.parametrize("text", ["0", "+1", "1_0", "٣", "1" + "0" * 5000, "101", ""])
def test_a_number_of_a_query_is_plain_digits_within_its_range(text):
    assert READ.number(None, "limit", 50, 100) == 50
    assert READ.number("100", "limit", 50, 100) == 100
    with pytest.raises(ValueError, match="limit: must be 1 to 100"):
        READ.number(text, "limit", 50, 100)


def test_words_and_flags_are_the_products_own():
    assert READ.one_of({"x": "a"}, "x", ("a", "b")) == "a"
    assert READ.flag({}, "x", default=True)
    with pytest.raises(ValueError, match="x: must be one of a, b, found 'c'"):
        READ.one_of({"x": "c"}, "x", ("a", "b"))
    with pytest.raises(ValueError, match="x: must be true or false, found 1"):
        READ.flag({"x": 1}, "x", default=True)
