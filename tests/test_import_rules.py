"""Every import contract is shown a line that breaks it: a rule never seen failing holds nothing."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("dualrun", "facade", "simulators", "contracts", "scenarios", "loadtests")
LINT = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"

# (rule, module that gets the line, module it must not import)
APART = "Rehearsals on the harness, the harness on the systems, the two systems apart"
VIOLATIONS = [
    (APART, "facade.ports", "simulators.registry"),
    (APART, "simulators.chassis.ports", "facade.ports"),
    (APART, "dualrun.history", "scenarios"),
    (APART, "simulators.registry", "dualrun.errors"),
    ("No simulator knows another", "simulators.wms.store", "simulators.legacy_erp.errors"),
    ("No simulator knows another", "simulators.chassis.world", "simulators.wms.errors"),
    ("No simulator knows another", "simulators.brand_new.domain", "simulators.wms.domain"),
    ("Inside a simulator", "simulators.wms.domain", "simulators.wms.api"),
    ("Inside a simulator", "simulators.brand_new.api", "simulators.brand_new.jobs"),
    ("Inside the facade", "facade.canonical.value", "facade.ports"),
    ("Inside the facade", "facade.settings", "facade.ports"),
    ("Inside the harness", "dualrun.errors", "dualrun.history"),
    ("Inside the harness", "dualrun.errors", "dualrun.nearest"),
    ("Rules are plain Python", "simulators.wms.domain", "pydantic"),
    ("Rules are plain Python", "facade.canonical.order", "fastapi"),
    ("Scenarios and loads are black-box", "scenarios", "facade.ports"),
    ("Scenarios and loads are black-box", "loadtests", "simulators.registry"),
    (
        "Only the messaging of the facade and the state folder know a database",
        "simulators.wms.store",
        "sqlite3",
    ),
    ("What users run needs no test tools", "dualrun.history", "httpx"),
    ("Only loads import locust", "contracts", "locust"),
]


@pytest.fixture(scope="module")
def tree(tmp_path_factory):
    """A copy of the packages that a test may spoil."""
    copy = tmp_path_factory.mktemp("tree")
    shutil.copy(ROOT / "pyproject.toml", copy)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    return copy


@pytest.fixture(scope="module")
def verdict_on_the_spoilt(tree):
    for _, module, imported in VIOLATIONS:
        spoil(tree, module, imported)
    return lint_imports(tree)


def spoil(tree: Path, module: str, imported: str) -> None:
    if imported.partition(".")[0] in PACKAGES:
        file_of(tree, imported)
    with file_of(tree, module).open("a") as source:
        source.write(f"\nimport {imported}\n")


def file_of(tree: Path, module: str) -> Path:
    """Where the module's code is; what does not exist yet is made, empty."""
    path = tree.joinpath(*module.split("."))
    if path.is_dir():
        return path / "__init__.py"
    path.parent.mkdir(exist_ok=True)
    (path.parent / "__init__.py").touch()
    path.with_suffix(".py").touch()
    return path.with_suffix(".py")


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", LINT, "--no-cache", "--no-logo"]
    environment = {"PYTHONPATH": str(tree), "NO_COLOR": "1", "COLUMNS": "200", "PYTHONUTF8": "1"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


def test_the_tree_as_it_stands_keeps_every_rule():
    verdict = lint_imports(ROOT)

    assert verdict.returncode == 0, verdict.stdout + verdict.stderr


@pytest.mark.parametrize(
    ("rule", "module", "imported"),
    VIOLATIONS,
    ids=[f"{module}->{imported}" for _, module, imported in VIOLATIONS],
)
def test_a_forbidden_import_is_reported(verdict_on_the_spoilt, rule, module, imported):
    assert verdict_on_the_spoilt.returncode == 1, verdict_on_the_spoilt.stderr

    said = about(rule, verdict_on_the_spoilt.stdout)
    assert re.search(rf"{re.escape(module)} -> {re.escape(imported)}\b", said), said


def test_every_rule_is_shown_a_violation():
    rules = set(re.findall(r'^name = "(.+)"$', importlinter_section(), flags=re.MULTILINE))

    assert rules == {rule for rule, _, _ in VIOLATIONS}


def about(rule: str, output: str) -> str:
    """The part of the report on broken contracts that belongs to one rule."""
    broken = output.partition("Broken contracts")[2]
    headings_and_texts = re.split(r"^(\S.*)\n-+\n", broken, flags=re.MULTILINE)
    texts = dict(zip(headings_and_texts[1::2], headings_and_texts[2::2], strict=True))
    return texts.get(rule, f"nothing about {rule!r} in:\n{output}")


def importlinter_section() -> str:
    return (ROOT / "pyproject.toml").read_text().partition("[tool.importlinter]")[2]
