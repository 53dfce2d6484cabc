"""A citizen at a browser without JavaScript: opens the form, fills it in, sends it in either encoding, reads pages."""

from __future__ import annotations

import io
import re
import secrets
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from pakn.handling import verbs
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.petitions import queries
from pakn.petitions.models import Petition
from tests import sample
from tests.services import web

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
JPEG = b"\xff\xd8\xff\xe0" + b"anh" * 50
PDF = b"%PDF-1.7\n" + b"giay" * 50
MULTIPART = "multipart/form-data"

FILLED: dict[str, Any] = {
    "agency": "xa-dong",
    "submitter_type": "ca_nhan",
    "full_name": "Nguyễn Thị Người Gửi",
    "organization": "",
    "address": "Thôn Một, xã Đông (mẫu)",
    "phone": "0912 345 678",
    "email": "nguoi-gui@dan.example",
    "subject": "Cấp sổ đỏ chậm",
    "content": "Tôi nộp hồ sơ ba tháng.\n\nChưa có giấy chứng nhận.",
    "regulation": "Quyết định số 12/2025/QĐ-UBND",
    "area": "thon-mot",
    "notice_read": "y",
}

TYPED = [name for name in FILLED if name not in ("submitter_type", "notice_read")]
"""The places that somebody types or chooses in; the others are ticked."""

Upload = tuple[str, bytes]


class Page(HTMLParser):
    """A page as somebody reads it: what stands in its fields, where its links lead, what its error summary says."""

    def __init__(self, answer: TestResponse) -> None:
        super().__init__()
        self.html = answer.get_data(as_text=True)
        self.fields: dict[str, list[str]] = {}
        self.ids: set[str] = set()
        self.summary: dict[str, str] = {}
        self.text = ""
        self._textarea = self._select = ""
        self._alert = self._title = 0
        self._link = ""
        self.title = ""
        self.feed(self.html)
        self.text = " ".join(self.text.split())

    def value(self, name: str) -> str:
        """What one field holds; empty when it holds nothing."""
        return self.fields.get(name, [""])[0]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.ids.add(given.get("id", ""))
        if tag == "input":
            self._input(given)
        elif tag == "textarea":
            self._textarea = given["name"]
            self.fields[self._textarea] = [""]
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and "selected" in given:
            self.fields.setdefault(self._select, []).append(given["value"])
        elif tag == "title":
            self._title = 1
        elif tag == "a" and self._alert:
            self._link = given["href"]
        if tag == "div" and (self._alert or given.get("role") == "alert"):
            self._alert += 1

    def _input(self, given: dict[str, str]) -> None:
        kind = given.get("type", "text")
        ticked = kind not in ("checkbox", "radio") or "checked" in given
        if "name" in given and ticked and kind != "file":
            self.fields.setdefault(given["name"], []).append(given.get("value", ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            held = self.fields[self._textarea][0].replace("\r\n", "\n")
            self.fields[self._textarea] = [held.removeprefix("\n")]
            self._textarea = ""
        self._title = 0 if tag == "title" else self._title
        self._link = "" if tag == "a" else self._link
        self._alert -= 1 if tag == "div" and self._alert else 0

    def handle_data(self, data: str) -> None:
        self.text += data + " "
        if self._textarea:
            self.fields[self._textarea][0] += data
        if self._title:
            self.title += data
        if self._link:
            self.summary[self._link.removeprefix("#")] = data


@dataclass
class Citizen:
    """One browser; `last` is the page it read last."""

    client: FlaskClient
    answer: TestResponse = field(init=False)

    @property
    def page(self) -> Page:
        """What stands on the screen."""
        return Page(self.answer)

    def open(self, address: str, status: int = 200) -> Page:
        """Go to an address."""
        self.answer = self.client.get(address)
        assert self.answer.status_code == status, self.page.text[:2000]
        return self.page

    def tokens(self) -> dict[str, str]:
        """What a freshly opened form hides."""
        page = self.open("/gui")
        return {name: page.value(name) for name in ("csrf_token", "form_token")}

    def send(
        self,
        *,
        files: list[Upload] | None = None,
        multipart: bool = False,
        again: bool = False,
        **changes: Any,
    ) -> int:
        """Fill the form in and send it; None leaves a field out. `again` presses the button of the page on screen."""
        hidden = self._hidden() if again else self.tokens()
        data = {**hidden, **FILLED, **changes}
        data = {name: value for name, value in data.items() if value is not None}
        return self.post("/gui", data, files=files, multipart=multipart)

    def post(
        self,
        address: str,
        data: dict[str, Any],
        *,
        files: list[Upload] | None = None,
        multipart: bool = False,
    ) -> int:
        """Send fields and files as a browser does; returns the status."""
        if files or multipart:
            data = {**data, "attachments": [(io.BytesIO(body), name) for name, body in files or []]}
        kind = MULTIPART if files or multipart else None
        self.answer = self.client.post(address, data=data, content_type=kind)
        return self.answer.status_code

    def post_raw(self, body: bytes, boundary: str = "") -> int:
        """Send a body byte for byte: multipart with a boundary, else as an address encodes it."""
        kind = f"{MULTIPART}; boundary={boundary}" if boundary else "application/x-www-form-urlencoded"
        self.answer = self.client.post("/gui", data=body, content_type=kind)
        return self.answer.status_code

    def sent(self, **how: Any) -> str:
        """Send a form that is in order; returns the code of its petition."""
        status = self.send(**how)
        assert status == 303, self.page.summary or self.page.text[:2000]
        return str(self.answer.location).rsplit("/", 1)[1]

    def track(self, **typed: str) -> int:
        """Look a petition up with what is typed."""
        page = self.open("/tra-cuu")
        return self.post("/tra-cuu", {"csrf_token": page.value("csrf_token"), **typed})

    def secret(self, code: str) -> str:
        """What the receipt of a petition just sent shows as its secret."""
        found = re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{2}\b", self.open(f"/bien-nhan/{code}").text)
        assert found is not None
        return found[0]

    def _hidden(self) -> dict[str, Any]:
        page = self.page
        held = {name: page.value(name) for name in ("csrf_token", "form_token")}
        return held | {"staged_files": page.fields.get("staged_files", [])}


def raw(fields: dict[str, Any], **bytes_instead: bytes) -> bytes:
    """Fields as an address encodes them, some of them given already encoded."""
    plain = urlencode({name: value for name, value in fields.items() if name not in bytes_instead})
    return b"&".join(
        [plain.encode(), *(name.encode() + b"=" + value for name, value in bytes_instead.items())]
    )


def raw_multipart(fields: dict[str, Any], boundary: str, **bytes_instead: bytes) -> bytes:
    """Fields as the parts of a multipart body, some of them any bytes."""
    parts = {name: str(value).encode() for name, value in fields.items()} | bytes_instead
    head = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n'
    body = b"".join(head.format(boundary, name).encode() + value + b"\r\n" for name, value in parts.items())
    return body + f"--{boundary}--\r\n".encode()


def province_at(database_url: str, folder: Path) -> Flask:
    """An application with three agencies that take petitions."""
    app = web.build(database_url, folder)
    sample.set_up(app)
    return app


def petitions(app: Flask) -> int:
    """How many there are."""
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(Petition)) or 0


@dataclass(frozen=True)
class Kept:
    """What the register holds of a petition."""

    full_name: str
    address: str
    phone: str
    organization: str
    subject: str
    content: str
    agency: str
    area: str
    publish_name: bool
    by_post: bool
    files: tuple[str, ...]


def kept(app: Flask, code: str) -> Kept:
    """Read a petition back."""
    with app.app_context():
        petition = reading().scalars(select(Petition).where(Petition.code == code)).one()
        who = petition.petitioner
        return Kept(
            full_name=who.full_name,
            address=who.address,
            phone=who.phone,
            organization=who.organization,
            subject=petition.subject,
            content=petition.content,
            agency=petition.agency.code,
            area=petition.area.code if petition.area else "",
            publish_name=petition.publish_name,
            by_post=who.contact_by_post,
            files=tuple(each.file.name for each in petition.attachments),
        )


def some_words(characters: int) -> str:
    """Vietnamese text of exactly this length, different each time, that no cleaning shortens."""
    start = secrets.token_hex(4)
    return (start + "ấđịễ" * (characters // 4 + 1))[:characters]


def ask_supplement(app: Flask, code: str) -> None:
    """The office asks the citizen for more."""
    with app.app_context(), transaction() as session:
        petition = queries.for_change(session, code)
        by = sample.acting(session, petition, "dong-vp")
        verbs.ask_supplement(session, petition, items="Bản chụp sổ đỏ cũ", by=by, now=clock.now())


def same_as_typed(citizen: Citizen, typed: dict[str, Any]) -> None:
    """Assert that the page shows all that was typed, as it was typed."""
    assert {name: citizen.page.value(name) for name in typed} == typed
