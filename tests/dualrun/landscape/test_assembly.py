from dualrun.landscape.assembly import published_codes, switched_on
from dualrun.streams import Streams
from facade.canonical.xref import CrossReference
from simulators.chassis.generate import generate
from simulators.registry import NAMES, load

MASTER = generate(Streams(3), customers=40, items=60)


def test_every_system_publishes_codes_that_go_back_and_forth() -> None:
    for name, codes in published_codes(MASTER).items():
        xref = CrossReference(name, codes)
        for kind, table in codes.items():
            for business_id, native in table.items():
                assert xref.native(kind, business_id) == native
                assert xref.business(kind, native) == business_id


def test_no_two_systems_share_their_item_codes() -> None:
    codes = published_codes(MASTER)
    item = MASTER.items[0].id
    native = [codes[name]["item"][item] for name in NAMES]

    assert len(native) == len(dict.fromkeys(native)) == 6


def test_a_misbehaviour_that_is_switched_on_keeps_the_defaults_it_was_not_told() -> None:
    asked = {"legacy_erp": {"batch_window": {"from": "02:00"}}}
    defaults = next(m.defaults for m in load("legacy_erp").misbehaviours if m.kind == "batch_window")

    assert switched_on("legacy_erp", asked)["batch_window"] == {**defaults, "from": "02:00"}
    assert switched_on("wms", asked) == {}
