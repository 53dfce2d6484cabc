"""`pakn classify`: what the machine makes of a text, and the words that led it there. Needs no database."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from pakn.cli.context import AS_JSON
from pakn.kernel.text import clean

if TYPE_CHECKING:
    from pakn.routing.classifier import Classification, Guess

_SHOWN = 3


@click.command(short_help="Phân loại văn bản theo lĩnh vực.")
@AS_JSON
def classify(as_json: bool) -> None:
    """Đọc từ đầu vào chuẩn, mỗi dòng một văn bản; in lĩnh vực, phạm vi, loại và những chữ dẫn tới kết quả.

    Dòng nào ra kết quả dòng ấy, dòng trống cũng vậy. Với --json, mỗi văn bản cho một dòng JSON.
    """
    from pakn.routing.classifier import Classifier

    classifier = Classifier.load()
    for text in _texts():
        said = classifier.classify(text)
        click.echo(json.dumps(_plain(text, said), ensure_ascii=False) if as_json else _text(text, said))


def _texts() -> Iterator[str]:
    """The lines of stdin, each one text; bytes that are no UTF-8 become the replacement character."""
    for line in getattr(sys.stdin, "buffer", ()):
        yield " ".join(clean(line.decode("utf-8", "replace")).split())


def _plain(text: str, said: Classification) -> dict[str, object]:
    return {
        "text": text,
        "field": said.best.code,
        "probability": round(said.best.probability, 4),
        "scope": _guess(said.scope),
        "kind": _guess(said.kind),
        "suggestions": [_guess(each) for each in said.fields[:_SHOWN]],
        "model": said.model_version,
    }


def _guess(guess: Guess) -> dict[str, object]:
    return {"code": guess.code, "probability": round(guess.probability, 4), "words": list(guess.words)}


def _text(text: str, said: Classification) -> str:
    shown = text if len(text) <= 100 else f"{text[:99]}…"
    lines = [f"  {_percent(each)} {each.code}{_because(each)}" for each in said.fields[:_SHOWN]]
    ends = f"  phạm vi {said.scope.code} {_percent(said.scope)} · loại {said.kind.code} {_percent(said.kind)}"
    return "\n".join([shown, *lines, ends])


def _percent(guess: Guess) -> str:
    return f"{guess.probability:4.0%}"


def _because(guess: Guess) -> str:
    return f" · vì: {', '.join(guess.words)}" if guess.words else ""
