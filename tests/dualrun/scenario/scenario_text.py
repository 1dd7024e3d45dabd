"""A small sound scenario as text, for tests to break."""

TEXT = """\
schema: dualrun.scenario/1
name: small
title: A small cutover
start: 2026-03-02T00:00:00Z
days: 3
landscape: {customers: 20, items: 30}
demand:
  orders: 50
  from: day 0 06:00
  to: day 2 18:00
migration:
  cohorts:
    - {name: pilot, percent: 20}
    - {name: rest, percent: 80}
  steps:
    - {at: day 0 12:00, cohort: pilot, to: dualwrite}
    - {at: day 1 05:00, cohort: pilot, to: shadow}
    - at: day 2 05:00
      cohort: pilot
      to: live
      gate: {mismatch_rate_max: 0.1, recheck: 1h}
faults:
  - {kind: response_lost, at: "facade->wms", rate: 0.01}
  - {kind: crash, at: facade, times: [day 1 11:00], for: 2m}
expect:
  sla:
    order_acknowledgement: {percentile: p95, target: 5s}
"""
