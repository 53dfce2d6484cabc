"""What is installed is what was written: the wheel, the lock files, the licence."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
LOCKS = ("requirements.lock", "requirements-test.lock")
SHIPPED = {
    ".py",
    ".mako",
    ".html",
    ".txt",
    ".css",
    ".svg",
    ".woff2",
    ".js",
    ".json",
    ".yaml",
    ".csv",
    ".po",
    ".png",
    ".ico",
}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory) -> Path:
    built = WheelBuilder(str(ROOT)).build(
        directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"]
    )
    return Path(next(built))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """The wheel unpacked as an installer would, far from the tree."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".mo"
    }


def _run(installed: Path, *code: str) -> str:
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, *code], cwd=installed, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_wheel_holds_all_of_the_program(installed):
    for package in ("pakn", "workers"):
        written = {name for name in _files(ROOT / package) if Path(name).suffix in SHIPPED}

        assert written <= _files(installed / package)


def test_no_file_of_the_program_is_of_an_unknown_kind():
    kinds = {
        Path(name).suffix for folder in ("pakn", "workers", "templates") for name in _files(ROOT / folder)
    }

    assert kinds <= SHIPPED | {".typed"}


def test_the_templates_travel_in_the_wheel(installed):
    assert _files(ROOT / "templates") == _files(installed / "pakn/_templates")


def test_the_installed_program_finds_the_templates_of_its_own_wheel(installed):
    found = _run(installed, "-c", "from pakn.web import paths; print(paths.template_folder())")

    assert Path(found) == installed / "pakn/_templates"


def test_the_installed_program_starts(installed):
    assert "demo" in _run(installed, "-c", "from pakn.cli import main; main()", "--help")


def test_nothing_but_the_program_is_in_the_wheel(installed):
    tops = {path.name for path in installed.iterdir()}

    assert {top for top in tops if not top.endswith(".dist-info")} == {"pakn", "workers"}


def test_the_wheel_carries_the_licence(installed):
    (metadata,) = installed.glob("*.dist-info/METADATA")
    (licence,) = installed.glob("*.dist-info/licenses/LICENSE")

    assert "License-Expression: EUPL-1.2" in metadata.read_text()
    assert licence.read_text() == (ROOT / "LICENSE").read_text()


def test_the_version_is_told_in_the_changelog():
    assert f"## [{PROJECT['project']['version']}]" in (ROOT / "CHANGELOG.md").read_text()


def _pins(name: str) -> dict[str, set[str]]:
    """Name to versions: one library may be pinned twice, for different Pythons."""
    pins: dict[str, set[str]] = {}
    for pinned, version in re.findall(r"^([\w.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE):
        pins.setdefault(canonicalize_name(pinned), set()).add(version)
    return pins


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_pins_every_library_with_its_digests(name):
    entries = re.split(r"\n(?=\S)", (ROOT / name).read_text().strip())

    assert [
        entry
        for entry in entries
        if not re.match(r"[\w.-]+==[^\s;]+", entry) or "--hash=sha256:" not in entry
    ] == []


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_names_no_place_to_download_from(name):
    assert not re.search(r"://|--index|--find|--extra", (ROOT / name).read_text())


def test_the_lock_satisfies_what_the_project_asks_for():
    group = PROJECT["dependency-groups"]
    asked = {
        "requirements.lock": [*PROJECT["project"]["dependencies"], *group["build"]],
        "requirements-test.lock": [line for line in group["test"] if isinstance(line, str)],
    }
    for lock, lines in asked.items():
        pins = _pins(lock)
        for wanted in map(Requirement, lines):
            versions = pins.get(canonicalize_name(wanted.name), set())

            assert versions, f"{wanted.name} is not in {lock}: run make lock"
            assert all(wanted.specifier.contains(version) for version in versions), f"{wanted}: run make lock"


def test_the_tests_run_on_the_versions_that_are_shipped():
    run, test = map(_pins, LOCKS)

    assert {name: versions for name, versions in run.items() if test.get(name) != versions} == {}
