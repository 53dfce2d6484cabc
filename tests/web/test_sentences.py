"""Whatever the program refuses, it says in a sentence."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask

import pakn
from pakn.kernel.errors import Refused
from pakn.web.sentences import SENTENCES, sentence

PACKAGE = Path(pakn.__file__).parent
REFUSALS = {"Refused", "NotAllowed", "NotFound", "Stale"}


def _codes() -> Iterator[tuple[str, set[str]]]:
    """Every code that stands in a refusal of the source, with the names of its parameters."""
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in REFUSALS:
                code = node.args[0] if node.args else None
                if isinstance(code, ast.Constant) and isinstance(code.value, str):
                    yield code.value, {keyword.arg for keyword in node.keywords if keyword.arg}


def test_every_code_has_a_sentence_with_the_parameters_it_is_raised_with() -> None:
    found = list(_codes())

    assert len(found) > 20
    for code, given in found:
        assert code in SENTENCES, f"{code} has no sentence"
        needed = set(re.findall(r"%\((\w+)\)", _source(code)))
        assert needed <= given, f"{code} is raised without {needed - given}"


def test_no_sentence_stands_there_for_nothing() -> None:
    raised = {code for code, _given in _codes()}

    assert set(SENTENCES) <= raised


def _source(code: str) -> str:
    return str(SENTENCES[code]._args[0])


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sentence_names_what_it_is_about(app: Flask) -> None:
    with app.app_context():
        said = sentence(Refused("file_type", name="a.mov"))

    assert said == "Tệp “a.mov” không gửi được: chỉ nhận ảnh, PDF và Word."
