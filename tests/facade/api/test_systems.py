from tests.facade.door import Door


def test_the_way_to_every_system_is_shown(door: Door) -> None:
    shown = {row["system"]: row for row in door.get("/control/systems")}

    assert list(shown) == sorted(shown)
    assert {"legacy_erp", "cloud_erp", "wms", "threepl", "commerce"} <= set(shown)
    assert shown["wms"]["breaker"] == "closed"
    assert shown["wms"]["mean_time_to_recover_s"] is None


def test_a_system_that_nobody_finds_is_left_in_peace(door: Door) -> None:
    for number in range(12):
        door.place(door.order(f"FS-{number}"), f"key-{number}")
        door.get("/control/health")

    book = next(row for row in door.get("/control/systems") if row["system"] == "legacy_erp")

    assert book["breaker"] == "open"
    assert book["retried_in_s"] == 5.0
