"""How the program says no: a code for programs, turned into a sentence at the edge."""

from __future__ import annotations


class Refused(Exception):
    """What was asked cannot be done. `code` names the reason, `params` fill its sentence."""

    status = 422

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code)
        self.code = code
        self.params = params


class NotAllowed(Refused):
    """The thing may be seen, but this is not for this person or this state."""

    status = 403


class NotFound(Refused):
    """There is no such thing, or the asker may not know that there is."""

    status = 404


class Stale(Refused):
    """Somebody else changed it in between; read it again."""

    status = 409
