from tests.simulators.chassis.worlds_of_wms import Place, in_worlds


async def orders_numbered(place: Place, number: str, world: str) -> list[dict]:
    return (await place.ask("GET", f"/api/v1/orders?goodsOwnerOrderNumber={number}", world)).document


class TestApart:
    def test_an_order_of_one_world_is_in_no_other(self):
        async def act(place):
            assert (await place.order("A-1", "one")).status == 201

            assert len(await orders_numbered(place, "A-1", "one")) == 1
            assert await orders_numbered(place, "A-1", "two") == []
            assert await orders_numbered(place, "A-1", "default") == []

        in_worlds(act)

    def test_the_same_calls_get_the_same_answers_in_every_world(self):
        async def act(place):
            one, two = [(await place.order("A-1", name)).document for name in ("one", "two")]

            assert one == two

        in_worlds(act)

    def test_a_path_prefix_names_the_world_for_clients_that_cannot_set_headers(self):
        async def act(place):
            await place.order("A-1", "one")
            found = await place.ask("GET", "/__world/one/api/v1/orders?goodsOwnerOrderNumber=A-1")

            assert len(found.document) == 1
            assert found.headers["x-dualrun-world"] == "one"

        in_worlds(act)

    def test_a_world_whose_name_is_none_is_refused_by_name(self):
        async def act(place):
            refused = await place.ask("GET", "/api/v1/articles", "no such name!")

            assert refused.status == 400
            assert b"'no such name!' is no name of a world" in refused.body

        in_worlds(act)


class TestForks:
    def test_a_snapshot_taken_in_the_middle_of_work_goes_on_from_there(self):
        async def act(place):
            order_id = (await place.order("A-1", "one")).document["orderId"]
            await place.ask("POST", f"/api/v1/orders/{order_id}/release", "one")
            await place.steer("POST", "/clock/advance", "one", {"by_s": 1801})  # the wave has begun
            assert (await place.steer("POST", "/snapshots", "one", {"name": "picking"})).status == 201
            made = await place.steer("PUT", "/worlds/two", document={"from": "picking"})
            assert made.status == 201

            ran = (await place.steer("POST", "/clock/advance", "two", {"by_s": 86_400})).document["ran"]

            assert [one["act"] for one in ran if one["act"] in ("pick", "pack", "ship")] == [
                "pick",
                "pack",
                "ship",
            ]
            [shipped], [waiting] = [await orders_numbered(place, "A-1", name) for name in ("two", "one")]
            assert (shipped["orderStatus"]["text"], waiting["orderStatus"]["text"]) == ("Shipped", "Released")

        in_worlds(act)

    def test_restoring_a_snapshot_takes_back_what_has_happened_since(self):
        async def act(place):
            await place.order("A-1")
            await place.steer("POST", "/snapshots", document={"name": "early"})
            await place.order("A-2")

            assert (await place.steer("POST", "/snapshots/early/restore")).status == 200

            assert len(await orders_numbered(place, "A-1", "default")) == 1
            assert await orders_numbered(place, "A-2", "default") == []

        in_worlds(act)

    def test_what_does_not_exist_cannot_be_forked_or_restored(self):
        async def act(place):
            forked = await place.steer("PUT", "/worlds/two", document={"from": "nothing"})
            restored = await place.steer("POST", "/snapshots/nothing/restore")

            assert (forked.status, restored.status) == (409, 404)
            assert "there is no snapshot or world 'nothing'" in forked.document["error"]

        in_worlds(act)


class TestBeginningAgain:
    def test_reset_empties_one_world_and_leaves_the_others(self):
        async def act(place):
            await place.order("A-1", "one")
            await place.order("A-1", "two")
            await place.steer("PUT", "/faults/f", "one", {"kind": "status"})

            assert (await place.steer("POST", "/reset", "one")).status == 200

            assert await orders_numbered(place, "A-1", "one") == []
            assert len(await orders_numbered(place, "A-1", "two")) == 1
            assert (await place.steer("GET", "/faults", "one")).document == []

        in_worlds(act)

    def test_another_seed_is_another_business(self):
        async def act(place):
            names = []
            for seed in (7, 8, 7):
                await place.steer("POST", "/seed", "one", {"seed": seed})
                page = await place.ask("GET", "/api/v1/articles?maxArticlesToGet=5", "one")
                names.append([article["articleName"] for article in page.document["articles"]])

            assert names[0] == names[2] != names[1]

        in_worlds(act)

    def test_a_world_that_nobody_uses_goes_when_another_is_made(self):
        async def act(place):
            await place.steer("PUT", "/worlds/brief", document={"idle_s": 60})
            await place.clock.sleep(61)
            await place.ask("GET", "/api/v1/articles", "other")

            assert (await place.steer("GET", "/worlds")).document == ["default", "other"]

        in_worlds(act)

    def test_a_world_can_be_let_go_once(self):
        async def act(place):
            await place.order("A-1", "one")

            assert (await place.steer("DELETE", "/worlds/one")).status == 200
            assert (await place.steer("DELETE", "/worlds/one")).status == 404
            assert await orders_numbered(place, "A-1", "one") == []

        in_worlds(act)


class TestTime:
    def test_a_frozen_world_does_nothing_while_others_work(self):
        async def act(place):
            ids = {name: (await place.order("A-1", name)).document["orderId"] for name in ("still", "going")}
            await place.steer("PUT", "/clock", "still", {"frozen": True})
            for name, order_id in ids.items():
                await place.ask("POST", f"/api/v1/orders/{order_id}/release", name)
            await place.clock.sleep(2 * 86_400)

            [still], [going] = [await orders_numbered(place, "A-1", name) for name in ids]
            assert (still["orderStatus"]["text"], going["orderStatus"]["text"]) == ("Released", "Shipped")

        in_worlds(act)

    def test_advancing_says_what_ran_in_the_order_it_fell_due(self):
        async def act(place):
            await place.steer("PUT", "/clock", "one", {"frozen": True})
            moved = await place.steer("POST", "/clock/advance", "one", {"by_s": 86_400})

            at = [one["at"] for one in moved.document["ran"]]
            assert at == sorted(at)
            assert {one["act"] for one in moved.document["ran"]} >= {"wave", "replenishment"}
            assert moved.document["frozen"] is True

        in_worlds(act)

    def test_nobody_can_advance_into_the_past(self):
        async def act(place):
            refused = await place.steer("POST", "/clock/advance", document={"to": "2020-01-01T00:00:00Z"})

            assert refused.status == 409
            assert "has passed" in refused.document["error"]

        in_worlds(act)

    def test_a_failed_webhook_is_tried_again_when_the_clock_is_advanced(self):
        async def act(place):
            hook = {"url": "http://listener/hook", "orderStatuses": [200]}
            assert (await place.ask("POST", "/api/v1/webhookSubscriptions", "one", hook)).status < 300
            place.listener.statuses.append(503)
            await place.order("A-1", "one")
            await place.clock.sleep(1)
            assert len(place.listener.heard) == 1

            await place.steer("PUT", "/clock", "one", {"frozen": True})
            moved = await place.steer("POST", "/clock/advance", "one", {"by_s": 30})

            assert "deliver" in [one["act"] for one in moved.document["ran"]]
            assert len(place.listener.heard) == 2

        in_worlds(act)
