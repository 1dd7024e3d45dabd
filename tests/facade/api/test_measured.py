from tests.facade.door import Door


def lines(door: Door) -> dict[str, str]:
    reply = door.ask("GET", "/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    told = [line for line in reply.text.splitlines() if not line.startswith("#")]
    return dict(line.rsplit(" ", 1) for line in told)


def test_what_goes_through_the_door_is_counted(door: Door) -> None:
    door.place(door.order("FS-1"), "key-1")
    door.place(door.order("FS-1"), "key-1")
    door.ask("GET", "/orders/FS-9/status")

    told = lines(door)

    assert told['dualrun_request_seconds_count{method="POST",route="/orders",status="202"}'] == "2"
    unknown = 'dualrun_request_seconds_count{method="GET",route="/orders/{reference}/status",status="404"}'
    assert told[unknown] == "1"
    assert told['dualrun_orders_accepted_total{channel="field_sales"}'] == "1"
    assert told['dualrun_duplicates_total{source="direct"}'] == "1"
    assert told['dualrun_order_acknowledgement_seconds_count{channel="direct",partner=""}'] == "1"
    assert told["dualrun_queue_depth"] == "1"
    assert told["dualrun_orders_under_way"] == "1"
    assert told['dualrun_breaker_state{state="closed",system="wms"}'] == "1"


def test_every_family_is_explained_once_and_every_number_is_one(door: Door) -> None:
    door.place(door.order())
    text = door.ask("GET", "/metrics").text

    kinds = [line.split()[2] for line in text.splitlines() if line.startswith("# TYPE")]

    assert len(kinds) == len(set(kinds))
    assert all(float(value) >= 0 for value in lines(door).values())


def test_references_of_callers_do_not_become_names(door: Door) -> None:
    for number in range(300):
        door.ask("GET", f"/orders/X{number}/trail")
        door.ask("GET", f"/made/up/{number}")

    routes = {name for name in lines(door) if name.startswith("dualrun_request_seconds_count")}

    assert len(routes) < 210


def test_promises_are_shown_kept_or_broken(door: Door) -> None:
    assert door.get("/slas") == []
    door.place(door.order())

    [shown] = door.get("/slas")

    assert (shown["sla"], shown["channel"], shown["target_s"]) == ("order_acknowledgement", "direct", 30.0)
    assert (shown["counted"], shown["is_met"]) == (1, True)
