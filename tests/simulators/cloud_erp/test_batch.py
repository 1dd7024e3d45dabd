import pytest

from tests.simulators.cloud_erp.busy_day import digest
from tests.simulators.cloud_erp.erp_world import API, SECRETS, ErpWorld, error_of, in_an_erp, order_body

COMPANY = f"companies({SECRETS['company']})"


async def send(erp: ErpWorld, *requests, **headers: str):
    return await erp.at("POST", f"{API}/$batch", {"requests": list(requests)}, **headers)


def call(number: str, method: str = "GET", path: str = "items", body=None, **more):
    return {"id": number, "method": method, "url": f"{COMPANY}/{path}", "body": body, **more}


def statuses(answer) -> list[tuple[str, int]]:
    return [(each["id"], each["status"]) for each in answer.document["responses"]]


class TestCallsEachForItself:
    def test_each_is_answered_as_if_it_had_come_alone(self):
        async def story(erp: ErpWorld):
            alone = await erp.ask("GET", "items?$top=1&$select=number")
            together = await send(erp, call("a", path="items?$top=1&$select=number"), call("b"))
            return alone, together

        alone, together = in_an_erp(story)

        first, second = together.document["responses"]
        assert first["body"] == alone.document
        assert first["headers"]["content-type"] == alone.headers["content-type"]
        assert (second["id"], second["status"], len(second["body"]["value"])) == ("b", 200, 2)

    def test_the_first_that_fails_ends_it_unless_told_otherwise(self):
        async def story(erp: ErpWorld):
            calls = [call("1"), call("2", path="nothings"), call("3")]
            return await send(erp, *calls), await send(erp, *calls, prefer="odata.continue-on-error")

        stopped, went_on = in_an_erp(story)

        assert statuses(stopped) == [("1", 200), ("2", 404)]
        assert statuses(went_on) == [("1", 200), ("2", 404), ("3", 200)]

    def test_a_later_call_can_use_what_an_earlier_one_entered(self):
        async def story(erp: ErpWorld):
            line = {"lineObjectNumber": "1896-S", "quantity": 1}
            answer = await send(
                erp,
                call("order", "POST", "salesOrders", order_body("B-1")),
                call("line", "POST", "", line, url="$order/salesOrderLines", dependsOn=["order"]),
                call("ship", "POST", "", url="$order/Microsoft.NAV.ship", dependsOn=["line"]),
            )
            return answer, erp.last_order

        answer, order = in_an_erp(story)

        assert statuses(answer) == [("order", 201), ("line", 201), ("ship", 200)]
        assert (order.status, len(order.lines)) == ("shipped", 3)

    def test_a_call_that_hangs_on_a_failed_one_is_not_made(self):
        async def story(erp: ErpWorld):
            return await send(
                erp, call("1", path="nothings"), call("2", dependsOn=["1"]), call("3", dependsOn=["9"]),
                prefer="continue-on-error",
            )  # fmt: skip

        assert statuses(in_an_erp(story)) == [("1", 404), ("2", 424), ("3", 424)]

    def test_changes_need_their_etag_inside_a_batch_too(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            path = f"salesOrders({order['id']})"
            return await send(
                erp,
                call("1", "PATCH", path, {"shipToCity": "Jena"}, headers={"If-Match": order["@odata.etag"]}),
                call("2", "PATCH", path, {"shipToCity": "Gera"}, headers={"If-Match": order["@odata.etag"]}),
                call("3", "DELETE", path),
                prefer="odata.continue-on-error",
            )

        assert statuses(in_an_erp(story)) == [("1", 200), ("2", 409), ("3", 400)]


class TestCallsAllOrNone:
    def test_if_one_fails_nothing_of_its_group_has_happened(self):
        async def story(erp: ErpWorld):
            kept = await erp.an_order("KEPT")
            path, any_etag = f"salesOrders({kept['id']})", {"If-Match": "*"}
            before, commits = digest(erp.system.store), len(erp.commits)
            answer = await send(
                erp,
                call("1", "POST", "salesOrders", order_body("B-1"), atomicityGroup="g"),
                call("2", "POST", f"{path}/Microsoft.NAV.shipAndInvoice", atomicityGroup="g"),
                call("3", "DELETE", path, headers=any_etag, atomicityGroup="g"),
                call("4", "POST", "salesOrders", order_body(customerNumber="C00030"), atomicityGroup="g"),
                call("5"),
                prefer="odata.continue-on-error",
            )  # fmt: skip
            after = digest(erp.system.store)
            changed = {name for name, text in after.items() if text != before[name]}
            return answer, changed, len(erp.commits) - commits

        answer, changed, commits = in_an_erp(story)

        assert statuses(answer) == [("1", 424), ("2", 424), ("3", 400), ("4", 424), ("5", 200)]
        assert answer.document["responses"][2]["body"]["error"]["code"] == "Application_DialogException"
        assert changed <= {"windows", "refusals"}
        assert commits == 0

    def test_what_a_group_deletes_comes_back_in_its_place(self):
        async def story(erp: ErpWorld):
            first, _ = await erp.an_order("1"), await erp.an_order("2")
            before = digest(erp.system.store)["sales_orders"]
            await send(
                erp,
                call(
                    "1",
                    "DELETE",
                    f"salesOrders({first['id']})",
                    headers={"If-Match": "*"},
                    atomicityGroup="g",
                ),
                call("2", path="nothings", atomicityGroup="g"),
            )
            return before, digest(erp.system.store)["sales_orders"]

        before, after = in_an_erp(story)

        assert before == after

    def test_if_all_succeed_all_of_it_is_told(self):
        async def story(erp: ErpWorld):
            answer = await send(
                erp,
                call("1", "POST", "salesOrders", order_body("B-1"), atomicityGroup="g"),
                {
                    "id": "2",
                    "method": "POST",
                    "url": "$1/Microsoft.NAV.shipAndInvoice",
                    "atomicityGroup": "g",
                },
            )
            return answer, [type(record).__name__ for record in erp.commits]

        answer, commits = in_an_erp(story)

        assert statuses(answer) == [("1", 201), ("2", 204)]
        assert [each["atomicityGroup"] for each in answer.document["responses"]] == ["g", "g"]
        assert commits == ["OrderCommit", "ShipmentCommit", "OrderCommit", "InvoiceCommit", "OrderCommit"]

    def test_a_snapshot_makes_one_group_of_the_whole_batch(self):
        async def story(erp: ErpWorld):
            calls = [call("1", "POST", "salesOrders", order_body("B-1")), call("2", path="nothings")]
            answer = await send(erp, *calls, isolation="snapshot")
            return answer, (await erp.ask("GET", "salesOrders")).document["value"]

        answer, orders = in_an_erp(story)

        assert statuses(answer) == [("1", 424), ("2", 404)]
        assert orders == []


class TestBatchesThatCannotBeRead:
    @pytest.mark.parametrize(
        ("requests", "code"),
        [
            ([call(str(number)) for number in range(101)], "BadRequest"),
            ([call("1"), call("1")], "Internal_EntityWithSameKeyExists"),
            ([{"id": "1"}], "BadRequest"),
            ([call("1", "PUT")], "BadRequest"),
            ([call("1", headers=[1])], "BadRequest"),
            ([call("1", dependsOn="2")], "BadRequest"),
            ([call("1", body="text")], "BadRequest"),
            ("none", "BadRequest"),
            (None, "BadRequest_RequiredParamNotProvided"),
        ],
    )
    def test_they_are_refused_as_a_whole(self, requests, code):
        async def story(erp: ErpWorld):
            return await erp.at("POST", f"{API}/$batch", {"requests": requests})

        assert error_of(in_an_erp(story)) == (400, code)

    @pytest.mark.parametrize(
        "url", ["", "items", "companies(x)/items", "$9/lines", "http://[", "subscriptions"]
    )
    def test_an_address_that_leads_nowhere_is_refused_by_itself(self, url):
        async def story(erp: ErpWorld):
            return await send(erp, {"id": "1", "method": "GET", "url": url})

        (answer,) = in_an_erp(story).document["responses"]

        assert answer["status"] in {400, 404}
        assert answer["body"]["error"]["code"]
