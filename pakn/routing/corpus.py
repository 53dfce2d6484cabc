"""The texts the classifier learns from: a CSV file with the columns text, field, scope, kind, source."""

from __future__ import annotations

import csv
import hashlib
from dataclasses import dataclass, replace
from pathlib import Path

from pakn.kernel.text import fold

PACKAGED = Path(__file__).parents[1] / "data" / "routing" / "corpus.csv"
COLUMNS = ("text", "field", "scope", "kind", "source")
JUNK = "thu_rac"


@dataclass(frozen=True)
class Example:
    """A text and what a person says it is; `kind` is empty for what is not a petition."""

    text: str
    field: str
    scope: str
    kind: str
    source: str

    def label(self, head: str) -> str:
        """The answer to one question (field, scope, kind), empty for none: junk has no field."""
        answers = {"field": "" if self.scope == JUNK else self.field, "scope": self.scope, "kind": self.kind}
        return answers[head]

    def without_marks(self) -> Example:
        """The same petition as someone without a Vietnamese keyboard would type it."""
        return replace(self, text=fold(self.text))


def read(path: Path = PACKAGED) -> list[Example]:
    """The rows of a corpus file. Raises ValueError when a column, a text, a field or a scope is missing."""
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines)
        if tuple(rows.fieldnames or ()) != COLUMNS:
            raise ValueError(f"{path.name}: the columns must be {', '.join(COLUMNS)}")
        examples = [Example(**row) for row in rows]
    for number, example in enumerate(examples, start=1):
        if not (example.text.strip() and example.field and example.scope):
            raise ValueError(f"{path.name}, text {number}: text, field and scope are required")
    return examples


def digest(path: Path) -> str:
    """SHA-256 of a file, to tell whether a model was trained from it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()
