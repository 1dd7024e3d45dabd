"""What is declared, what is locked and what is imported are the same thing."""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("dualrun", "facade", "simulators", "contracts", "scenarios", "loadtests")
LOCKS = ("requirements.lock", "requirements-dev.lock", "bootstrap.lock")


def test_what_users_run_imports_only_what_is_declared():
    allowed = (
        declared() | declared("postgres", "nats", "cluster", "duckdb") | {"pytest"}
    )  # drivers and engines are asked for where they are wanted

    assert imported_distributions("dualrun", "facade", "simulators", "scenarios") <= allowed


def test_the_runtime_lock_holds_no_test_tool():
    only_for_development = declared("contracts", "load", "dev") - declared()

    assert not locked("requirements.lock") & only_for_development


def test_the_locks_agree_on_every_version():
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        for name, version in pins(lock):
            versions.setdefault(name, set()).add(version)

    assert not {name: found for name, found in versions.items() if len(found) > 1}


def test_tests_run_on_what_users_run():
    assert pins("requirements.lock") <= pins("requirements-dev.lock")


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_of_a_lock_is_hashed(lock):
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text(), flags=re.MULTILINE)[1:]

    assert all("--hash=sha256:" in entry for entry in entries)


@pytest.mark.parametrize(
    ("lock", "extras"),
    [("requirements.lock", ()), ("requirements-dev.lock", ("contracts", "load", "dev"))],
)
def test_a_lock_holds_everything_that_is_declared(lock, extras):
    assert declared() | declared(*extras) <= locked(lock), f"{lock} is behind pyproject.toml: run make lock"


def imported_distributions(*folders: str) -> set[str]:
    """The distributions behind the third-party imports of these folders."""
    by_module = metadata.packages_distributions()
    return {
        normal(by_module[module][0])
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        for module in imported_modules(ast.parse(path.read_text(encoding="utf-8")))
        if module in by_module and module not in PACKAGES and module not in sys.stdlib_module_names
    }


def imported_modules(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module.partition(".")[0]


def declared(*extras: str) -> set[str]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    if not extras:
        return {normal(requirement) for requirement in project["dependencies"]}
    return {normal(entry) for extra in extras for entry in project["optional-dependencies"][extra]}


def pins(lock: str) -> set[tuple[str, str]]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", (ROOT / lock).read_text(), flags=re.MULTILINE)
    return {(normal(name), version) for name, version in found}


def locked(lock: str) -> set[str]:
    return {name for name, _ in pins(lock)}


def normal(requirement: str) -> str:
    """The name alone, as indexes compare it: lower case, one kind of hyphen, no extras, no versions."""
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", requirement)[0]).lower()
