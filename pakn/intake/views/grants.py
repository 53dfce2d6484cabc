"""What this browser may open for the next half hour, kept in its signed cookie."""

from __future__ import annotations

from datetime import datetime, timedelta

from flask import session as cookie

OPEN_FOR = timedelta(minutes=30)
LINK_AGE_S = 60 * 24 * 3600
"""How long the signed links of our letters open what they were signed for, in seconds."""
_MOST = 5
_RECEIPTS = "receipts"
_TRACKED = "tracked"


def open_receipt(code: str, token: str, now: datetime) -> None:
    """The receipt of a petition just sent opens here; the cookie carries the form's token, never the secret."""
    _put(_RECEIPTS, code, token, now)


def receipt_token(code: str, now: datetime) -> str | None:
    """The form token behind a receipt that is still open."""
    return _get(_RECEIPTS, code, now)


def open_tracking(code: str, *, full: bool, now: datetime) -> None:
    """This browser has shown that it may follow a petition: in full with the secret, else dates only."""
    if not (full is False and tracked(code, now) == "full"):
        _put(_TRACKED, code, "full" if full else "dates", now)


def tracked(code: str, now: datetime) -> str | None:
    """ "full", "dates" or None."""
    return _get(_TRACKED, code, now)


def _put(shelf: str, code: str, value: str, now: datetime) -> None:
    kept = {**cookie.get(shelf, {}), code: [value, int(now.timestamp())]}
    newest = sorted(kept.items(), key=lambda item: item[1][1])[-_MOST:]
    cookie[shelf] = dict(newest)
    cookie.permanent = True


def _get(shelf: str, code: str, now: datetime) -> str | None:
    kept = cookie.get(shelf, {}).get(code)
    if not kept or now.timestamp() - kept[1] > OPEN_FOR.total_seconds():
        return None
    return str(kept[0])
