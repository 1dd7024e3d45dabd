"""HTTP over a plain socket, so that what no library would send can be sent."""

import socket
from collections.abc import Iterable, Mapping
from http.client import HTTPException, HTTPResponse
from typing import NamedTuple
from urllib.parse import urlsplit

PATIENCE_S = 30.0


class Heard(NamedTuple):
    """What came back; a status of 0 is a connection that was closed without a word."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def head(method: str, target: str, headers: Mapping[str, str]) -> bytes:
    """Write the head of a request, whatever stands in it."""
    lines = [
        f"{method} {target} HTTP/1.1",
        "Host: here",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


def sent(url: str, pieces: Iterable[bytes]) -> Heard:
    """Send pieces until all are sent or nobody listens any more, and give the answer."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), PATIENCE_S) as connection:
        try:
            for piece in pieces:
                connection.sendall(piece)
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has had enough: what it said before stands in the buffer
        return _answer(connection)


def left_in_the_middle(url: str, *pieces: bytes) -> None:
    """Send some and go away."""
    where = urlsplit(url)
    with socket.create_connection((where.hostname, where.port), PATIENCE_S) as connection:
        for piece in pieces:
            connection.sendall(piece)


def chunked(pieces: Iterable[bytes]) -> Iterable[bytes]:
    """Write pieces as chunks of a body whose length nobody says."""
    for piece in pieces:
        yield b"%x\r\n%b\r\n" % (len(piece), piece)
    yield b"0\r\n\r\n"


def _answer(connection: socket.socket) -> Heard:
    answer = HTTPResponse(connection)
    try:
        answer.begin()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Heard(answer.status, headers, answer.read())
    except (HTTPException, OSError):
        return Heard(0, {}, b"")
