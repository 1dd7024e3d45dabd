"""Where the routes of those who look after the façade begin."""

from facade.api.access import VERSION

CONTROL = f"{VERSION}/control"
