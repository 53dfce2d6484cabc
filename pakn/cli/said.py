"""How a command says no: a sentence on stderr and exit status 1, never a traceback."""

from __future__ import annotations

from typing import IO, Any

import click

from pakn.kernel.errors import Refused


class Said(click.ClickException):
    """A sentence for the person at the terminal; made from a Refused, its sentence and its list of faults."""

    exit_code = 1

    def __init__(self, reason: str | Refused) -> None:
        super().__init__(reason if isinstance(reason, str) else _sentences(reason))

    def show(self, file: IO[Any] | None = None) -> None:
        """Print it, without the word Error before it."""
        click.echo(self.format_message(), file=file, err=True)


def _sentences(refused: Refused) -> str:
    """A refusal in words. A file's faults stand below each other."""
    from pakn.web.sentences import sentence

    faults = refused.params.get("faults")
    return "\n".join(
        [sentence(refused), *(f"  {each}" for each in (faults if isinstance(faults, list) else []))]
    )
