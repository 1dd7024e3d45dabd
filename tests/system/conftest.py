"""One landscape for every test that needs real ports, and the way into its two books."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
import requests
import zeep

from tests.system.landscape import Landscape, a_free_base_port, up

Rows = list[dict[str, Any]]


@pytest.fixture(scope="session")
def landscape(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Landscape]:
    with up(tmp_path_factory.mktemp("landscape"), a_free_base_port()) as running:
        yield running


@pytest.fixture(scope="session")
def old_book(landscape: Landscape) -> Iterator[Callable[[str], Any]]:
    """Connects to a page or codeunit of the legacy ERP, knowing its WSDL and nothing else."""
    with requests.Session() as session:
        session.trust_env = False
        account = landscape.credentials["legacy_erp"]
        session.auth = (account["username"], account["password"])
        transport = zeep.Transport(session=session)
        base = f"{landscape.urls['legacy_erp']}/ERP/WS/Distribution"
        yield lambda service: zeep.Client(f"{base}/{service}", transport=transport).service


@pytest.fixture(scope="session")
def new_book(landscape: Landscape) -> Iterator[tuple[str, requests.Session]]:
    """The address of the company in the cloud ERP, and a session that is signed in to it."""
    secrets, url = landscape.credentials["cloud_erp"], landscape.urls["cloud_erp"]
    form = {
        "grant_type": "client_credentials",
        "client_id": secrets["client_id"],
        "client_secret": secrets["client_secret"],
        "scope": ".default",
    }
    with requests.Session() as session:
        session.trust_env = False
        token_url = f"{url}/{secrets['tenant']}/oauth2/v2.0/token"
        granted = session.post(token_url, data=form, timeout=10).json()
        session.headers["Authorization"] = f"Bearer {granted['access_token']}"
        environment = f"{url}/v2.0/{secrets['tenant']}/{secrets['environment']}/api/v2.0"
        yield f"{environment}/companies({secrets['company']})/", session


@pytest.fixture
def in_old_book(old_book: Callable[[str], Any]) -> Callable[..., list[Any]]:
    """Reads the rows of a page that fit the filters."""

    def read(page: str, **filters: str) -> list[Any]:
        criteria = [{"Field": field, "Criteria": value} for field, value in filters.items()]
        return old_book(f"Page/{page}").ReadMultiple(filter=criteria, bookmarkKey=None, setSize=0) or []

    return read


@pytest.fixture
def in_new_book(new_book: tuple[str, requests.Session]) -> Callable[[str, str], Rows]:
    """Reads the rows of an entity set that fit a filter."""
    company, session = new_book

    def read(entity_set: str, criterion: str) -> Rows:
        answer = session.get(f"{company}{entity_set}", params={"$filter": criterion}, timeout=10)
        return answer.json()["value"]

    return read
