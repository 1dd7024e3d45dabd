"""`dualrun load` as a person runs it; Locust stays out of this process."""

import asyncio
import json
import socket
import subprocess
import sys

import pytest

from loadtests.command import main
from loadtests.landscape import ENVIRONMENT, ROOT

FARNESS = ("order trail", "cancel order", "return goods")


def load(*arguments):
    command = [sys.executable, "-m", "dualrun", "load", *arguments]
    return subprocess.run(
        command, cwd=ROOT, env=ENVIRONMENT, capture_output=True, text=True, timeout=150, check=False
    )


@pytest.fixture(scope="module")
def a_short_run(tmp_path_factory):
    folder = tmp_path_factory.mktemp("report")
    told = load("smoke", "--set=for=4s", "--json", f"--report={folder}")
    assert told.returncode == 0, told.stdout + told.stderr
    return json.loads(told.stdout), folder


def test_no_order_that_was_acknowledged_under_load_is_lost_doubled_or_mispriced(a_short_run):
    found = a_short_run[0]["reconciliation"]

    assert found["acknowledged"] == found["once"] + found["rejected"] > 10
    assert not any(found[what] for what in ("lost", "doubled", "mispriced", "unknown"))


def test_locust_counts_what_we_count(a_short_run):
    counts = a_short_run[0]["counting"]

    assert counts["recorded"] == counts["locust"] > 50
    assert counts["error"] == 0


def test_two_workers_and_a_master_offer_and_count_what_one_process_does(a_short_run):
    told = load("smoke", "--set=for=4s", "--json", "--workers=2", f"--port={free_port()}")
    one, two = a_short_run[0], json.loads(told.stdout)

    assert told.returncode == 0, told.stderr
    assert sorted(two["generator"]["cpu_share_max"]) == ["worker 1", "worker 2"]
    assert two["visits"] == one["visits"]
    assert by_name(two) == by_name(one)
    assert two["counting"]["error"] == 0


def by_name(document):
    """Give the requests of each name but those that depend on how far an order is when it is asked about."""
    counts = {each["name"]: each["count"] for each in document["requests"]}
    return {name: counts[name] for name in counts.keys() - {"all", *FARNESS}}


def free_port():
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return listening.getsockname()[1]


async def answered(status_of, *arguments):
    """Run the command against a façade that answers by path, and give what was asked of it."""
    asked = []

    async def serve(reader, writer):
        head = await reader.readuntil(b"\r\n\r\n")
        method, path, _ = head.decode().split("\r\n")[0].split(" ")
        asked.append((method, path))
        if method == "POST":
            await reader.read(65_536)
        body = b'{"status": "up"}'
        status = status_of.get(path, 404)
        writer.write(
            b"HTTP/1.1 %d x\r\nconnection: close\r\ncontent-length: %d\r\n\r\n%s" % (status, len(body), body)
        )
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    command = [sys.executable, "-m", "dualrun", "load", "smoke", "--target", url, *arguments]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    _, said = await asyncio.wait_for(process.communicate(), 60)
    server.close()
    return process.returncode, said.decode(), asked


def test_a_target_that_does_not_let_us_in_is_told_in_one_line_and_nothing_is_sent_on():
    statuses = {"/v1/control/health": 200, "/oauth2/token": 401}
    code, said, asked = asyncio.run(answered(statuses))

    assert code == 2
    assert said.count("\n") == 1
    assert "it answers 401" in said
    assert asked == [("GET", "/v1/control/health"), ("POST", "/oauth2/token")]


def test_a_target_that_gives_no_token_is_told_in_one_line():
    code, said, _ = asyncio.run(answered({"/v1/control/health": 200, "/oauth2/token": 200}))

    assert (code, said.count("\n")) == (2, 1)
    assert "signing in gives no token" in said


def test_a_target_that_will_not_say_what_became_of_its_orders_has_proved_nothing(tmp_path):
    routes = tmp_path / "mapping.yaml"
    routes.write_text("routes: {health: GET /up, place order: POST /orders, order status: GET /broken}")
    short = ("--set=for=1s", "--set=drain=0s", "--set=mix={edi_partner: 1}", f"--mapping={routes}")
    code, said, _ = asyncio.run(answered({"/up": 200, "/orders": 202, "/broken": 500}, *short))

    assert code == 3
    assert "the target has stopped answering, so this proves nothing: 500" in said.splitlines()[-1]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["smoke", "--target=http://127.0.0.1:9"], "it does not answer"),
        (["smoke", "--target=somewhere"], "no address"),
        (["smok"], 'did you mean "smoke"?'),
        (["smoke", "--set=lenght=5s"], 'unknown key "lenght"'),
        (["smoke", "--set=for"], "write key=value"),
        (["smoke", "--mapping=nowhere.yaml"], "nowhere.yaml: cannot be read"),
        (["smoke", "--report=/dev/null/here"], "--report /dev/null/here: cannot be written"),
    ],
)
def test_bad_usage_is_one_line_and_exit_code_2(arguments, said, capsys):
    assert main(arguments) == 2

    told = capsys.readouterr()
    assert said in told.err
    assert told.err.count("\n") == 1
    assert told.out == ""


def test_without_a_profile_the_command_asks_for_one():
    told = load()

    assert (told.returncode, told.stdout, told.stderr.count("\n")) == (2, "", 1)
    assert "which profile?" in told.stderr
