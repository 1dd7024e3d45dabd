"""`dualrun scenarios` and `dualrun systems`: what there is."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Column, Table

from dualrun.cli.talk import console, out
from dualrun.errors import UsageError
from dualrun.nearest import nearest

JsonOption = Annotated[bool, typer.Option("--json", help="Print one JSON document on stdout.")]
SchemaOption = Annotated[
    bool, typer.Option("--schema", help="Print the JSON Schema of the scenario format, for your editor.")
]
ScenarioArgument = Annotated[str | None, typer.Argument(help="Show this scenario alone, with its story.")]
NameArgument = Annotated[str | None, typer.Argument(help="Show this system alone, and what it leaves out.")]


def scenarios(
    name: ScenarioArgument = None, as_json: JsonOption = False, schema: SchemaOption = False
) -> int:
    """List the shipped scenarios, or show one: what happens, what must hold, and its plans."""
    from dualrun.scenario.load import json_schema, listing

    if schema:
        out(json.dumps(json_schema(), indent=1))
        return 0
    if name is not None:
        return _one_scenario(name, as_json=as_json)
    shipped = listing()
    if as_json:
        out(json.dumps([asdict(one) for one in shipped]))
        return 0
    table = Table(Column("scenario", no_wrap=True), "plans", "what it rehearses", box=None, pad_edge=False)
    for one in shipped:
        table.add_row(one.name, " ".join(one.plans), one.title)
    console(talk=False).print(table)
    return 0


def _one_scenario(name: str, *, as_json: bool) -> int:
    from dualrun.scenario.load import load
    from dualrun.scenario.telling import told

    scenario = load(name)
    if as_json:
        story = scenario.story and scenario.story.model_dump(mode="json")
        plans = {plan: variant.model_dump(mode="json") for plan, variant in scenario.plans.items()}
        out(json.dumps({"name": scenario.name, "title": scenario.title, "story": story, "plans": plans}))
    else:
        out(told(scenario))
    return 0


def systems(name: NameArgument = None, as_json: JsonOption = False) -> int:
    """List the simulated systems, or show one with what it does not simulate."""
    from simulators.registry import NAMES, load

    if name is not None and name not in NAMES:
        meant = nearest(name, NAMES)
        hint = f"did you mean {meant}?" if meant else f"there are {', '.join(NAMES)}"
        raise UsageError(f"no system {name!r}; {hint}")
    chosen = [load(one) for one in NAMES if name in (None, one)]
    if as_json:
        out(json.dumps([_document(one) for one in chosen]))
        return 0
    screen = console(talk=False)
    if name is None:
        table = Table("system", "stands for", "capabilities", box=None, pad_edge=False)
        for one in chosen:
            table.add_row(one.name, one.title, ", ".join(one.capabilities))
        screen.print(table)
        return 0
    (one,) = chosen
    screen.print(f"{one.name}: {one.title}\n\nmisbehaves, when asked to:")
    for habit in one.misbehaviours:
        screen.print(f"  {habit.kind}: {habit.summary}", markup=False)
    screen.print("\nnot simulated:")
    for gap in one.not_simulated:
        screen.print(f"  {gap}", markup=False)
    return 0


def _document(simulator: object) -> dict[str, object]:
    from simulators.chassis.simulator import Simulator

    if not isinstance(simulator, Simulator):
        raise TypeError(f"not a simulator: {simulator!r}")
    return {
        "name": simulator.name,
        "title": simulator.title,
        "capabilities": list(simulator.capabilities),
        "not_simulated": list(simulator.not_simulated),
        "misbehaviours": [
            {"kind": m.kind, "summary": m.summary, "defaults": dict(m.defaults)}
            for m in simulator.misbehaviours
        ],
    }
