import json
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dualrun.errors import UsageError
from dualrun.scenario.load import json_schema, listing, load
from dualrun.scenario.marked import read
from facade.routing.stage import Stage
from tests.dualrun.scenario.scenario_text import TEXT


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.yaml"

    def write(text: str = TEXT) -> str:
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def complaint(path: str, overrides: dict[str, str] | None = None) -> str:
    with pytest.raises(UsageError) as refused:
        load(path, overrides)
    text = str(refused.value)
    assert "\n" not in text
    return text.replace(path, "small.yaml")


class TestSound:
    def test_moments_and_durations_become_seconds(self, small):
        scenario = load(small())

        assert scenario.demand.from_s == 6 * 3600
        assert scenario.migration.steps[2].to is Stage.LIVE
        assert scenario.migration.steps[2].gate.recheck_s == 3600
        assert scenario.faults[1].times_s == (86_400 + 11 * 3600,)
        assert scenario.expect.sla.order_acknowledgement.share == 0.95

    def test_what_is_left_out_has_a_default(self, small):
        scenario = load(small())

        assert scenario.facade.outbox is True
        assert scenario.demand.fit == "stretch"
        assert scenario.expect.sla.shipment_propagation is None

    def test_on_and_off_are_words_so_that_a_stage_may_be_off(self, small):
        step_back = "    - {at: day 2 12:00, cohort: pilot, to: off}\nfaults:"
        scenario = load(small(TEXT.replace("faults:", step_back, 1) + "facade: {outbox: off}\n"))

        assert scenario.migration.steps[3].to is Stage.OFF
        assert scenario.facade.outbox is False

    def test_a_scenario_cannot_be_changed_once_loaded(self, small):
        scenario = load(small())

        with pytest.raises(ValueError, match="frozen"):
            scenario.days = 5


class TestMistakes:
    @pytest.mark.parametrize(
        ("right", "wrong", "told"),
        [
            ("demand:", "demnad:", 'line 7: unknown key "demnad", did you mean "demand"?'),
            ("orders: 50", "ordres: 50", 'line 8: demand: unknown key "ordres", did you mean "orders"?'),
            (
                "to: dualwrite",
                "to: dualwrit",
                'line 16: migration.steps[0].to: unknown stage "dualwrit", did you mean "dualwrite"?',
            ),
            ("orders: 50", "orders: many", 'line 8: demand.orders: must be a whole number, found "many"'),
            ("title: A small cutover\n", "", 'line 1: missing key "title"'),
            ("  orders: 50\n", "", 'line 7: demand: missing key "orders"'),
            (
                "percent: 80",
                "percent: 70",
                "line 12: migration.cohorts: the percents add up to 90, not to 100",
            ),
            (
                "name: rest",
                "name: pilot",
                'line 14: migration.cohorts[1].name: cohort "pilot" is there twice',
            ),
            (
                "cohort: pilot, to: shadow",
                "cohort: pilto, to: shadow",
                'line 17: migration.steps[1].cohort: unknown cohort "pilto", did you mean "pilot"?',
            ),
            (
                "to: shadow",
                "to: live",
                "line 17: migration.steps[1].to: pilot cannot go from dualwrite to live:"
                " one stage forward at a time, shadow comes next",
            ),
            (
                "at: day 2 05:00",
                "at: day 1 04:00",
                "line 18: migration.steps[2].at: pilot already moves to shadow at day 1 05:00;"
                " steps come in time order",
            ),
            (
                "to: day 2 18:00",
                "to: day 3 18:00",
                "line 10: demand.to: day 3 18:00 is after the run, which ends at day 3 00:00",
            ),
            (
                "day 2 18:00",
                "day 0 01:00",
                "line 10: demand.to: the demand ends at day 0 01:00, before it begins",
            ),
            ("recheck: 1h", "recheck: 60", "line 21: migration.steps[2].gate.recheck: 60 is not a duration;"),
            (
                "kind: response_lost",
                "kind: respons_lost",
                'line 23: faults[0].kind: unknown fault "respons_lost", did you mean "response_lost"?',
            ),
            (
                "facade->wms",
                "facade->wsm",
                'line 23: faults[0].at: unknown system "wsm", did you mean "wms"?',
            ),
            ("facade->wms", "facade", 'line 23: faults[0].at: "facade" is not a boundary;'),
            (", rate: 0.01", "", "line 23: faults[0]: response_lost needs a rate, or the keys of the orders"),
            (", for: 2m", "", "line 24: faults[1]: a crash needs for:"),
            ("sla:", "slas:", 'line 26: expect: unknown key "slas", did you mean "sla"?'),
        ],
    )
    def test_a_mistake_is_told_with_its_line_and_the_right_word(self, small, right, wrong, told):
        assert right in TEXT
        assert complaint(small(TEXT.replace(right, wrong, 1))).startswith(f"small.yaml {told}")

    def test_a_key_said_twice_is_told_with_both_lines(self, small):
        assert complaint(small(TEXT + "days: 4\n")) == (
            'small.yaml line 28: key "days" is there twice, first on line 5'
        )

    @pytest.mark.parametrize(
        ("text", "told"),
        [
            ("", "line 1: a scenario is a mapping"),
            ("- a\n- b\n", "line 1: a scenario is a mapping"),
            ("a: [1, 2\nb: 3\n", "line 2: not YAML"),
            ("title: !!python/object/apply:os.system [ls]\n", "line 1: tags such as"),
            ("[" * 5000, "nested too deep"),
            ("a: &a [*a]\n", "nested too deep"),
            ("a: \x00\n", "not YAML"),
            ("--- {}\n--- {}\n", "not YAML"),
        ],
    )
    def test_what_is_no_scenario_at_all_is_told_without_a_traceback(self, small, text, told):
        assert told in complaint(small(text))

    def test_a_file_that_doubles_itself_by_aliases_is_stopped(self, small):
        doublings = "".join(f"a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, 40))

        assert "too much here" in complaint(small("a0: &a0 x\n" + doublings))

    def test_an_unknown_name_gets_the_nearest_one(self):
        assert complaint("phased-cutovr").endswith(', did you mean "phased-cutover"?')

    def test_a_file_that_is_not_there_is_named(self, tmp_path):
        assert complaint(str(tmp_path / "none.yaml")) == (
            "small.yaml: cannot be read: No such file or directory"
        )

    @given(st.text(max_size=200) | st.text(alphabet="{}[]:,-&*!\n ab'\"", max_size=60))
    def test_no_text_brings_anything_but_one_line(self, text):
        told = ""
        try:
            read(text, "x.yaml")
        except UsageError as error:
            told = str(error)

        assert len(told.splitlines()) <= 1


class TestMisbehaviours:
    @pytest.mark.parametrize(
        ("system", "habit", "told"),
        [
            ("wsm", "{late_webhook: {}}", 'unknown system "wsm", did you mean "wms"?'),
            (
                "wms",
                "{late_webhok: {}}",
                'wms has no misbehaviour "late_webhok", did you mean "late_webhook"?',
            ),
            ("wms", "{late_webhook: {shar: 1}}", 'late_webhook has no setting "shar", did you mean "share"?'),
            ("wms", "{late_webhook: {share: lots}}", 'must be a number of 0 or more, found "lots"'),
            ("legacy_erp", "{batch_window: {from: 25:00}}", "must be a time of day such as 01:00"),
        ],
    )
    def test_a_habit_no_product_has_is_told(self, small, system, habit, told):
        wrong = TEXT.replace("items: 30}", f"items: 30, misbehaviours: {{{system}: {habit}}}}}")

        assert told in complaint(small(wrong))

    def test_a_habit_of_a_product_is_taken_with_its_settings(self, small):
        right = TEXT.replace("items: 30}", "items: 30, misbehaviours: {wms: {late_webhook: {share: 0.5}}}}")

        assert load(small(right)).landscape.misbehaviours == {"wms": {"late_webhook": {"share": 0.5}}}


class TestOverrides:
    @pytest.mark.parametrize(
        ("key", "value", "found"),
        [
            ("demand.orders", "7", lambda s: s.demand.orders == 7),
            (
                "migration.steps[1].at",
                "day 1 07:00",
                lambda s: s.migration.steps[1].at_s == 86_400 + 7 * 3600,
            ),
            ("migration.steps.1.at", "31h", lambda s: s.migration.steps[1].at_s == 31 * 3600),
            ("faults", "[]", lambda s: s.faults == ()),
            ("facade.idempotency", "off", lambda s: s.facade.idempotency is False),
            (
                "expect.sla.shipment_propagation.target",
                "1h",
                lambda s: s.expect.sla.shipment_propagation.target_s,
            ),
            ("faults[0]", "{kind: outage, at: facade->wms, for: 1h}", lambda s: s.faults[0].until_s == 3600),
        ],
    )
    def test_a_value_is_replaced_wherever_it_stands(self, small, key, value, found):
        assert found(load(small(), {key: value}))

    @pytest.mark.parametrize(
        ("key", "value", "told"),
        [
            ("demnad.orders", "3", 'unknown key "demnad", did you mean "demand"?'),
            ("demand.ordres", "3", 'unknown key "ordres", did you mean "orders"?'),
            ("plans.wrong", "{whats: late}", 'unknown key "whats", did you mean "what"?'),
            ("migration.steps[0].to", "dualwrit", 'unknown stage "dualwrit", did you mean "dualwrite"?'),
            ("migration.steps[7].to", "live", "migration.steps has 3 entries, counted from 0"),
            ("migration.steps.pilot.to", "live", "migration.steps is a list; write the place of the entry"),
            ("demand.orders.x", "3", "demand.orders is a single value, nothing is below it"),
            ("a..b", "3", '"a..b" is not a key; write demand.orders'),
            ("migration.cohorts[0].percent", "30", "the percents add up to 110, not to 100"),
            ("faults[0]", "{kind: outage, at: facade->wms}", "an outage needs for: how long it lasts"),
            (
                "faults",
                "[{kind: crsh, at: facade}]",
                'faults[0].kind: unknown fault "crsh", did you mean "crash"?',
            ),
        ],
    )
    def test_a_mistake_on_the_command_line_is_told_as_one(self, small, key, value, told):
        assert complaint(small(), {key: value}).startswith(f"--set {key}={value}: {told}")

    def test_a_value_of_many_lines_still_gives_one_line(self, small):
        complaint(small(), {"demand.orders": '"a\n\n' + "b" * 500 + '"'})


class TestLibrary:
    def test_every_scenario_of_the_library_is_sound_and_named_like_its_file(self):
        assert [scenario.name for scenario in listing()] == sorted(
            path.stem for path in (Path(__file__).parents[3] / "scenarios").glob("*.yaml")
        )

    def test_the_published_schema_accepts_the_library(self):
        schema = json_schema()
        jsonschema.Draft202012Validator.check_schema(schema)
        for path in (Path(__file__).parents[3] / "scenarios").glob("*.yaml"):
            jsonschema.validate(read(path.read_text("utf-8"), path.name).value, schema)

    def test_the_published_schema_refuses_what_loading_refuses(self):
        scenario = read(TEXT, "small.yaml").value
        scenario["migration"]["steps"][0]["to"] = "dualwrit"

        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(scenario, json_schema())

    def test_the_published_schema_is_plain_json(self):
        assert json.loads(json.dumps(json_schema())) == json_schema()


def test_steps_of_several_capabilities_climb_a_ladder_each(tmp_path):
    path = tmp_path / "small.yaml"
    step = "    - {at: day 0 12:00, cohort: pilot, to: dualwrite}\n"
    named = "    - {at: day 0 10:00, cohort: pilot, capability: customers, to: dualwrite}\n"
    path.write_text(TEXT.replace(step, named + step))

    migration = load(str(path)).migration

    assert migration.capabilities == ("orders", "customers")
    assert [migration.moved_by(one) for one in migration.steps[:2]] == ["customers", "orders"]

    path.write_text(TEXT.replace(step, step + named.replace("to: dualwrite", "to: live")))
    with pytest.raises(UsageError, match="customers of pilot cannot go from off to live"):
        load(str(path))
    path.write_text(TEXT.replace(step, named.replace("customers", "costumers") + step))
    with pytest.raises(UsageError, match='unknown capability "costumers", did you mean "customers"'):
        load(str(path))
