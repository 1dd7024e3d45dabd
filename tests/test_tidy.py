"""What the linters cannot hold: sizes, names of files and folders, routes, and no trace of a machine."""

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from simulators import registry

ROOT = Path(__file__).parents[1]
PACKAGES = ("dualrun", "facade", "simulators", "contracts", "scenarios", "loadtests")

MODULE_LINES_MAX = 300
FUNCTION_LINES_MAX = 60
SIMULATOR_FILES = {
    *("__init__", "api", "domain", "errors", "events", "faults"),
    *("jobs", "schemas", "seed", "service", "states", "store"),
}
VAGUE_FOLDERS = {"common", "core", "helpers", "managers", "misc", "shared", "util", "utils"}
ROUTE_DECORATORS = {"delete", "get", "head", "options", "patch", "post", "put", "route", "websocket"}
TEXT_SUFFIXES = {
    ".cfg",
    ".css",
    ".csv",
    ".html",
    ".j2",
    ".js",
    ".json",
    ".lock",
    ".md",
    ".py",
    ".toml",
    ".yaml",
    ".yml",
}

# Spelt in two halves, so that this file does not find itself.
MACHINE_PATHS = [first + second for first, second in [("/wo", "rk/"), ("/tmp/bash", "_jobs"), ("/ro", "ot/")]]
INDEX_HOSTS = [
    first + second
    for first, second in [
        ("pypi", ".org"),
        ("pythonhosted", ".org"),
        ("--index", "-url"),
        ("--extra-index", "-url"),
    ]
]


def sources(*folders: str) -> list[Path]:
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def tracked_files() -> list[Path]:
    """What git would commit or, outside a clone, the packages, the tests and the files beside them."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
        paths = [ROOT / name for name in listed.split("\0") if name]
    except (OSError, subprocess.CalledProcessError):
        names = [*PACKAGES, "tests", ".ci"]
        paths = [
            path for name in names for path in (ROOT / name).rglob("*") if "__pycache__" not in path.parts
        ]
        paths += list(ROOT.iterdir())
    return sorted(path for path in paths if path.is_file())


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


class TestSizes:
    def test_no_module_is_longer_than_a_person_can_hold(self):
        lengths = {
            path: len(path.read_text(encoding="utf-8").splitlines()) for path in sources(*PACKAGES, "tests")
        }

        too_long = {shown(path): lines for path, lines in lengths.items() if lines > MODULE_LINES_MAX}
        assert not too_long, f"more than {MODULE_LINES_MAX} lines: {too_long}"

    def test_no_function_is_longer_than_a_screen(self):
        too_long = {
            f"{shown(path)}:{node.lineno} {node.name}": length
            for path in sources(*PACKAGES, "tests")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
            and (length := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
        }
        assert not too_long, f"more than {FUNCTION_LINES_MAX} lines: {too_long}"


class TestNames:
    def test_no_folder_is_named_for_what_did_not_fit_elsewhere(self):
        vague = {
            shown(path.parent) for path in sources(*PACKAGES, "tests") if path.parent.name in VAGUE_FOLDERS
        }

        assert not vague

    def test_the_registry_lists_exactly_the_folders_in_order(self):
        folders = [path.parent.name for path in (ROOT / "simulators").glob("*/__init__.py")]

        assert list(registry.NAMES) == sorted(set(folders) - {"chassis"})

    @pytest.mark.parametrize("name", registry.NAMES)
    def test_a_simulator_has_only_the_files_every_simulator_has(self, name):
        folder = ROOT / "simulators" / name
        parts = {path.stem for path in folder.glob("*.py")}
        parts |= {path.parent.name for path in folder.glob("*/__init__.py")}

        assert parts <= SIMULATOR_FILES

    @pytest.mark.parametrize("name", registry.NAMES)
    def test_a_simulator_presents_itself_under_its_folders_name(self, name):
        assert registry.load(name).name == name

    def test_tests_lie_where_pytest_looks(self):
        astray = [
            shown(path) for path in sources(*set(PACKAGES) - {"contracts"}) if path.name.startswith("test_")
        ]

        assert not astray


class TestRoutes:
    def test_every_route_is_a_coroutine(self):
        sync = [
            f"{shown(path)}:{node.lineno} {node.name}"
            for path in sources("facade", "simulators", "dualrun")
            for node in ast.walk(parsed(path))
            if isinstance(node, ast.FunctionDef) and any(map(is_route, node.decorator_list))
        ]
        assert not sync, "a plain `def` route runs in a thread, and no seed repeats its order"


def is_route(decorator: ast.expr) -> bool:
    """Tell `@router.get("/orders")` from other decorators: a verb called with a path."""
    if not (isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Attribute)):
        return False
    path = decorator.args[0] if decorator.args else None
    return (
        decorator.func.attr in ROUTE_DECORATORS
        and isinstance(path, ast.Constant)
        and isinstance(path.value, str)
        and path.value[:1] in {"", "/"}
    )


class TestWhatIsPublished:
    def test_no_file_names_a_machine_or_a_package_index(self):
        forbidden = re.compile("|".join(map(re.escape, MACHINE_PATHS + INDEX_HOSTS)))

        found = [
            f"{shown(path)}:{number}: {line.strip()[:80]}"
            for path in tracked_files()
            if path.suffix in TEXT_SUFFIXES or not path.suffix
            for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
            if forbidden.search(line)
        ]
        assert not found
