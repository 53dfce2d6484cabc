"""Files that come with a petition: taken one by one, refused by name, kept over an error."""

from __future__ import annotations

import io
import zipfile
from datetime import timedelta

import pytest
from flask import Flask

from pakn.kernel import clock, files
from tests.intake.citizen import FILLED, JPEG, NOW, PDF, Citizen, ask_supplement, kept, petitions

PNG = b"\x89PNG\r\n\x1a\n" + b"anh" * 20
DOC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"word" * 20
EXE = b"MZ\x90\x00" + b"chay" * 30


def zipped(*names: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        for name in names:
            archive.writestr(name, "nội dung")
    return held.getvalue()


DOCX = zipped("[Content_Types].xml", "word/document.xml")


def test_every_kind_that_is_promised_is_taken(province: Flask, citizen: Citizen) -> None:
    sent = [
        ("a.jpg", JPEG),
        ("b.JPEG", JPEG),
        ("c.png", PNG),
        ("d.pdf", PDF),
        ("đ.doc", DOC),
        ("e.docx", DOCX),
    ]

    code = citizen.sent(files=sent)

    assert kept(province, code).files == tuple(name for name, _ in sent)
    assert "kèm 6 tệp" in citizen.open(f"/bien-nhan/{code}").text


def test_files_survive_an_error_and_go_with_the_second_try(province: Flask, citizen: Citizen) -> None:
    assert citizen.send(files=[("giấy tờ.pdf", PDF), ("ảnh.jpg", JPEG)], subject="") == 422
    assert "Đã nhận, không phải chọn lại" in citizen.page.text
    assert len(citizen.page.fields["staged_files"]) == 2
    assert citizen.send(again=True, content="", files=[("thêm.png", PNG)]) == 422
    assert len(citizen.page.fields["staged_files"]) == 3

    code = citizen.sent(again=True)

    assert kept(province, code).files == ("giấy tờ.pdf", "ảnh.jpg", "thêm.png")


def test_a_file_ticked_to_be_left_out_is_left_out(province: Flask, citizen: Citizen) -> None:
    citizen.send(files=[("giữ.pdf", PDF), ("bỏ.jpg", JPEG)], subject="")
    unwanted = citizen.page.fields["staged_files"][1]

    code = citizen.sent(again=True, drop_files=unwanted)

    assert kept(province, code).files == ("giữ.pdf",)


@pytest.mark.parametrize(
    ("name", "body", "reason"),
    [
        ("phim.mov", b"\x00\x00\x00\x14ftypqt  ", "chỉ nhận ảnh, PDF và Word"),
        ("trang.html", b"<script>alert(1)</script>", "chỉ nhận ảnh, PDF và Word"),
        ("khong-duoi", PDF, "chỉ nhận ảnh, PDF và Word"),
        ("trống.pdf", b"", "tệp trống"),
        ("virus.pdf", EXE, "nội dung không đúng với đuôi tệp"),
        ("trang.jpg", b"<html><script>alert(1)</script>", "nội dung không đúng với đuôi tệp"),
        ("nén.docx", zipped("virus.exe"), "nội dung không đúng với đuôi tệp"),
        ("hỏng.docx", b"PK\x03\x04hong", "nội dung không đúng với đuôi tệp"),
        ("ảnh.png", JPEG, "nội dung không đúng với đuôi tệp"),
        ("to.pdf", PDF + b"0" * files.MAX_BYTES, "lớn hơn 10 MB"),
    ],
)
def test_a_file_is_refused_by_name_with_the_reason_and_the_others_stay(
    province: Flask, citizen: Citizen, name: str, body: bytes, reason: str
) -> None:
    before = petitions(province)

    assert citizen.send(files=[("tốt.pdf", PDF), (name, body), ("tốt.jpg", JPEG)]) == 422

    assert citizen.page.summary == {"attachments": f"Tệp “{name}” không gửi được: {reason}."}
    assert len(citizen.page.fields["staged_files"]) == 2
    assert citizen.page.value("content") == FILLED["content"]
    assert petitions(province) == before
    assert kept(province, citizen.sent(again=True)).files == ("tốt.pdf", "tốt.jpg")


def test_every_refused_file_is_named_not_only_the_first(citizen: Citizen) -> None:
    assert citizen.send(files=[("a.mov", b"x"), ("b.pdf", b""), ("c.pdf", PDF)]) == 422

    for name in ("a.mov", "b.pdf"):
        assert f"Tệp “{name}” không gửi được" in citizen.page.text
    assert citizen.page.title.startswith("Còn 1 chỗ cần sửa")


def test_the_eleventh_file_is_refused_and_ten_stay(province: Flask, citizen: Citizen) -> None:
    many = [(f"{number}.pdf", PDF) for number in range(1, 13)]

    assert citizen.send(files=many) == 422

    assert "Tệp “11.pdf” không gửi được: mỗi phản ánh tối đa 10 tệp." in citizen.page.text
    assert "Tệp “12.pdf” không gửi được" in citizen.page.text
    assert len(citizen.page.fields["staged_files"]) == 10
    assert citizen.send(again=True, files=[("13.pdf", PDF)]) == 422
    assert len(kept(province, citizen.sent(again=True)).files) == 10


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("ảnh nhà.JPG", "ảnh nhà.JPG"),
        ("giâ\u0301y\u202e \x00tờ.pdf", "giấy tờ.pdf"),
        ("x" * 400 + ".pdf", "x" * 146 + ".pdf"),
    ],
)
def test_only_the_last_part_of_a_name_is_kept(
    province: Flask, citizen: Citizen, typed: str, shown: str
) -> None:
    body = JPEG if typed.endswith("JPG") else PDF

    assert kept(province, citizen.sent(files=[(typed, body)])).files == (shown,)


def test_files_come_with_a_supplement_too(province: Flask, citizen: Citizen) -> None:
    code = citizen.sent()
    ask_supplement(province, code)
    citizen.track(code=code, secret=citizen.secret(code))
    address = next(
        part for part in citizen.open(citizen.answer.location).html.split('"') if "/bo-sung/" in part
    )
    token = citizen.open(address).value("csrf_token")

    status = citizen.post(address, {"csrf_token": token}, files=[("sổ.pdf", PDF), ("x.exe", EXE)])
    assert status == 422
    assert set(citizen.page.summary) == {"content", "attachments"}
    hidden = {name: citizen.page.fields[name] for name in ("csrf_token", "staged_files")}
    assert citizen.post(address, hidden | {"content": "Đây là sổ."}) == 303

    assert kept(province, code).files == ("sổ.pdf",)


def test_a_form_left_open_for_two_days_still_brings_its_files(province: Flask, citizen: Citizen) -> None:
    hidden = citizen.tokens()
    clock.fix(NOW + timedelta(hours=49))

    code = citizen.sent(**hidden, files=[("giấy.pdf", PDF)])

    assert kept(province, code).files == ("giấy.pdf",)
