"""A team's pacts through a broker: published, chosen, verified, deployed; in a folder and over HTTP alike."""

import json
import subprocess
import sys

import pytest
from pact import Verifier

from contracts.broker.client import Broker
from contracts.broker.deciding import decision
from contracts.broker.selection import is_pending, selected
from contracts.broker.shelf import Shelf
from contracts.cli import run
from contracts.pact_file import PactError
from contracts.writing import PACTS
from dualrun.errors import UsageError

WMS = PACTS / "facade-wms.json"


@pytest.fixture
def shelf(tmp_path):
    return Shelf(tmp_path)


def publish(shelf, version, content, branch="main", tag=None, consumer="portal"):
    one = shelf.publish(consumer, version, "facade", content)
    shelf.version(consumer, version, branch, tag)
    return one


class TestWhatASelectorMeans:
    @pytest.mark.parametrize(
        ("selector", "versions"),
        [
            ({"latest": True}, ["3"]),
            ({"mainBranch": True}, ["2"]),
            ({"branch": "feature"}, ["3"]),
            ({"matchingBranch": True}, ["3"]),
            ({"tag": "prod"}, ["1", "2"]),
            ({"tag": "prod", "latest": True}, ["2"]),
            ({"deployed": True}, ["1"]),
            ({"environment": "production"}, ["1"]),
            ({"environment": "test"}, []),
            ({"latest": True, "consumer": "edi"}, []),
        ],
    )
    def test_is_what_it_means_to_the_pact_broker(self, shelf, selector, versions):
        publish(shelf, "1", b"{}", tag="prod")
        publish(shelf, "2", b"[]", tag="prod")
        publish(shelf, "3", b"[1]", branch="feature")
        shelf.deploy("portal", "1", "production")

        assert [pact.version for pact in selected(shelf, "facade", [selector], "feature")] == versions

    def test_the_same_content_is_verified_once(self, shelf):
        publish(shelf, "1", b"{}", tag="prod")
        publish(shelf, "2", b"{}", tag="prod")

        assert len(selected(shelf, "facade", [{"tag": "prod"}, {"latest": True}], None)) == 1

    def test_a_pact_is_pending_until_the_branch_has_kept_to_it(self, shelf):
        one = publish(shelf, "1", b"{}")
        assert is_pending(shelf, one, "main")

        shelf.version("facade", "9", "main")
        shelf.judged(one.sha, "facade", "9", success=True)
        assert not is_pending(shelf, one, "main")
        assert is_pending(shelf, one, "feature")


class TestMayItGoThere:
    def test_only_when_every_contract_with_what_is_there_was_tried_and_held(self, shelf):
        one = publish(shelf, "1", b"{}")
        said = [decision(shelf, "portal", "1", "production")["summary"]]
        shelf.deploy("facade", "9", "production")
        said.append(decision(shelf, "portal", "1", "production")["summary"])
        shelf.judged(one.sha, "facade", "9", success=False)
        said.append(decision(shelf, "portal", "1", "production")["summary"])
        shelf.judged(one.sha, "facade", "9", success=True)
        said.append(decision(shelf, "portal", "1", "production")["summary"])

        assert [one["deployable"] for one in said] == [False, False, False, True]
        assert [one["reason"] for one in said[:3]] == [
            "no version of facade is in production",
            "facade 9 was never tried with portal 1",
            "facade 9 breaks the pact of portal 1",
        ]

    def test_a_provider_is_held_to_the_consumers_that_are_there(self, shelf):
        publish(shelf, "1", b"{}")
        shelf.deploy("portal", "1", "production")
        shelf.version("facade", "10")

        assert not decision(shelf, "facade", "10", "production")["summary"]["deployable"]

    def test_a_version_that_nobody_knows_may_go_nowhere(self, shelf):
        said = decision(shelf, "portal", "7", "production")["summary"]
        assert (said["deployable"], said["reason"]) == (False, "there is no version 7 of portal")


def test_what_was_kept_is_there_for_the_next_process(tmp_path):
    Broker(str(tmp_path)).publish("1", "main", [WMS])
    [pact] = Broker(str(tmp_path)).to_verify("wms", [{"mainBranch": True}], None, pending=False)

    content = {name: value for name, value in pact.document.items() if name != "_links"}
    assert content == json.loads(WMS.read_text())


def test_a_folder_that_holds_something_else_is_told(tmp_path):
    (tmp_path / "broker.json").write_text("not JSON")
    with pytest.raises(UsageError, match="no folder for a broker"):
        Shelf(tmp_path)


def test_a_selector_that_nobody_knows_is_refused(tmp_path):
    with pytest.raises(PactError, match="a selector knows no mainBrunch"):
        Broker(str(tmp_path)).to_verify("wms", [{"mainBrunch": True}], None, pending=False)


def test_from_publishing_to_the_answer_whether_it_may_go_there(tmp_path, capsys):
    broker = ["--broker", str(tmp_path)]
    only = ["--provider", "wms", *broker, "--selector", "mainBranch"]
    assert run(["verify", *only]) == 2
    assert "no pact with wms is meant" in capsys.readouterr().err

    assert run(["publish", *broker, "--version", "c1", "--branch", "main", "--pacts", str(WMS)]) == 0
    assert run(["record-deployment", *broker, "--pacticipant", "wms", "--version", "p1", "--to", "test"]) == 0
    asked = ["can-i-deploy", *broker, "--pacticipant", "facade", "--version", "c1", "--to", "test"]
    assert run(asked) == 1
    assert "no: wms p1 was never tried with facade c1" in capsys.readouterr().err

    assert run(["verify", *only, "--provider-version", "p1", "--provider-branch", "main"]) == 0
    assert run(asked) == 0


def test_a_broken_pact_that_is_pending_is_told_and_fails_nothing(tmp_path, capsys):
    pact = json.loads(WMS.read_text())
    pact["interactions"] = [one for one in pact["interactions"] if "response" in one][:1]
    pact["interactions"][0]["response"]["status"] = 299
    spoilt = tmp_path / "spoilt.json"
    spoilt.write_text(json.dumps(pact))
    broker = ["--broker", str(tmp_path / "broker")]
    run(["publish", *broker, "--version", "c2", "--pacts", str(spoilt)])
    capsys.readouterr()

    assert run(["verify", "--provider", "wms", *broker]) == 1
    assert run(["verify", "--provider", "wms", *broker, "--provider-branch", "main"]) == 0
    assert "1 broken are pending" in capsys.readouterr().out


def test_the_pact_library_itself_fetches_from_it_and_publishes_to_it(tmp_path):
    pact = {
        "consumer": {"name": "portal"},
        "provider": {"name": "stub"},
        "metadata": {"pactSpecification": {"version": "4.0"}},
    }
    one = {"type": "Synchronous/HTTP", "description": "the index", "request": {"method": "GET", "path": "/"}}
    pact["interactions"] = [{**one, "response": {"status": 200}}]
    (tmp_path / "pact.json").write_text(json.dumps(pact))
    folder = tmp_path / "broker"
    Broker(str(folder)).publish("c1", "main", [tmp_path / "pact.json"])
    command = [sys.executable, "-m", "dualrun", "contracts", "broker", "--dir", str(folder), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as serving:
        try:
            url = serving.stdout.readline().strip()
            verifier = Verifier("stub", host="127.0.0.1").add_transport(url=url)  # it answers / itself
            verifier.broker_source(url, selector=True).consumer_version(main_branch=True).build()
            verifier.set_publish_options(version="p1", branch="main").verify()
        finally:
            serving.terminate()

    shelf = Shelf(folder)
    [published] = shelf.pacts()
    assert shelf.verdict(published.sha, "stub", "p1") is True
    assert shelf.versions("stub")["p1"]["branches"] == ["main"]
