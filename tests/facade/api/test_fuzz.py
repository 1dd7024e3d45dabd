"""The façade is sent what its OpenAPI document allows and what it forbids; `contracts fuzz` sends more."""

import schemathesis

from contracts.facade_surface import facade_schema
from contracts.lived import facade_lived

ALONE = facade_lived()
schema = facade_schema(ALONE, examples=30, seed=7)


@schema.parametrize()
def test_the_facade_keeps_to_its_own_document(case: schemathesis.Case) -> None:
    case.call_and_validate()

    assert not ALONE.defects
