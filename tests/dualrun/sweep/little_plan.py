"""A plan that is rehearsed in a fraction of a second, and records without any rehearsal."""

from pathlib import Path

from dualrun.scenario.load import Source
from dualrun.sweep.job import Job
from dualrun.sweep.record import Record
from dualrun.sweep.run import Trial

TEXT = """\
schema: dualrun.scenario/1
name: little
title: A little cutover
start: 2026-03-02T00:00:00Z
days: 1
landscape: {customers: 10, items: 10, pace: brisk}
demand: {orders: 4, from: day 0 06:00, to: day 0 09:00}
migration: {cohorts: [{name: all, percent: 100}]}
faults:
  - {kind: response_lost, at: "driver->facade", rate: 0.5}
  - {kind: delayed, at: "wms->facade", rate: 0.1, delay: 1m}
"""
SOURCE = Source("little", "little.yaml", TEXT)


def plan_file(folder: Path) -> str:
    path = folder / "little.yaml"
    path.write_text(TEXT)
    return str(path)


def record(seed: int, verdict: str = "go", *causes: str, **others: object) -> Record:
    reasons = tuple(f"{cause}: seen at seed {seed}" for cause in causes)
    return Record(seed, verdict, causes, reasons, f"dualrun rehearse little --seed {seed}", **others)  # type: ignore[arg-type]


def trial(found: Record, **draws: float) -> Trial:
    return Trial(Job(SOURCE, found.seed, {}, draws), found)
