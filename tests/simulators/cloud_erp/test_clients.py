"""What published clients of the protocol send, as they send it: each of these was once refused."""

from base64 import b64encode

import pytest

from tests.simulators.cloud_erp.erp_world import API, COMPANY, SECRETS, ErpWorld, error_of, in_an_erp
from tests.simulators.site_world import call

TOKEN_PATH = f"/{SECRETS['tenant']}/oauth2/v2.0/token"
FORM = b"grant_type=client_credentials&scope=https%3A%2F%2Fapi.businesscentral.dynamics.com%2F.default"


def basic(client_id: str, secret: str) -> dict[str, str]:
    return {"authorization": "Basic " + b64encode(f"{client_id}:{secret}".encode()).decode()}


class TestSigningIn:
    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            (basic(SECRETS["client_id"], SECRETS["client_secret"]), 200),
            (basic(SECRETS["client_id"], "wrong"), 401),
            ({"authorization": "Basic ####"}, 400),
            ({}, 400),
        ],
    )
    def test_a_client_may_name_itself_in_the_header_as_oauth_libraries_do(self, headers, status):
        assert in_an_erp(lambda erp: call(erp.system, "POST", TOKEN_PATH, headers, FORM)).status == status


class TestAddresses:
    def test_the_tenant_may_be_left_out_and_links_then_leave_it_out_too(self):
        async def story(erp: ErpWorld):
            path = COMPANY.replace(f"{SECRETS['tenant']}/", "")
            return await erp.at("GET", f"{path}/items?$select=number", prefer="odata.maxpagesize=1")

        answer = in_an_erp(story)
        assert answer.status == 200
        assert f"/v2.0/{SECRETS['environment']}/api/" in answer.document["@odata.nextLink"]

    @pytest.mark.parametrize(
        ("tail", "said"),
        [("$count", b"3"), ("$count?$filter=number eq 'C00010'", b"1"), ("$count?$top=1", b"3")],
    )
    def test_a_set_is_counted(self, tail, said):
        answer = in_an_erp(lambda erp: erp.ask("GET", f"customers/{tail}"))

        assert (answer.body, answer.headers["content-type"].partition(";")[0]) == (said, "text/plain")

    def test_a_set_that_is_none_cannot_be_counted(self):
        answer = in_an_erp(lambda erp: erp.ask("GET", "nothings/$count"))

        assert error_of(answer) == (404, "BadRequest_NotFound")

    @pytest.mark.parametrize(
        "tail", ["salesOrders?$expand=salesOrderLines&$count=true&$top=1", "items?$top=1"]
    )
    def test_a_caller_that_wants_no_metadata_gets_none(self, tail):
        async def story(erp: ErpWorld):
            await erp.an_order()
            return await erp.ask("GET", tail, accept="application/json;odata.metadata=none", prefer="")

        answer = in_an_erp(story)
        assert b"@odata.etag" not in answer.body
        assert b"@odata.context" not in answer.body
        assert ("@odata.count" in answer.document) == ("$count" in tail)
        assert "odata.metadata=none" in answer.headers["content-type"]

    @pytest.mark.parametrize(
        ("test", "numbers"),
        [
            ("not(number eq 'C00010')", ["C00020", "C00030"]),
            ("not (number eq 'C00010')", ["C00020", "C00030"]),
            ("displayName ne 'not(' and not(startswith(number,'C00020'))", ["C00010", "C00030"]),
        ],
    )
    def test_a_filter_may_say_no_with_or_without_a_blank(self, test, numbers):
        answer = in_an_erp(lambda erp: erp.ask("GET", f"customers?$filter={test}"))

        assert [each["number"] for each in answer.document["value"]] == numbers

    def test_a_slash_behind_an_address_does_not_matter(self):
        answers = in_an_erp(lambda erp: erp.at("GET", f"{API}/companies/"))

        assert [each["id"] for each in answers.document["value"]] == [SECRETS["company"]]
