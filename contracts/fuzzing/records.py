"""A fuzz run as the files that others read: JUnit by operation, and every exchange as HAR 1.2."""

import base64
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import orjson
from lxml import etree
from schemathesis.core.transport import Response

from contracts.fuzz import FuzzReport


def junit(system: str, report: FuzzReport) -> str:
    """Write one case for every operation, and one for what is about none."""
    names = dict.fromkeys([*report.operations, *(breach.operation for breach in report.breaches)])
    failed = {breach.operation for breach in report.breaches}
    tests, failures = str(len(names)), str(len(failed))
    suite = etree.Element("testsuite", name=f"fuzz {system}", tests=tests, failures=failures)
    for name in names:
        case = etree.SubElement(suite, "testcase", classname=f"fuzz.{system}", name=_plain(name))
        for breach in report.breaches:
            if breach.operation == name:
                said = _plain(f"{breach.title}: {breach.message}")
                failure = etree.SubElement(case, "failure", message=said)
                failure.text = _plain(f"{breach.reproduce}\n{breach.answer}")
    text: bytes = etree.tostring(suite, encoding="utf-8", xml_declaration=True, pretty_print=True)
    return text.decode()


def har(exchanges: Iterable[tuple[str, Response]]) -> str:
    """Write every exchange, in the order they were made."""
    log = {
        "version": "1.2",
        "creator": {"name": "dualrun fuzz", "version": "1"},
        "entries": [_entry(at, response) for at, response in exchanges],
    }
    return orjson.dumps({"log": log}, option=orjson.OPT_INDENT_2).decode()


def _entry(at: str, response: Response) -> dict[str, Any]:
    request, took_ms = response.request, round(response.elapsed * 1000, 3)
    sent = request.body if isinstance(request.body, bytes) else str(request.body or "").encode()
    url = str(request.url)
    return {
        "startedDateTime": at,
        "time": took_ms,
        "request": {
            "method": str(request.method),
            "url": url,
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": _pairs({name: [str(value)] for name, value in request.headers.items()}),
            "queryString": [{"name": name, "value": value} for name, value in parse_qsl(urlsplit(url).query)],
            "postData": {
                "mimeType": str(request.headers.get("content-type", "")),
                "text": sent.decode(errors="replace"),
            },
            "headersSize": -1,
            "bodySize": len(sent),
        },
        "response": {
            "status": response.status_code,
            "statusText": response.message,
            "httpVersion": f"HTTP/{response.http_version}",
            "cookies": [],
            "headers": _pairs(response.headers),
            "content": {
                "size": len(response.content),
                "mimeType": (response.headers.get("content-type") or [""])[0],
                "text": base64.b64encode(response.content).decode(),
                "encoding": "base64",
            },
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": len(response.content),
        },
        "cache": {},
        "timings": {"send": 0, "wait": took_ms, "receive": 0},
    }


def _pairs(headers: Mapping[str, Any]) -> list[dict[str, str]]:
    return [{"name": name, "value": str(value)} for name, values in headers.items() for value in values]


def _text(content: bytes) -> str:
    return content.decode(errors="replace")


def _plain(text: str) -> str:
    return "".join(letter if letter.isprintable() or letter in "\n\t" else "?" for letter in text)
