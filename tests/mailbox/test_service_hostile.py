"""Whatever comes in, it has one row, one outcome, and no exception leaves the pipeline."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select

from pakn.kernel.db import reading
from pakn.mailbox.models import IncomingMail, Outcome
from pakn.mailbox.verdicts import Taken
from tests.mailbox.hostile import HOSTILE
from tests.mailbox.post import PDF, mail, row, take

_WHOLE = tuple(
    mail(files=files, **headers)
    for files, headers in (
        ({}, {}),
        ({"don.pdf": PDF, "anh.jpg": b"\xff\xd8\xff"}, {"References": "<a@dan.example> <b@xa.example>"}),
        ({}, {"Auto_Submitted": "auto-replied", "In_Reply_To": "<b@xa.example>"}),
    )
)
_PIECES = (
    b"\r\n",
    b"\0",
    b"=?utf-8?b?",
    b"?=",
    b"--",
    b";",
    b'"',
    b"Content-Type: ",
    b"\xff",
    b"<",
    b"charset=",
)


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A mail with stretches cut out, doubled, overwritten or stuffed with what parsers trip over."""
    raw = bytearray(draw(st.sampled_from(_WHOLE)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(raw)))
        end = min(len(raw), at + draw(st.integers(0, 80)))
        piece = draw(st.sampled_from(_PIECES) | st.binary(max_size=12))
        raw[at:end] = draw(st.sampled_from((piece, b"", raw[at:end] * 2, piece * 40)))
    return bytes(raw)


def _rows() -> int:
    return reading().scalar(select(func.count(IncomingMail.id))) or 0


def _in_order(taken: Taken) -> bool:
    """One row with the outcome that was told; a redelivery points to the row that has one."""
    kept = row(taken)
    return kept.outcome is not None and taken.outcome in (kept.outcome, Outcome.DUPLICATE)


def test_sixty_kinds_of_hostile_mail_have_one_outcome_each(office: Flask) -> None:
    before = _rows()

    found = {name: take(raw) for name, raw in HOSTILE.items()}

    assert len(HOSTILE) >= 60
    assert [name for name, taken in found.items() if taken.outcome is None or not _in_order(taken)] == []
    faults = {name: taken.reason for name, taken in found.items() if taken.reason.startswith("fault:")}
    assert faults == {}
    assert _rows() - before == len({taken.mail_id for taken in found.values()})


@pytest.fixture(scope="module", autouse=True)
def _many_in_a_day() -> Iterator[None]:
    """The same sender writes them all."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr("pakn.mailbox.deciding.NEW_A_DAY", 10_000)
        yield


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(raw=mutated())
def test_no_mutation_of_a_mail_breaks_the_pipeline(office: Flask, raw: bytes) -> None:
    before = _rows()

    taken = take(raw)

    assert _in_order(taken)
    assert not taken.reason.startswith("fault:")
    assert _rows() - before in (0, 1)
