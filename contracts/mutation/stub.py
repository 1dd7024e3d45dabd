"""A server that answers by rote: request `/7` gets the seventh of the replies it was given.

It runs as a process of its own, so that the Pact library can ask it while it holds this one:
`python -m contracts.mutation.stub FILE` prints the port.
"""

import asyncio
import base64
import sys
from pathlib import Path

import orjson

from contracts.mutation.mutant import Reply

OF_THE_WAY = ("connection", "content-length", "content-encoding", "transfer-encoding")
NO_BODY = (204, 304)


def encoded(reply: Reply) -> bytes:
    """Write a reply as it goes over the wire."""
    kept = [f"{name}: {value}" for name, value in reply.headers.items() if name not in OF_THE_WAY]
    status = reply.status or 200  # what is said of its own accord has none
    body = b"" if status in NO_BODY else reply.body
    length = [] if status in NO_BODY else [f"content-length: {len(body)}"]
    head = "\r\n".join([f"HTTP/1.1 {status} Rote", *kept, *length, "", ""])
    return head.encode("latin-1", "replace") + body


def write(replies: list[Reply], file: Path) -> None:
    """Write replies for a stub to read."""
    file.write_bytes(orjson.dumps([base64.b64encode(encoded(reply)).decode() for reply in replies]))


async def serve(replies: list[bytes]) -> None:
    """Serve until the process ends."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                writer.write(replies[int(head.split()[1].strip(b"/"))])
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(serve([base64.b64decode(reply) for reply in orjson.loads(Path(sys.argv[1]).read_bytes())]))
