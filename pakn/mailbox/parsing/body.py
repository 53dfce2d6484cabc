"""What a mail holds: its text, and the files that came with it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pakn.mailbox.letters import Attached
from pakn.mailbox.parsing import html
from pakn.mailbox.parsing.parts import Part

LONGEST_TEXT = 1_000_000
SMALLEST_PICTURE = 5 * 1024
_LONGEST_NAME = 255
_LONGEST_POINTER = 200

_ENCRYPTED_KINDS = frozenset({"multipart/encrypted", "application/pkcs7-mime", "application/x-pkcs7-mime"})
_ARMOUR = "-----BEGIN PGP MESSAGE-----"
_SIGNED = re.compile(r"-----BEGIN PGP SIGNED MESSAGE-----\n(?:[A-Za-z-]+: .*\n)*\n")
_SIGNATURE = "-----BEGIN PGP SIGNATURE-----"
# Parts that carry nothing a person sent: signatures, keys, what only servers read, copies for other programs.
_NOT_FILES = frozenset(
    {
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-encrypted",
        "message/delivery-status",
        "message/disposition-notification",
        "message/external-body",
        "message/feedback-report",
        "message/global-delivery-status",
        "message/partial",
        "text/calendar",
        "text/rfc822-headers",
        "text/x-amp-html",
    }
)
_ENDINGS = {
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/ms-tnef": ".dat",
    "image/jpeg": ".jpg",
    "image/png": ".png",
    "image/heic": ".heic",
    "video/mp4": ".mp4",
    "text/plain": ".txt",
}


@dataclass
class Contents:
    """`own` is without what HTML marks as quoted, `full` is everything, both in pieces; then the files."""

    own: list[str] = field(default_factory=list)
    full: list[str] = field(default_factory=list)
    files: list[Attached] = field(default_factory=list)
    pages: list[str] = field(default_factory=list)
    encrypted: bool = False

    @property
    def own_text(self) -> str:
        """What was newly written, as far as the markup says."""
        return "\n\n".join(filter(None, self.own))

    @property
    def full_text(self) -> str:
        """Everything written."""
        return "\n\n".join(filter(None, self.full))


def read(root: Part) -> Contents:
    """The texts and files of a mail in their order; tiny pictures shown within the text are left out."""
    contents = Contents()
    pictures: list[tuple[str, Attached]] = []
    _take(root, contents, pictures)
    pages = "".join(contents.pages)
    contents.files += [file for name, file in pictures if not _is_logo(name, file, pages)]
    return contents


def _is_logo(content_id: str, file: Attached, pages: str) -> bool:
    return len(file.data) < SMALLEST_PICTURE and f"cid:{content_id}" in pages


def _take(part: Part, contents: Contents, pictures: list[tuple[str, Attached]]) -> None:
    if part.kind in _ENCRYPTED_KINDS:
        contents.encrypted = True
    elif part.kind == "multipart/alternative" and part.children:
        _take_best(part, contents, pictures)
    elif part.children:
        for child in part.children:
            _take(child, contents, pictures)
    elif _is_text(part):
        _take_text(part, contents)
    elif part.kind not in _NOT_FILES or (part.kind == "text/calendar" and part.file_name):
        _take_file(part, contents, pictures)


def _take_best(part: Part, contents: Contents, pictures: list[tuple[str, Attached]]) -> None:
    """One of the texts, the first that says something itself; the files of all."""
    best = Contents()
    for child in part.children:
        tried = Contents(pages=contents.pages, files=contents.files)
        _take(child, tried, pictures)
        contents.encrypted |= tried.encrypted
        if not best.full_text or (tried.full_text and _only_points_on(best.full_text)):
            best = tried
    contents.own += best.own
    contents.full += best.full


def _only_points_on(text: str) -> bool:
    """Whether this only asks for a program that shows HTML, which the other text needs."""
    return len(text) <= _LONGEST_POINTER and "html" in text.lower()


def _is_text(part: Part) -> bool:
    if part.disposition[0] == "attachment" or part.file_name:
        return False
    return part.kind in ("text/plain", "text/html", "text/enriched") or part.kind.startswith("multipart/")


def _take_text(part: Part, contents: Contents) -> None:
    text = part.text()
    if part.kind == "text/html":
        contents.pages.append(text)
        page = html.to_text(text)
        own, full = page.own, page.full
    else:
        if part.parameters.get("format", "").lower() == "flowed":
            text = _unflowed(text, part.parameters.get("delsp", "").lower() == "yes")
        contents.encrypted |= text.lstrip().startswith(_ARMOUR)
        own = full = _without_armour(text).strip("\n").rstrip()
    contents.own.append(own[:LONGEST_TEXT])
    contents.full.append(full[:LONGEST_TEXT])


def _take_file(part: Part, contents: Contents, pictures: list[tuple[str, Attached]]) -> None:
    data = part.data
    if not data and not part.file_name:
        return
    name = part.file_name[-_LONGEST_NAME:] or "tep-dinh-kem" + _ENDINGS.get(part.kind, "")
    file = Attached(name, data)
    content_id = part.headers.raw("content-id").strip().strip("<>")
    if content_id and part.kind.startswith("image/"):
        pictures.append((content_id, file))
    else:
        contents.files.append(file)


def _unflowed(text: str, joined_without_blank: bool) -> str:
    """Paragraphs that were broken to fit a screen, whole again (RFC 3676)."""
    pieces = []
    for line in text.split("\n"):
        line = line[1:] if line.startswith(" ") else line
        soft = line.endswith(" ") and line != "-- " and not line.startswith(">")
        pieces.append((line[:-1] if joined_without_blank else line) if soft else line + "\n")
    return "".join(pieces)


def _without_armour(text: str) -> str:
    """The text of a mail signed in place (RFC 9580, 7)."""
    begun = _SIGNED.match(text.lstrip())
    return text.lstrip()[begun.end() :].partition(_SIGNATURE)[0] if begun else text
