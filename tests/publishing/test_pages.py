"""The public list and the public page: found with and without marks, and nothing on them that is not public."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import quote

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient

from pakn.handling import verbs
from pakn.intake.submission import shown_phone
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.kernel.files import StoredFile
from pakn.petitions import queries as petition_queries
from pakn.petitions import service as petitions
from tests import sample
from tests.publishing.answering import approved

ODD_QUERIES = [
    "nam=abc",
    "nam=²⁰²⁶",
    "nam=0000",
    "nam=9999",
    "nam=-202",
    "trang=-1",
    "trang=0",
    "trang=1.5",
    "trang=٣",
    "trang=99999999999999",
    "trang=" + "9" * 5000,
    "linh_vuc=%00",
    "linh_vuc=dat_dai%00",
    "linh_vuc=" + "x" * 3000,
    "ket_qua=%00x",
    "ket_qua=" + "é" * 2000,
    "q=%00",
    "q=%25",
    "q=_",
    "q=%27%22%3B--",
    "q=%5C",
    "q=%FF%FE",
    "q=%F0%9F%98%80",
    "q=%ED%A0%80",
    "q=" + "a+" * 3000,
    "q=" + quote("đ" * 4000),
    "q=%E2%80%AE",
    "don-vi=%00",
    "nam=2026&nam=2025&q=a&q=b",
]


NO_NUMBERS = [
    "0",
    "-1",
    "abc",
    "%00",
    "1%00",
    "PAKN-2026-000001-A",
    str(2**31),
    str(2**61),
    "9" * 30,
    "9" * 5000,
]


@pytest.fixture
def visitor(site: Flask) -> FlaskClient:
    """Somebody without a name."""
    return site.test_client()


@pytest.mark.parametrize("query", ODD_QUERIES, ids=lambda query: query[:24])
def test_no_address_breaks_the_list(visitor: FlaskClient, query: str) -> None:
    assert visitor.get(f"/ket-qua?{query}").status_code == 200


@pytest.mark.parametrize("number", NO_NUMBERS, ids=lambda number: number[:20])
def test_a_number_that_is_none_is_not_found(visitor: FlaskClient, number: str) -> None:
    assert visitor.get(f"/ket-qua/{number}").status_code == 404


FULL = {
    "full_name": "Nguyễn Thị Người Gửi",
    "phone": "+84912345678",
    "email": "nguoi-gui@dan.example",
    "content": f"Tôi là Nguyễn Thị Người Gửi, gọi 0912 345 678. {sample.LAND}",
}


@pytest.fixture(scope="module")
def results(province: Flask) -> dict[str, tuple[str, int]]:
    """Code and public number of a result in each state, with an attachment, kept for this module."""
    clock.fix(datetime(2026, 3, 2, 2, tzinfo=UTC))
    made = {}
    with province.app_context(), transaction() as session:
        for name in ("draft", "private", "public", "named"):
            petition, shown = approved(session, publish_name=name == "named", **FULL)
            file = _paper(f"khoa-{name}")
            session.add(file)
            petitions.attach(session, petition, [file], clock.now())
            office = sample.acting(session, petition, "dong-vp")
            if name == "private":
                verbs.keep_private(session, petition, reason="Lý do kín", by=office, now=clock.now())
            elif name != "draft":
                verbs.publish(session, petition, by=office, now=clock.now())
            made[name] = (petition.code, shown.number)
    return made


def _paper(key: str) -> StoredFile:
    """A file the sender had attached."""
    return StoredFile(
        key=key,
        name="giay-to-cua-toi.pdf",
        size=1,
        media_type="application/pdf",
        sha256="0" * 64,
        created_at=clock.now(),
    )


@pytest.mark.parametrize("state", ["draft", "private"])
def test_what_is_not_public_is_neither_listed_nor_reachable(
    visitor: FlaskClient, results: dict[str, tuple[str, int]], state: str
) -> None:
    code, number = results[state]

    assert visitor.get(f"/ket-qua/{number}").status_code == 404
    listed = visitor.get("/ket-qua").get_data(as_text=True)
    assert f"/ket-qua/{number}" not in listed
    assert code not in listed
    assert "Lý do kín" not in listed
    home = visitor.get("/").get_data(as_text=True)
    assert f'/ket-qua/{number}"' not in home


def test_the_public_page_says_what_was_asked_and_answered_and_nothing_that_leads_to_the_sender(
    visitor: FlaskClient, results: dict[str, tuple[str, int]]
) -> None:
    code, number = results["public"]

    answer = visitor.get(f"/ket-qua/{number}")
    page = answer.get_data(as_text=True)

    assert answer.status_code == 200
    assert "Xã đã kiểm tra và trả kết quả." in page
    assert "sổ đỏ" in page
    secrets = [
        code,
        code[5:-2],
        *FULL.values(),
        shown_phone(FULL["phone"]),
        "345 678",
        "giay-to",
        "khoa-public",
    ]
    for secret in (*secrets, "Thôn Một", "⟦", "Trần Đông"):
        assert secret not in page, secret
    listed = visitor.get("/ket-qua").get_data(as_text=True)
    assert f"/ket-qua/{number}" in listed
    for secret in (*secrets, "⟦"):
        assert secret not in listed, secret


def test_the_sender_s_name_stands_there_when_they_agreed_and_their_code_never(
    visitor: FlaskClient, results: dict[str, tuple[str, int]]
) -> None:
    code, number = results["named"]

    page = visitor.get(f"/ket-qua/{number}").get_data(as_text=True)

    assert page.count("Nguyễn Thị Người Gửi") == 1
    assert code not in page
    assert "0912 345 678" not in page


def test_public_numbers_are_no_codes_and_codes_open_nothing(
    visitor: FlaskClient, results: dict[str, tuple[str, int]]
) -> None:
    for code, _number in results.values():
        assert visitor.get(f"/ket-qua/{code}").status_code == 404
        assert visitor.get(f"/ket-qua/{code[10:16]}00").status_code == 404
    assert len({number for _code, number in results.values()}) == len(results)


def test_attachments_of_a_public_result_open_for_nobody(
    site: Flask, visitor: FlaskClient, results: dict[str, tuple[str, int]]
) -> None:
    code, number = results["public"]
    with site.app_context():
        attachment_id = petition_queries.by_code(reading(), code).attachments[0].id
    with site.test_request_context():
        address = url_for("citizen.attachment", code=code, attachment_id=attachment_id)
    visitor.get(f"/ket-qua/{number}")

    assert visitor.get(address).status_code == 404


def test_what_was_typed_comes_back_as_text(visitor: FlaskClient) -> None:
    page = visitor.get("/ket-qua?q=%3Cscript%3Ealert(1)%3C/script%3E%22").get_data(as_text=True)

    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page
