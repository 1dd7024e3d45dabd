"""What a change came to, and why it went by when it did."""

import json

import pytest

from contracts.cli import run
from contracts.mutation.judging import NOTICED, Baseline, Verdict, baselines, judged
from contracts.mutation.mutant import Reply
from contracts.mutation.page import page
from contracts.mutation.score import document
from contracts.mutation.second_opinion import held
from contracts.pact_file import SAID, Expected, PactError, read_pacts
from contracts.providers.known import provider_of
from contracts.writing import PACTS
from tests.contracts.pact_document import Rote, a_pact, written


def judgements(folder, **rules):
    pact = a_pact()
    body = pact["interactions"][0]["response"]["matchingRules"]["body"]
    body |= {f"$.{name}": {"combine": "AND", "matchers": matchers} for name, matchers in rules.items()}
    [baseline] = baselines(read_pacts(written(folder, pact)), Rote())
    return list(judged(baseline))


def found(judgements, field, operator):
    return next(one for one in judgements if (one.mutant.field, one.mutant.operator) == (field, operator))


class TestAChange:
    def test_of_what_a_contract_speaks_of_is_noticed(self, tmp_path):
        made = judgements(tmp_path)

        for operator in ("drop", "rename", "null", "type", "empty"):
            assert found(made, "$.status", operator).verdict is Verdict.KILLED
        assert found(made, "", "500").verdict is Verdict.KILLED
        assert found(made, "etag", "drop").verdict is Verdict.KILLED

    def test_of_what_nobody_reads_does_not_count(self, tmp_path):
        assert found(judgements(tmp_path), "$.note", "drop").verdict is Verdict.UNREAD

    def test_to_another_value_where_a_rule_allows_any_does_not_count(self, tmp_path):
        assert found(judgements(tmp_path), "$.lines[*].quantity", "other").verdict is Verdict.FREE

    def test_that_a_loose_matcher_lets_by_is_a_survivor_with_the_matcher(self, tmp_path):
        one = found(judgements(tmp_path), "$.lines[*].quantity", "negative")

        assert (one.verdict, one.rule) == (Verdict.SURVIVED, "integer")

    def test_that_a_pattern_alone_lets_by_is_a_survivor(self, tmp_path):
        one = found(judgements(tmp_path, status=[{"match": "regex", "regex": "^.+$"}]), "$.status", "null")

        assert (one.verdict, one.rule) == (Verdict.SURVIVED, "regex regex ^.+$")

    def test_below_a_rule_on_types_is_let_by_because_of_that_rule(self, tmp_path):
        pact = a_pact()
        del pact["interactions"][0]["response"]["matchingRules"]["body"]["$.lines[*].quantity"]
        [baseline] = baselines(read_pacts(written(tmp_path, pact)), Rote())

        one = found(judged(baseline), "$.lines[*].quantity", "negative")
        assert (one.verdict, one.rule) == (Verdict.SURVIVED, "type, from $.lines")

    def test_that_only_adds_is_a_control_that_every_contract_takes(self, tmp_path):
        assert found(judgements(tmp_path), "$", "added").verdict is Verdict.CONTROL

    def test_that_only_adds_and_is_refused_shows_a_contract_that_is_too_strict(self, tmp_path):
        [interaction] = read_pacts(written(tmp_path, a_pact()))
        rules = {"$['a']": {"combine": "AND", "matchers": [{"match": "type"}]}}
        expected = Expected(200, {}, {}, "<a><b>x</b></a>", "text/xml", rules)
        made = list(judged(Baseline(interaction, expected, Reply(200, {}, b"<a><b>x</b></a>"), {})))

        assert found(made, "/a", "added").verdict is Verdict.STRICT
        assert document("stock", made)["too_strict"] == ["portal: an open order: added body /a"]

    def test_is_not_tried_on_an_answer_that_is_broken_already(self, tmp_path):
        with pytest.raises(PactError, match="verify before you mutate"):
            list(baselines(read_pacts(written(tmp_path, a_pact())), Rote(status=500)))


def test_every_mutant_is_counted_once_and_every_survivor_has_its_reason(tmp_path):
    made = judgements(tmp_path)
    said = document("stock", made)

    assert sum(said[verdict.value] for verdict in Verdict) == said["mutants"] == len(made)
    assert len(said["survivors"]) == said["survived"] > 0
    assert all(one["reason"].startswith("matcher too loose: ") for one in said["survivors"])
    assert said["score"] == pytest.approx(
        100 * said["killed"] / (said["killed"] + said["survived"]), abs=0.01
    )
    assert "body $.note" in said["consumers"]["portal"]["nobody_reads"]
    assert "matcher too loose: integer" in page([said], 95)


@pytest.mark.parametrize(("name", "every"), [("wms", 2), ("threepl_graphql", 2), ("legacy_erp", 8)])
def test_the_shipped_contracts_notice_what_they_should(name, every):
    interactions = [one for one in read_pacts(PACTS) if one.provider == name][::every]
    made = [one for baseline in baselines(interactions, provider_of(name)) for one in judged(baseline)]

    said = document(name, made)
    assert said["score"] >= 95, said["survivors"]
    assert said["too_strict"] == []


def test_the_librarys_own_verifier_agrees_on_a_cross_section():
    interactions = [one for one in read_pacts(PACTS) if one.provider in ("wms", "legacy_erp")]
    some = [*interactions[::12], next(one for one in interactions if one.request.method == SAID)]
    bases = [base for one in some for base in baselines([one], provider_of(one.provider))]
    asked = [(base, one) for base in bases for one in list(judged(base))[::11]]

    opinions = held(
        [(base, base.reply) for base in bases] + [(base, one.mutant.reply) for base, one in asked]
    )

    assert all(opinions[: len(bases)])
    assert len({one.verdict for _, one in asked}) >= 3
    assert [
        one.mutant.name
        for (_, one), holds in zip(asked, opinions[len(bases) :], strict=True)
        if holds == (one.verdict in NOTICED)
    ] == []


class TestTheCommand:
    def test_fails_when_matchers_are_loose_and_says_which(self, tmp_path, capsys):
        pact = json.loads((PACTS / "facade-commerce.json").read_text())
        pact["interactions"] = [one for one in pact["interactions"] if "response" in one]
        for one in pact["interactions"]:
            one["response"]["matchingRules"] = {
                "body": {"$": {"combine": "AND", "matchers": [{"match": "type"}]}}
            }
        loose = tmp_path / "loose.json"
        loose.write_text(json.dumps(pact))
        asked = [
            "mutate",
            "--provider",
            "commerce",
            "--threshold",
            "97",
            "--report",
            str(tmp_path),
            "--pacts",
        ]

        assert run([*asked, str(loose)]) == 1
        assert "matcher too loose: type" in capsys.readouterr().out
        assert run([*asked, str(PACTS)]) == 0

    def test_writes_one_document_and_a_page(self, tmp_path, capsys):
        asked = ["mutate", "--provider", "commerce", "--only", "order", "--report", str(tmp_path), "--json"]
        assert run(asked) == 0

        [said] = json.loads(capsys.readouterr().out)
        assert [said] == json.loads((tmp_path / "mutation.json").read_text())
        assert '<h2 id="commerce">' in (tmp_path / "mutation.html").read_text()
