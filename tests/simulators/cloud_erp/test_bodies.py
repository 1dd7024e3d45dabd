import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.simulators.cloud_erp.erp_world import (
    COMPANY,
    ErpWorld,
    error_of,
    in_an_erp,
    order_body,
)


class TestBodies:
    @pytest.mark.parametrize(
        "body",
        [
            b"{", b"[]", b"null", b"nonsense", b'{"customerNumber":NaN}', b'{"x":1e400}', b"[" * 100_000,
            b'{"a":' * 2000 + b"1" + b"}" * 2000, b"\xff\xfe", b'{"customerNumber":"\\ud800"}', b'"text"',
        ],
    )  # fmt: skip
    def test_what_is_no_json_object_is_refused(self, body):
        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", body)

        assert error_of(in_an_erp(story)) == (400, "BadRequest")

    def test_more_than_a_megabyte_is_not_read(self):
        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", b" " * 1_000_001)

        assert error_of(in_an_erp(story)) == (413, "RequestEntityTooLarge")

    @pytest.mark.parametrize(
        ("change", "code", "named"),
        [
            ({"customerNumber": None}, "BadRequest_RequiredParamNotProvided", "customerNumber"),
            ({"customerNumber": 5}, "BadRequest", "customerNumber"),
            ({"customerNumber": "C99999"}, "Internal_InvalidTableRelation", "C99999"),
            ({"customerId": "x"}, "Application_InvalidGUID", "customerId"),
            ({"externalDocumentNumber": "x" * 36}, "Application_StringExceededLength", "externalDocument"),
            ({"bookRole": "both"}, "Application_FieldValidationException", "bookRole"),
            ({"orderDate": "20260105"}, "BadRequest", "orderDate"),
            ({"orderDate": "2026-02-30"}, "BadRequest", "orderDate"),
            ({"currencyCode": "euro"}, "Application_FieldValidationException", "currencyCode"),
            ({"nothing": 1}, "BadRequest", "'nothing'"),
            ({"number": "S-1"}, "BadRequest", "'number'"),
            ({"salesOrderLines": {}}, "BadRequest", "salesOrderLines"),
            ({"salesOrderLines": [1]}, "BadRequest", "salesOrderLines"),
        ],
    )
    def test_a_wrong_field_of_an_order_is_named(self, change, code, named):
        async def story(erp: ErpWorld):
            answer = await erp.ask("POST", "salesOrders", order_body(**change))
            return answer, erp.commits

        answer, commits = in_an_erp(story)

        assert error_of(answer) == (400, code)
        assert named in answer.document["error"]["message"]
        assert "CorrelationId" in answer.document["error"]["message"]
        assert commits == []

    @pytest.mark.parametrize(
        ("change", "code"),
        [
            ({"quantity": None}, "BadRequest_RequiredParamNotProvided"),
            ({"quantity": 0}, "Application_FieldValidationException"),
            ({"quantity": -1}, "Application_FieldValidationException"),
            ({"quantity": True}, "BadRequest"),
            ({"quantity": "3"}, "BadRequest"),
            ({"quantity": 1e30}, "Application_FieldValidationException"),
            ({"quantity": 0.0000001}, "Application_FieldValidationException"),
            ({"unitPrice": -0.01}, "Application_FieldValidationException"),
            ({"unitOfMeasureCode": "EA"}, "Application_FieldValidationException"),
            ({"lineType": "Comment"}, "Application_FieldValidationException"),
            ({"lineObjectNumber": "nothing"}, "Internal_InvalidTableRelation"),
            ({"lineObjectNumber": None}, "BadRequest_RequiredParamNotProvided"),
            ({"sequence": 0}, "BadRequest"),
            ({"sequence": 1.5}, "BadRequest"),
            ({"nothing": 1}, "BadRequest"),
        ],
    )
    def test_a_wrong_field_of_a_line_is_refused(self, change, code):
        line = {"lineObjectNumber": "1896-S", "quantity": 1, "unitPrice": 1, **change}

        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", order_body(salesOrderLines=[line]))

        assert error_of(in_an_erp(story)) == (400, code)

    def test_two_lines_with_one_sequence_are_refused(self):
        line = {"sequence": 10000, "lineObjectNumber": "1896-S", "quantity": 1}

        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", order_body(salesOrderLines=[line, line]))

        assert error_of(in_an_erp(story)) == (400, "Application_FieldValidationException")

    def test_an_order_holds_a_thousand_lines_and_no_more(self):
        line = {"lineObjectNumber": "1896-S", "quantity": 1}

        async def story(erp: ErpWorld):
            full = await erp.an_order(salesOrderLines=[line] * 1000)
            more = await erp.ask("POST", f"salesOrders({full['id']})/salesOrderLines", line)
            return more, (await erp.act(full, "ship")).status

        more, shipped = in_an_erp(story)

        assert error_of(more) == (400, "Application_FieldValidationException")
        assert shipped == 200

    def test_whoever_goes_away_in_the_middle_of_a_body_has_asked_for_nothing(self):
        async def story(erp: ErpWorld):
            order = await erp.an_order()
            await erp.act(order, "ship")
            before = len(erp.commits)
            feed = [
                {"type": "http.request", "body": b"{", "more_body": True},
                {"type": "http.disconnect"},
            ]
            scope = {
                "type": "http",
                "method": "POST",
                "scheme": "http",
                "path": f"{COMPANY}/salesOrders({order['id']})/Microsoft.NAV.invoice",
                "query_string": b"",
                "headers": [(b"authorization", f"Bearer {erp.token}".encode())],
            }

            async def receive():
                return feed.pop(0)

            async def send(message):
                pass

            await erp.system(scope, receive, send)
            return len(erp.commits) - before

        assert in_an_erp(story) == 0

    def test_no_json_brings_it_down(self):
        values = st.recursive(
            st.none()
            | st.booleans()
            | st.integers()
            | st.floats(allow_nan=False, allow_infinity=False)
            | st.text(),
            lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
            max_leaves=5,
        )
        names = ["externalDocumentNumber", "customerId", "orderDate", "bookRole", "currencyCode", "quantity"]
        lines = ["sequence", "lineType", "lineObjectNumber", "itemId", "quantity", "unitPrice"]
        known = {"customerNumber": "C00010", "lineObjectNumber": "1896-S", "quantity": 1}

        @given(
            st.dictionaries(st.sampled_from(names), values),
            st.dictionaries(st.sampled_from(lines), values),
            st.sampled_from(["ship", "amend", "invoice", "cancel"]),
        )
        @settings(max_examples=100)
        def holds(header, line, action):
            async def story(erp: ErpWorld):
                body = {"customerNumber": "C00010", **header, "salesOrderLines": [{**known, **line}]}
                del body["salesOrderLines"][0]["customerNumber"]
                order = await erp.an_order()
                path = f"salesOrders({order['id']})/Microsoft.NAV.{action}"
                answers = [
                    await erp.ask("POST", "salesOrders", body),
                    await erp.ask("POST", path, {"lines": [line]}),
                    await erp.ask("POST", path, header),
                    await erp.ask("PATCH", f"salesOrders({order['id']})", header, if_match="*"),
                ]
                return [answer.status for answer in answers]

            assert max(in_an_erp(story)) < 500

        holds()

    def test_the_largest_amounts_are_still_exact(self):
        line = {"lineObjectNumber": "1896-S", "quantity": 999999999, "unitPrice": 999999.99999}

        async def story(erp: ErpWorld):
            return await erp.ask("POST", "salesOrders", order_body(salesOrderLines=[line]))

        assert b'"netAmount":999999998990000.00,' in in_an_erp(story).body

    def test_annotations_and_nulls_are_let_pass(self):
        async def story(erp: ErpWorld):
            body = order_body() | {"@odata.type": "#Microsoft.NAV.salesOrder", "id": None, "status": None}
            return await erp.ask("POST", "salesOrders", body)

        assert in_an_erp(story).status == 201
