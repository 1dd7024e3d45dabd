"""Whose house this is: the one account, its warehouse, and how its owner signs in."""

from datetime import timedelta

from simulators.threepl_graphql.domain.ids import node_id

ACCOUNT, WAREHOUSE = 7_556, 13_841
ACCOUNT_ID, WAREHOUSE_ID = node_id("Account", ACCOUNT), node_id("Warehouse", WAREHOUSE)
USERNAME, PASSWORD = "rehearsal@fulfilment.example", "rehearsal-only-password"
TOKEN = "rehearsal-only-graphql-token"
REFRESH_TOKEN = "rehearsal-only-refresh-token"
TOKEN_LIFE = timedelta(days=28)
