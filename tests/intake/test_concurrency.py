"""Many at once, against a real server: everybody gets a code of their own, and a press repeated gives one petition."""

from __future__ import annotations

import http.client
import re
import sqlite3
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask import Flask
from sqlalchemy import func, make_url, select

from pakn.kernel import files, outbox, signing
from pakn.kernel.db import reading
from pakn.petitions.models import Leg, Petition, StateSpell
from pakn.sla.models import Deadline
from tests import sample
from tests.intake.citizen import FILLED, JPEG, Citizen, ask_supplement, kept, petitions, province_at
from tests.services import web
from tests.services.web import SECRET_KEY, LiveServer

MANY, BROWSERS = 200, 16
BUSY = "Máy đang bận. Những gì đã viết vẫn còn nguyên, bấm gửi lại sau ít phút."

Serve = Callable[..., LiveServer]


@dataclass
class Visitor:
    """A browser that speaks HTTP: one connection, one cookie."""

    port: int
    cookie: str = ""

    def open_form(self) -> dict[str, str]:
        """The hidden fields of a fresh form."""
        _status, _location, page = self._ask("GET", "/gui")
        return {name: sample.hidden(page, name) for name in ("csrf_token", "form_token")}

    def send(self, hidden: dict[str, str], **changes: str) -> tuple[int, str]:
        """Send the form; status and address of the receipt."""
        status, location, _page = self._ask("POST", "/gui", urlencode({**hidden, **FILLED, **changes}))
        return status, location

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        with closing(connection):
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, {"Cookie": self.cookie} | kind)
            answer = connection.getresponse()
            page = answer.read().decode()
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";", 1)[0]
        return answer.status, answer.headers.get("Location", ""), unescape(page)


@pytest.fixture
def busy_place(app: Flask, live_server: Serve) -> LiveServer:
    """The sample province being served by eight threads."""
    sample.set_up(app)
    return live_server(app, threads=8)


def count(app: Flask, table: type) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(table)) or 0


def test_two_hundred_citizens_at_once_get_two_hundred_petitions(busy_place: LiveServer) -> None:
    def one(number: int) -> tuple[int, str]:
        visitor = Visitor(busy_place.port)
        return visitor.send(visitor.open_form(), subject=f"Việc thứ {number}")

    with ThreadPoolExecutor(BROWSERS) as pool:
        answers = list(pool.map(one, range(MANY)))

    assert {status for status, _ in answers} == {303}
    codes = {re.sub(r".*/", "", location) for _, location in answers}
    assert len(codes) == MANY
    with busy_place.app.app_context():
        stored = list(reading().execute(select(Petition.code, Petition.subject)))
    assert {code for code, _ in stored} == codes
    assert len({subject for _, subject in stored}) == len(stored) == MANY
    counted = {table: count(busy_place.app, table) for table in (Leg, StateSpell, Deadline)}
    assert counted == dict.fromkeys(counted, MANY)


def test_twenty_presses_of_one_form_at_once_give_one_petition(busy_place: LiveServer) -> None:
    first = Visitor(busy_place.port)
    hidden = first.open_form()

    with ThreadPoolExecutor(20) as pool:
        answers = set(pool.map(lambda _: Visitor(busy_place.port, first.cookie).send(hidden), range(20)))

    assert len(answers) == 1
    assert answers.pop()[0] == 303
    assert petitions(busy_place.app) == 1
    assert count(busy_place.app, Leg) == 1


def test_one_staged_file_sent_with_two_forms_at_once_goes_with_one_of_them(app: Flask) -> None:
    sample.set_up(app)
    owner = Citizen(app.test_client())
    owner.send(files=[("ảnh.jpg", JPEG)], subject="")
    token = owner.page.value("staged_files")

    def send(_number: int) -> tuple[str, ...]:
        return kept(app, Citizen(app.test_client()).sent(staged_files=token)).files

    with ThreadPoolExecutor(4) as pool:
        taken = sorted(pool.map(send, range(4)))

    assert taken == [(), (), (), ("ảnh.jpg",)]


def test_twelve_who_guess_at_once_are_all_counted(app: Flask) -> None:
    sample.set_up(app)
    code = Citizen(app.test_client()).sent(phone="0987654321")

    def guess(number: int) -> int:
        return Citizen(app.test_client()).track(code=code, last4=f"{number:04}")

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(guess, range(12))) == {422}

    assert Citizen(app.test_client()).track(code=code, last4="4321") == 422


def test_a_supplement_pressed_four_times_at_once_is_taken_once(app: Flask) -> None:
    sample.set_up(app)
    code = Citizen(app.test_client()).sent()
    ask_supplement(app, code)
    link = f"/bo-sung/{signing.sign(SECRET_KEY.encode(), 'supplement', code)}"
    browsers = [Citizen(app.test_client()) for _ in range(4)]
    guards = [browser.open(link).value("csrf_token") for browser in browsers]

    def press(number: int) -> int:
        typed = {"csrf_token": guards[number], "content": "Sổ số 12."}
        return browsers[number].post(link, typed)

    with ThreadPoolExecutor(4) as pool:
        answers = sorted(pool.map(press, range(4)))

    assert answers[0] == 303
    assert set(answers[1:]) <= {403, 410}


@contextmanager
def locked(url: str) -> Iterator[None]:
    """Somebody else writes, and does not stop."""
    with closing(sqlite3.connect(str(make_url(url).database), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield
        other.execute("ROLLBACK")


@pytest.fixture
def impatient(sqlite_url: str, tmp_path: Path) -> Iterator[Flask]:
    """A province on SQLite that waits a fifth of a second for the one writer."""
    app = province_at(f"{sqlite_url}?timeout=0.2", tmp_path)
    yield app
    web.close(app)


def test_a_locked_database_gives_the_form_back_and_loses_nothing(impatient: Flask, sqlite_url: str) -> None:
    citizen = Citizen(impatient.test_client())
    acknowledged = citizen.sent()
    citizen.send(files=[("trước.jpg", JPEG)], subject="")

    with locked(sqlite_url):
        status = citizen.send(again=True)
        page = citizen.page
        reads = [
            citizen.client.get(path).status_code
            for path in ("/", "/gui", f"/bien-nhan/{acknowledged}", "/ket-qua", "/lien-he", "/healthz")
        ]

    assert status == 503
    assert BUSY in page.text
    assert {name: page.value(name) for name in FILLED if name != "submitter_type"} == {
        name: typed for name, typed in FILLED.items() if name != "submitter_type"
    }
    assert reads == [200] * 6
    assert petitions(impatient) == 1
    citizen.send(files=[("trước.jpg", JPEG)], subject="")
    assert kept(impatient, citizen.sent(again=True)).files == ("trước.jpg",)


def test_a_locked_database_takes_no_file_and_leaves_none_behind(impatient: Flask, sqlite_url: str) -> None:
    citizen = Citizen(impatient.test_client())
    citizen.send(files=[("trước.jpg", JPEG)], subject="")

    with locked(sqlite_url):
        status = citizen.send(again=True, files=[("sau.jpg", JPEG)])

    assert status == 503
    assert BUSY in citizen.page.text
    assert citizen.page.value("content") == FILLED["content"]
    assert len(citizen.page.fields["staged_files"]) == 1
    folder = impatient.extensions["pakn_settings"].data_dir / "files"
    assert sum(each.is_file() for each in folder.rglob("*")) == count(impatient, files.StoredFile) == 1
    assert kept(impatient, citizen.sent(again=True)).files == ("trước.jpg",)


def test_every_other_form_answers_a_locked_database_with_a_page(impatient: Flask, sqlite_url: str) -> None:
    citizen = Citizen(impatient.test_client())
    code = citizen.sent()
    secret = citizen.secret(code)
    ask_supplement(impatient, code)
    citizen.track(code=code, secret=secret)
    link = next(part for part in citizen.open(citizen.answer.location).html.split('"') if "/bo-sung/" in part)
    guard = {"csrf_token": citizen.open(link).value("csrf_token")}

    with locked(sqlite_url):
        supplement = citizen.post(link, guard | {"content": "Sổ số 12."})
        given_back = citizen.page.value("content")
        others = [
            citizen.post("/tra-cuu", guard | {"code": code, "secret": secret}),
            citizen.post(f"/tra-cuu/{code}/rut", guard),
            citizen.post("/can-bo/dang-nhap", guard | {"username": "dong-vp", "password": "sai"}),
        ]

    assert (supplement, given_back) == (503, "Sổ số 12.")
    assert others == [503, 503, 503]
    assert "Máy đang bận" in citizen.page.text
    assert citizen.post(link, guard | {"content": "Sổ số 12."}) == 303


def test_what_was_acknowledged_is_also_waiting_to_be_told(busy_place: LiveServer) -> None:
    visitor = Visitor(busy_place.port)

    status, _location = visitor.send(visitor.open_form())

    assert status == 303
    with busy_place.app.app_context():
        events = set(reading().scalars(select(outbox.OutboxRow.event)))
    assert "PetitionReceived" in events
