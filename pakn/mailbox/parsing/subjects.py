"""The subject: without what programs put before it, and the tracking codes in it."""

from __future__ import annotations

import re

from pakn.intake.submission import SUBJECT_LENGTH
from pakn.kernel.codes import parse_tracking_code

_PREFIX = re.compile(
    r"(?:re|fwd?|aw|wg|tr|trả lời|tra loi|tl|chuyển tiếp|chuyen tiep|phản hồi|đáp)(?:\s?\[[0-9]{1,3}\])?\s?[:：]\s*",
    re.IGNORECASE,
)
_FORWARD = re.compile(r"(?:fwd?|wg|chuyển tiếp|chuyen tiep)\s?[:：]", re.IGNORECASE)
_CODE = re.compile(
    r"PAKN[\s\-‐-―]{0,3}[0-9OIL]{4}[\s\-‐-―]{0,3}[0-9OIL]{6,12}[\s\-‐-―]{0,3}[0-9A-Z](?![0-9A-Z])",
    re.IGNORECASE,
)
_SENTENCE_END = re.compile(r"[.!?…]\s|\n")
_MOST_CODES = 10
_LONGEST = 2_000


def bare(subject: str) -> str:
    """The subject without Re:, Fwd:, Trả lời: and their like, and no longer than a petition's may be."""
    subject = subject[:_LONGEST]
    while found := _PREFIX.match(subject):
        subject = subject[found.end() :]
    return shortened(subject)


def is_forward(subject: str) -> bool:
    """Whether the mail was sent on rather than written."""
    return _FORWARD.match(subject) is not None


def codes(subject: str) -> tuple[str, ...]:
    """The tracking codes in it that could be ours, in order."""
    typed = _CODE.findall(subject[:_LONGEST])[:_MOST_CODES]
    return tuple(dict.fromkeys(code for each in typed if (code := parse_tracking_code(each))))


def from_text(content: str) -> str:
    """The first sentence that says something: what a letter without a subject is about."""
    begin = content.strip()[:_LONGEST]
    end = _SENTENCE_END.search(begin)
    return shortened(" ".join((begin[: end.start() + 1] if end else begin).split()).rstrip(" .,:;"))


def shortened(subject: str, longest: int = SUBJECT_LENGTH) -> str:
    """At most so many characters, cut at a word."""
    if len(subject) <= longest:
        return subject
    cut = subject[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" .,:;") + "…"
