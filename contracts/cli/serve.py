"""`dualrun contracts serve`: a provider with its states and messages, where any Pact verifier finds them."""

from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import TYPE_CHECKING, Annotated

import typer

from contracts.cli.matrix import known_release, known_stage
from contracts.cli.options import PactsOption, ProviderOption, need_extra
from dualrun.cli.talk import err, out
from dualrun.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from contracts.pact_file import Request
    from contracts.verification import Provider
    from dualrun.network.reply import Reply

PortOption = Annotated[int, typer.Option("--port", min=0, max=65535, help="Where to listen; 0 for any.")]
StageOption = Annotated[str, typer.Option("--stage", help="Where the façade stands in the move.")]
ReleaseOption = Annotated[
    str | None, typer.Option("--release", help="Of the new book; the one in force unless told otherwise.")
]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
BROKEN = 500
PATIENCE_S = 30.0


def command(
    provider: ProviderOption = "facade",
    port: PortOption = 9480,
    stage: StageOption = "off",
    release: ReleaseOption = None,
    pacts: PactsOption = None,
) -> int:
    """Serve a provider with its states and messages, on this machine alone, for any Pact verifier."""
    need_extra()
    from contracts.pact_file import read_pacts
    from contracts.providers.served import MESSAGES_PATH, STATES_PATH, Desk
    from contracts.verification import with_provider
    from contracts.writing import PACTS
    from dualrun.landscape.routes_once import routes_kept

    served = _provider(provider, stage, release)
    desk = Desk(served, with_provider(read_pacts(pacts or PACTS), provider))
    try:
        server = HTTPServer(("127.0.0.1", port), asking(desk.take))
    except OSError as error:
        raise UsageError(f"--port {port}: {error.strerror}") from None
    url = f"http://127.0.0.1:{server.server_port}"
    out(url)
    err(f"contracts: {provider} at {url}, its states at {STATES_PATH}, its messages at {MESSAGES_PATH}")
    with server, routes_kept():
        server.serve_forever()
    return 0


def _provider(name: str, stage: str, release: str | None) -> "Provider":
    from contracts.providers.facade import FacadeProvider
    from contracts.providers.known import FACADE, provider_of
    from contracts.providers.setting import Setting

    if name == FACADE:
        return FacadeProvider(Setting(known_stage(stage), known_release(release).credentials["environment"]))
    if release or stage != "off":
        raise UsageError("--stage and --release: they are of the façade")
    return provider_of(name)


def asking(take: "Callable[[Request], Reply]") -> type[BaseHTTPRequestHandler]:
    """Give the handler of one request at a time; what could not be brought about is said here as well."""
    from contracts.pact_file import Request
    from contracts.providers.served import TEXT

    class Handler(BaseHTTPRequestHandler):
        timeout = PATIENCE_S

        def answer(self) -> None:
            length = self.headers.get("content-length", "0")
            body = self.rfile.read(int(length) if length.isdigit() else 0)
            headers = {name.lower(): value for name, value in self.headers.items()}
            reply = take(Request(self.command, self.path, headers, body))
            if reply.status == BROKEN and reply.headers == TEXT:
                err(f"contracts: {self.command} {self.path}: {reply.body.decode(errors='replace').strip()}")
            self.send_response(reply.status)
            for name, value in reply.headers.items():
                self.send_header(name, value)
            self.send_header("content-length", str(len(reply.body)))
            self.end_headers()
            self.wfile.write(reply.body)

        def log_message(self, format: str, *arguments: object) -> None:
            """Say nothing of what went well."""

    for method in METHODS:
        setattr(Handler, f"do_{method}", Handler.answer)
    return Handler
