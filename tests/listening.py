"""A listener on loopback for webhooks that a real server sends."""

import threading  # noqa: TID251 - a server beside the tests; nothing of it is seeded
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import Queue

PATIENCE_S = 20.0


@dataclass
class Listening:
    """Where it listens, and what it has heard."""

    url: str
    heard: "Queue[tuple[Mapping[str, str], bytes]]" = field(default_factory=Queue)

    def next(self) -> tuple[Mapping[str, str], bytes]:
        """Wait for one message: its headers, names in lower case, and its body."""
        return self.heard.get(timeout=PATIENCE_S)


@contextmanager
def listening() -> Iterator[Listening]:
    """Listen as long as the context lasts, and answer everything with 204."""
    told: list[Listening] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            told[0].heard.put(({name.lower(): value for name, value in self.headers.items()}, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    told.append(Listening(f"http://127.0.0.1:{server.server_port}/notices"))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield told[0]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
