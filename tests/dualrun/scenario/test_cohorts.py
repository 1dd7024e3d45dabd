import pytest

from dualrun.errors import UsageError
from dualrun.scenario.cohorts import cohorts_of
from dualrun.scenario.load import load
from dualrun.streams import Streams
from simulators.chassis.generate import generate
from tests.dualrun.scenario.scenario_text import TEXT

MASTER = generate(Streams(7), customers=40, items=5)
BRITONS = [customer.id for customer in MASTER.customers if customer.country == "GB"]


def resolved(tmp_path, first, *changes):
    path = tmp_path / "small.yaml"
    path.write_text(TEXT.replace("{name: pilot, percent: 20}", first).replace("percent: 80", "percent: 100"))
    return cohorts_of(load(str(path), dict(one.split("=") for one in changes)), MASTER)


def members(cohorts, name, channel=""):
    return [one.id for one in MASTER.customers if cohorts.of(one.id, channel) == name]


def test_a_list_names_its_customers_alone(tmp_path):
    cohorts = resolved(tmp_path, "{name: pilot, customers: [C00003, C00001]}")

    assert members(cohorts, "pilot") == ["C00001", "C00003"]


def test_a_country_and_a_region_name_all_their_customers(tmp_path):
    assert members(resolved(tmp_path, "{name: pilot, countries: [GB]}"), "pilot") == BRITONS
    north = [one.id for one in MASTER.customers if one.region == "GB-N"]
    assert members(resolved(tmp_path, "{name: pilot, regions: [GB-N]}"), "pilot") == north
    assert 0 < len(north) < len(BRITONS)


def test_several_words_name_those_who_fit_all_of_them(tmp_path):
    cohorts = resolved(tmp_path, "{name: pilot, countries: [GB], channels: [field_sales]}")

    assert members(cohorts, "pilot") == []
    assert members(cohorts, "pilot", "field_sales") == BRITONS


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (
            "{name: pilot, customers: [C0001]}",
            '[0].customers: no customer here is "C0001", did you',
        ),
        (
            "{name: pilot, regions: [Wales]}",
            'cohorts[0].regions: no customer here is "Wales"; there are ',
        ),
        ("{name: pilot, customers: [C00001], countries: [XX]}", '"XX"'),
    ],
)
def test_who_is_not_of_this_business_is_refused_in_one_line(tmp_path, first, said):
    with pytest.raises(UsageError) as refused:
        resolved(tmp_path, first)

    assert said in str(refused.value)
    assert "\n" not in str(refused.value)


def test_words_that_no_customer_fits_together_are_refused(tmp_path):
    stranger = next(one.id for one in MASTER.customers if one.country != "GB")

    with pytest.raises(UsageError, match='no customer is in all that cohort "pilot" names'):
        resolved(tmp_path, f"{{name: pilot, customers: [{stranger}], countries: [GB]}}")


def test_only_orders_have_a_channel_to_move_by(tmp_path):
    for named in ("channels: [field_sales]", "order_types: [scheduled]"):
        with pytest.raises(UsageError, match="pricing have no channel and no order type, as pilot has"):
            resolved(tmp_path, f"{{name: pilot, {named}}}", "migration.steps[0].capability=pricing")


def test_a_cohort_may_be_of_one_type_of_order(tmp_path):
    cohorts = resolved(tmp_path, "{name: pilot, order_types: [scheduled]}")

    assert [cohorts.of("C00001", "field_sales", kind) for kind in ("scheduled", "standard")] == [
        "pilot",
        "rest",
    ]


@pytest.mark.parametrize(
    ("wave", "there"), [("frist", 'did you mean "first"'), ("field", "there are first, second")]
)
def test_a_wave_of_a_cutover_weekend_is_a_cohort_of_customers(wave, there):
    place = next(n for n, task in enumerate(load("cutover-weekend").runbook.tasks) if task.cohort)
    cohorts = (
        "[{name: field, channels: [field_sales]}, {name: first, percent: 40}, {name: second, percent: 60}]"
    )
    changes = {"migration.cohorts": cohorts, f"runbook.tasks[{place}].cohort": wave}

    with pytest.raises(UsageError, match=f'no cohort of customers is named "{wave}".*{there}'):
        load("cutover-weekend", changes)


@pytest.mark.parametrize(
    ("first", "said"),
    [
        (
            "{name: pilot, percent: 20, channels: [commerce]}",
            '[0].percent: cohort "pilot" names its members and takes a share; write one of them',
        ),
        (
            "{name: pilot}",
            '[0].name: cohort "pilot" is nobody; write percent, customers, regions, countries, channels or '
            "order_types",
        ),
        (
            "{name: pilot, channels: [edi]}",
            '[0].channels[0]: unknown channel "edi"; there are commerce, field_sales',
        ),
        (
            "{name: pilot, order_types: [schedule]}",
            '[0].order_types[0]: unknown order type "schedule", did you mean "scheduled"?',
        ),
    ],
)
def test_a_cohort_that_says_too_much_too_little_or_what_is_unknown_is_refused_at_its_line(
    tmp_path, first, said
):
    with pytest.raises(UsageError) as refused:
        resolved(tmp_path, first)

    assert f"small.yaml line 13: migration.cohorts{said}" in str(refused.value)
