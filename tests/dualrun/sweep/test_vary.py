import pytest

from dualrun.errors import UsageError
from dualrun.sweep.vary import drawn, variations


def values(text: str, seeds: int = 200) -> list[str]:
    chosen = variations([text])
    return [drawn(chosen, seed)[0][chosen[0].key] for seed in range(seeds)]


def test_whole_numbers_are_drawn_from_end_to_end():
    found = sorted(map(int, values("demand.orders=3..6")))
    assert list(dict.fromkeys(found)) == [3, 4, 5, 6]


def test_times_stay_times_and_numbers_numbers():
    assert all(value.endswith("s") for value in values("expect.catch_up=1h..2h", 5))
    moments = values("migration.steps[0].at=day 1 05:00..day 1 07:00", 50)
    assert all(104_400 <= int(value[:-1]) <= 111_600 for value in moments)
    assert all(0.1 <= float(value) <= 0.3 for value in values("demand.direct_share=0.1..0.3"))


def test_words_are_each_drawn_and_numbered():
    chosen = variations(["facade.outbox=on|off"])
    seen = {drawn(chosen, seed)[0]["facade.outbox"]: drawn(chosen, seed)[1] for seed in range(20)}
    assert seen == {"on": {"facade.outbox": 0.0}, "off": {"facade.outbox": 1.0}}


def test_a_draw_depends_on_its_seed_and_key_alone():
    both = variations(["demand.orders=1..999", "demand.direct_share=0.0..1.0"])
    alone = variations(["demand.direct_share=0.0..1.0"])
    assert drawn(both, 5)[0]["demand.direct_share"] == drawn(alone, 5)[0]["demand.direct_share"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("demand.orders", "write key=low..high"),
        ("demand.orders=5", "write key=low..high"),
        ("demand.orders=5..5", "not below"),
        ("demand.orders=5..many", '"many" is neither a number nor a time'),
        ("expect.catch_up=1..2d", "one end is a time"),
        ("facade.outbox=on|on", "each word once"),
    ],
)
def test_what_cannot_be_varied_is_told_with_its_text(text, said):
    with pytest.raises(UsageError, match="--vary") as refused:
        variations([text])
    assert said in str(refused.value)


def test_a_key_is_varied_once():
    with pytest.raises(UsageError, match="varied twice"):
        variations(["demand.orders=1..2", "demand.orders=3..4"])
