"""How much is made up, from which seed, and what counts as a refusal."""

from collections.abc import Mapping

from schemathesis.config import SchemathesisConfig

FACADE, CONTROL = "facade", "control"
EXAMPLES: Mapping[str, int] = {
    "cloud_erp": 15,
    "commerce": 10,
    "legacy_erp": 400,
    "threepl": 20,
    "threepl_graphql": 100,
    "wms": 40,
    FACADE: 130,
    CONTROL: 120,
}
"""Requests made up for each operation unless told otherwise: 3,000 or more a system, in few minutes."""

REFUSED = ["400", "401", "403", "404", "405", "406", "409", "412", "415", "422", "428", "429", "5xx"]
"""What may answer a request that does not fit: those of schemathesis, and 412, for a tag that nobody gave."""
UNNAMED = ["400", "401", "403", "406", "415", "422", "428"]
"""What may answer a request that lacks a header: those of schemathesis, and 428, for a tag that is due."""


def configuration(examples: int, seed: int) -> SchemathesisConfig:
    """Give the settings of one run; every default check is on."""
    return SchemathesisConfig.from_dict(
        {
            "generation": {"max-examples": examples},
            "seed": seed,
            "checks": {
                "negative_data_rejection": {"expected-statuses": REFUSED},
                "missing_required_header": {"expected-statuses": UNNAMED},
            },
        }
    )
