"""What every answer carries for the browser's sake, and what every page has for its reader's."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from pakn.kernel.db import transaction
from tests import sample
from tests.services import web
from tests.services.web import MakeApp

PUBLIC = [
    "/",
    "/gui",
    "/tra-cuu",
    "/ket-qua",
    "/lien-he",
    "/quyen-rieng-tu",
    "/can-bo/dang-nhap",
    "/khong-co",
]
DESK = ["/can-bo", "/van-phong/phan-loai", "/van-phong/bao-cao", "/van-phong/bao-cao/danh-sach"]


@pytest.fixture
def database_url(sqlite_url: str) -> str:
    """Headers are the same on every database."""
    return sqlite_url


@pytest.fixture(scope="module")
def province(sqlite_url_of_module: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """One for all tests: what one of them sends disturbs no other."""
    app = web.build(sqlite_url_of_module, tmp_path_factory.mktemp("var"))
    sample.set_up(app)
    yield app
    web.close(app)


@pytest.fixture(scope="module")
def office(province: Flask) -> FlaskClient:
    return sample.signed_in(province, "dong-vp").client


def _policy(header: str) -> dict[str, list[str]]:
    parts = [part.split() for part in header.split(";")]
    return {words[0]: words[1:] for words in parts if words}


@pytest.mark.parametrize("path", [*PUBLIC, *DESK])
def test_a_page_is_closed_to_everything_from_elsewhere(office: FlaskClient, path: str) -> None:
    headers = office.get(path).headers
    policy = _policy(headers["Content-Security-Policy"])

    assert policy["default-src"] == ["'none'"]
    assert "script-src" not in policy
    assert all(
        where == ["'self'"] for name, where in policy.items() if name.startswith(("style", "font", "img"))
    )
    assert policy["form-action"] == ["'self'"]
    assert policy["frame-ancestors"] == ["'none'"] == policy["base-uri"]
    assert "unsafe" not in headers["Content-Security-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"


@pytest.mark.parametrize("path", [*DESK, "/lien-he"])
def test_a_page_that_may_name_somebody_is_kept_by_nobody(office: FlaskClient, path: str) -> None:
    assert office.get(path).headers["Cache-Control"] == "no-store"


def test_going_back_to_the_form_finds_what_was_typed(province: Flask) -> None:
    assert province.test_client().get("/gui").headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("path", [*PUBLIC, *DESK])
def test_a_page_says_its_language_its_title_and_where_its_text_begins(office: FlaskClient, path: str) -> None:
    html = (office if path in DESK else office.application.test_client()).get(path).text

    assert re.search(r'<html lang="vi">', html)
    assert re.search(r"<title>[^<]*\S[^<]*</title>", html)
    assert len(re.findall(r"<h1[ >]", html)) == 1
    assert len(re.findall(r"<main[ >]", html)) == 1
    assert 'href="#noi-dung"' in html
    assert '<main id="noi-dung"' in html
    assert not re.search(r"<script|\sstyle=|\son\w+=", html)


def test_an_officers_page_is_kept_out_of_search_engines(office: FlaskClient) -> None:
    assert '<meta name="robots" content="noindex">' in office.get("/can-bo").text


@pytest.mark.parametrize(
    ("base_url", "secure"), [("https://pakn.example", True), ("http://localhost", False)]
)
def test_no_script_reads_the_cookie_and_no_other_site_sends_it(
    make_app: MakeApp, base_url: str, secure: bool
) -> None:
    app = make_app(base_url=base_url)
    sample.set_up(app)

    cookie = app.test_client().get("/gui", base_url=base_url).headers["Set-Cookie"]
    terms = {part.strip() for part in cookie.split(";")[1:]}

    assert cookie.startswith("pakn=")
    assert {"HttpOnly", "SameSite=Lax"} <= terms
    assert ("Secure" in terms) is secure


def test_style_sheets_and_fonts_may_be_kept(province: Flask) -> None:
    answer = province.test_client().get("/static/css/base.css")

    assert "no-store" not in answer.headers.get("Cache-Control", "")
    assert answer.headers["ETag"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def _sent_with_a_file(citizen: sample.Person) -> tuple[str, str]:
    """Code and secret of a petition that came with a picture."""
    picture = (io.BytesIO(b"\xff\xd8\xff\xe0" + b"anh" * 50), "giấy hẹn.jpg")
    form_token = sample.hidden(citizen.client.get("/gui").text, "form_token")
    answer = citizen.post(
        "/gui",
        form_token=form_token,
        agency="xa-dong",
        full_name="Nguyễn Thị Người Gửi",
        address="Thôn Một",
        phone="0912 345 678",
        subject="Cấp sổ đỏ chậm",
        content=sample.LAND,
        notice_read="y",
        attachments=picture,
    )
    assert answer.status_code == 303, answer.text
    slip = citizen.client.get(answer.location).text
    code, secret = re.findall(r'code--big[^>]*">([^<]+)<', slip)
    return code, secret


def test_a_file_somebody_sent_comes_as_a_download_and_never_as_a_page(province: Flask) -> None:
    citizen = sample.Person(province.test_client())
    code, secret = _sent_with_a_file(citizen)
    citizen.post("/tra-cuu", code=code, secret=secret)
    address = re.search(r'href="(/tra-cuu/[^"]*/tep/\d+)"', citizen.client.get(f"/tra-cuu?code={code}").text)
    assert address

    answer = citizen.client.get(address[1])

    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert province.test_client().get(address[1]).status_code == 404


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Flask]:
    url = str(request.getfixturevalue(request.param))
    app = web.build(url, tmp_path)
    yield app
    web.close(app)


def test_health_is_good_only_on_the_tables_this_program_knows(migrated: Flask) -> None:
    def health() -> tuple[int, object]:
        answer = migrated.test_client().get("/healthz")
        return answer.status_code, answer.json

    def change(statement: str) -> None:
        with migrated.app_context(), transaction() as session:
            session.execute(text(statement))

    not_migrated = (503, {"status": "error", "database": "not migrated"})

    assert health() == (200, {"status": "ok", "database": "ok"})
    change("UPDATE alembic_version SET version_num = '0000'")
    assert health() == not_migrated
    change("DROP TABLE alembic_version")
    assert health() == not_migrated


def test_health_says_that_the_database_does_not_answer(tmp_path: Path) -> None:
    app = web.build("postgresql://nobody@127.0.0.1:1/none", tmp_path)

    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.json) == (503, {"status": "error", "database": "unreachable"})
