"""The rules that are about the program itself: where imports point, who may open a page, who commits."""

from __future__ import annotations

import ast
import importlib
import inspect
import pkgutil
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import is_dataclass
from pathlib import Path

import pytest
from flask import Flask

import pakn

ROOT = Path(__file__).parent.parent
PAKN = ROOT / "pakn"
LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")

# Rules a lawyer could check: no web, no database; a test of one runs in microseconds.
PURE = (
    "identity/permissions.py",
    "intake/submission.py",
    "kernel/codes.py",
    "kernel/quiet.py",
    "kernel/text.py",
    "mailbox/letters.py",
    "mailbox/parsing/body.py",
    "mailbox/parsing/bounces.py",
    "mailbox/parsing/charsets.py",
    "mailbox/parsing/details.py",
    "mailbox/parsing/fingerprint.py",
    "mailbox/parsing/headers.py",
    "mailbox/parsing/html.py",
    "mailbox/parsing/machines.py",
    "mailbox/parsing/message.py",
    "mailbox/parsing/names.py",
    "mailbox/parsing/parameters.py",
    "mailbox/parsing/parts.py",
    "mailbox/parsing/people.py",
    "mailbox/parsing/phones.py",
    "mailbox/parsing/plain.py",
    "mailbox/parsing/quoting.py",
    "mailbox/parsing/subjects.py",
    "mailbox/parsing/transfer.py",
    "mailbox/parsing/words.py",
    "petitions/events.py",
    "petitions/workflow.py",
    "publishing/redaction.py",
    "reporting/periods.py",
    "reporting/rates.py",
    "routing/classifier.py",
    "routing/features.py",
    "routing/rules.py",
    "sla/calendar.py",
    "sla/explain.py",
)
ALLOWED_IN_PURE = {"pakn", "phonenumbers"}
FLASK = {"flask", "flask_babel", "flask_limiter", "flask_login", "flask_sqlalchemy", "flask_wtf", "wtforms"}
# Flask is met at the edge; the kernel holds the session Flask-SQLAlchemy opens for each request.
FLASK_HOMES = re.compile(r"^web/|(^|/)(views|forms)(/|\.py$)|^(app|cli|identity/access|kernel/db)\.py$|^cli/")
OPEN_TO_ALL = re.compile(r"(^|\.)static$")


def _modules(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*.py")) if "__pycache__" not in path.parts)


def _imported(path: Path) -> set[str]:
    """Full names of all a file imports, also inside functions; `from a import b` counts as a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def _tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in _imported(path)}


def _lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT_IMPORTS, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_imports_point_down():
    checked = _lint_imports(ROOT)

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_planted_upward_import_is_found(tmp_path):
    for name in ("pakn", "workers"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "pakn/kernel/planted.py").write_text("from pakn.handling import service\n")

    checked = _lint_imports(tmp_path)

    assert checked.returncode == 1
    assert "pakn.kernel.planted -> pakn.handling" in checked.stdout


def test_every_part_of_the_program_has_its_layer():
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = set(re.findall(r"[\w.]+", " ".join(contracts[0]["layers"])))

    parts = {f"pakn.{part.name}" for part in pkgutil.iter_modules(pakn.__path__)}

    assert parts | {"workers"} == layers


def test_nobody_imports_the_file_processes_start_from():
    importers = [path for path in [*_modules(PAKN), *_modules(ROOT / "workers")] if "wsgi" in _tops(path)]

    assert importers == []


def _file_of(module: str) -> Path | None:
    place = ROOT / module.replace(".", "/")
    return next((path for path in (place.with_suffix(".py"), place / "__init__.py") if path.is_file()), None)


def _reached(path: Path) -> set[Path]:
    """The file and every file of the program it imports, directly or by way of others."""
    reached, waiting = set(), [path]
    while waiting:
        current = waiting.pop()
        if current not in reached:
            reached.add(current)
            waiting += filter(None, map(_file_of, _imported(current)))
    return reached


@pytest.mark.parametrize("name", PURE)
def test_a_pure_module_knows_neither_web_nor_database(name):
    path = PAKN / name
    assert path.exists(), f"{name} is listed as pure but is not there"

    foreign = {
        f"{top} in {reached.relative_to(ROOT)}"
        for reached in _reached(path)
        for top in _tops(reached) - sys.stdlib_module_names - ALLOWED_IN_PURE
    }

    assert foreign == set()


def test_flask_is_met_only_at_the_edge():
    strays = [
        str(path.relative_to(PAKN))
        for path in _modules(PAKN)
        if _tops(path) & FLASK and not FLASK_HOMES.search(path.relative_to(PAKN).as_posix())
    ]

    assert strays == []


def test_only_the_transaction_commits():
    committers = {
        path.relative_to(ROOT).as_posix()
        for path in [*_modules(PAKN), *_modules(ROOT / "workers")]
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "commit"
    }

    assert committers == {"pakn/kernel/db.py"}


@pytest.fixture
def application(sqlite_url, tmp_path) -> Flask:
    from pakn.app import create_app
    from pakn.settings import Settings

    return create_app(Settings(env="test", database_url=sqlite_url, secret_key="s" * 40, data_dir=tmp_path))


def test_every_route_says_who_may_open_it(application):
    silent = sorted(
        f"{rule.rule} ({rule.endpoint})"
        for rule in application.url_map.iter_rules()
        if not OPEN_TO_ALL.search(rule.endpoint)
        and not hasattr(application.view_functions[rule.endpoint], "__access__")
    )

    assert silent == []


def _events() -> set[type]:
    """Every event: the dataclasses of the modules named events, without those that only serve as a base."""
    files = [path.relative_to(ROOT).with_suffix("") for path in _modules(PAKN) if path.stem == "events"]
    names = [".".join(path.parts) for path in files]
    found = {
        thing
        for module in map(importlib.import_module, names)
        for _, thing in inspect.getmembers(module, inspect.isclass)
        if thing.__module__ == module.__name__ and is_dataclass(thing)
    }
    return {event for event in found if not any(event in other.__mro__[1:] for other in found)}


def test_every_event_has_a_row_in_the_table_of_handlers():
    from pakn.subscriptions import HANDLERS

    assert {event.__name__ for event in _events()} == {event.__name__ for event in HANDLERS}
    assert all(isinstance(handlers, tuple) and all(map(callable, handlers)) for handlers in HANDLERS.values())


def test_an_event_that_is_told_to_nobody_says_so_and_no_other_does():
    from pakn.kernel.quiet import Quiet
    from pakn.subscriptions import HANDLERS

    told_to_nobody = {event.__name__ for event, handlers in HANDLERS.items() if not handlers}
    assert told_to_nobody == {event.__name__ for event in HANDLERS if issubclass(event, Quiet)}


def test_every_setting_is_documented():
    from pakn.settings import Settings

    readme = (ROOT / "README.md").read_text()

    missing = [name for name in Settings.model_fields if f"`PAKN_{name.upper()}`" not in readme]
    assert missing == []


def test_every_setting_named_in_the_readme_exists():
    from pakn.settings import Settings

    named = set(re.findall(r"`PAKN_(?!TEST_)([A-Z_]+)`", (ROOT / "README.md").read_text()))

    assert {name.lower() for name in named} <= set(Settings.model_fields)


def test_templates_keep_their_looks_in_the_style_sheets():
    # Letters are the exception: many mail readers drop style sheets.
    styled = [
        path.relative_to(ROOT).as_posix()
        for path in sorted((ROOT / "templates").rglob("*.html"))
        if re.search(r"\sstyle\s*=", path.read_text()) and "mail" not in path.relative_to(ROOT).parts
    ]

    assert styled == []


def test_no_file_names_a_registry():
    registries = [".".join(parts) for parts in (("pypi", "org"), ("pythonhosted", "org"), ("npmjs", "org"))]
    naming = [
        path.relative_to(ROOT).as_posix()
        for path in _own_files()
        if any(registry in path.read_text(errors="replace") for registry in registries)
    ]

    assert naming == []


def _own_files() -> Iterator[Path]:
    """Every file of the tree that is not made by a tool."""
    made = {".git", "var", "build", "dist", "__pycache__"}
    for path in sorted(ROOT.iterdir()):
        if (
            path.name in made
            or path.name == ".venv"
            or path.name.endswith("_cache")
            or path.name == ".hypothesis"
        ):
            continue
        yield from (
            [path]
            if path.is_file()
            else (child for child in path.rglob("*") if child.is_file() and "__pycache__" not in child.parts)
        )
