"""What nobody sends in good faith, and every place of a system to send it to, taken from its own document."""

import gzip
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from typing import Any
from urllib.parse import quote

FILE = "application/octet-stream"
SOAP = "http://schemas.xmlsoap.org/soap/envelope/"
LAUGHS = "".join(f'<!ENTITY a{at} "{f"&a{at - 1};" * 10}">' for at in range(1, 10))
READ = b"<a/>"


def envelope(inner: str, prolog: str = "") -> bytes:
    return f'{prolog}<s:Envelope xmlns:s="{SOAP}"><s:Body>{inner}</s:Body></s:Envelope>'.encode()


BODIES: Mapping[str, bytes] = {
    "NaN": b'{"quantity": NaN}',
    "infinity": b'{"quantity": [-Infinity]}',
    "1e400": b'{"quantity": 1e400}',
    "20,000 objects deep": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "20,000 lists deep": b"[" * 20_000 + b"]" * 20_000,
    "a name twice": b'{"name": "a", "name": "b"}',
    "a name twice, once escaped": b'{"name": "a", "nam\\u0065": "b"}',
    "a name twice, deep inside": b'{"a": [{"b": {"c": 1, "c": 2}}]}',
    "a lone surrogate": b'{"name": "\\ud800"}',
    "no UTF-8": b'{"name": "\xff\xfe"}',
    "UTF-16": '{"name": "a"}'.encode("utf-16"),
    "a raw NUL": b'{"name": "a\x00b"}',
    "a raw line break": b'{"name": "a\r\nb"}',
    "half": b'{"name": ',
    "two documents": b"{}{}",
    "pickle": b"\x80\x04\x95\x0b\x00\x00\x00\x00\x00\x00\x00\x8c\x07builtins\x94.",
    "gzip": gzip.compress(b" " * 50_000_000),
    "billion laughs": envelope(READ.decode(), f'<!DOCTYPE x [<!ENTITY a0 "ha">{LAUGHS}]>'),
    "external entity": envelope("&x;", '<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>'),
    "parameter entity": envelope(READ.decode(), '<!DOCTYPE x [<!ENTITY % x SYSTEM "http://x.test/">%x;]>'),
    "a document type": envelope(READ.decode(), '<!DOCTYPE x SYSTEM "http://x.test/x.dtd">'),
    "a quadratic blow-up": envelope("&b;" * 100_000, f'<!DOCTYPE x [<!ENTITY b "{"b" * 60_000}">]>'),
    "20,000 elements deep": envelope("<a>" * 20_000 + "</a>" * 20_000),
    "20,000 attributes": envelope("<a " + " ".join(f"b{at}='1'" for at in range(20_000)) + "/>"),
}
"""Bodies that no place of any system takes for a document."""


VALUES: Mapping[str, str] = {
    "negative": "-1",
    "huge": "9" * 400,
    "65 bits": str(2**64),
    "NaN": "NaN",
    "1e400": "1e400",
    "hexadecimal": "0x10",
    "Arabic digits": "%D9%A3",
    "an underscore": "1_0",
    "a NUL": "%00",
    "a header": "a%0D%0Ax-injected:%201",
    "no UTF-8": "%FF%FE",
    "half a character": "%ED%A0%80",
    "SQL": "'%20OR%201=1--",
    "very long": "x" * 60_000,
    "a way up": "..%2F..%2Fetc%2Fpasswd",
    "a way up, unescaped": "../../etc/passwd",
    "an absolute way": "%2Fetc%2Fpasswd",
    "a device": "CON.txt",
    "a drive": "C:%5Cboot.ini",
    "a template": "%7B%7B7*7%7D%7D",
    "nothing": "",
    "markup": "%3Cscript%3E",
    "brackets": "[" * 500,
    "parentheses": "(" * 3000,
    "percents": "%25" * 500,
}
"""What nobody means by a parameter, as it stands in an address."""

UNHEARD_OF: Mapping[str, Any] = {"in": "query", "name": "unheard_of"}
METHODS = ("BREW", "TRACE", "CONNECT", "OPTIONS", "PROPFIND", "get")
HEADERS: Sequence[tuple[str, str]] = (
    ("content-type", "text/plain"),
    ("content-type", "application/xml"),
    ("content-type", "multipart/form-data; boundary=x"),
    ("content-type", "application/json; charset=utf-16"),
    ("content-type", "\xff"),
    ("content-length", "-1"),
    ("content-length", "9" * 500),
    ("host", "a\xffb"),
    ("authorization", "Basic \xff\xfe"),
    ("authorization", "Bearer " + "x" * 60_000),
    ("x-dualrun-world", "../etc"),
    ("x-dualrun-world", "\xff"),
    ("x-dualrun-fault", "status; status=\xff"),
    ("x-dualrun-fault", "latency; delay_s=nan"),
    ("accept", "x" * 60_000),
    ("if-match", "\xff"),
    ("cookie", "a=\xff"),
    ("x-correlation-id", "\xff" * 300),
    ("idempotency-key", "\x7f"),
    ("prefer", "odata.maxpagesize=99999999999999999999"),
)


@dataclass(frozen=True)
class Place:
    """One operation with its path filled in: its template, its parameters, and what its body is to be."""

    method: str
    template: str
    parameters: Sequence[Mapping[str, Any]]
    takes: str

    @property
    def path(self) -> str:
        return self.path_with("", "")

    def path_with(self, name: str, value: str) -> str:
        """Fill in the path, with a value of one's own in one place."""
        path = self.template
        for each in self.parameters:
            if each["in"] == "path":
                filled = value if each["name"] == name else _likely(each["schema"])
                path = path.replace(f"{{{each['name']}}}", filled)
        return path


def places(document: Mapping[str, Any]) -> Iterator[Place]:
    """Give every operation that a document describes."""
    for template, methods in document["paths"].items():
        shared = methods.get("parameters", [])
        for method, operation in methods.items():
            if method != "parameters":
                parameters = (*shared, *operation.get("parameters", ()))
                takes = next(iter(operation.get("requestBody", {}).get("content", ())), "")
                yield Place(method.upper(), template, parameters, takes)


def targets(document: Mapping[str, Any], values_each: int) -> Iterator[tuple[Place, str, str]]:
    """Give addresses with something hostile in one parameter of a path or query; every value has its turn."""
    turn = cycle(VALUES.items())
    for place in places(document):
        for each in (*place.parameters, UNHEARD_OF):
            for name, value in islice(turn, values_each):
                if each["in"] == "path":
                    yield place, name, place.path_with(each["name"], value)
                elif each["in"] == "query":
                    yield place, name, f"{place.path}?{quote(each['name'], safe='$')}={value}"


def _likely(schema: Mapping[str, Any]) -> str:
    if "enum" in schema:
        return str(schema["enum"][0])
    if schema.get("format") == "uuid":
        return "11111111-1111-1111-1111-111111111111"
    return "1"
