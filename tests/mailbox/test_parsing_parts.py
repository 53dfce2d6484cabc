from __future__ import annotations

import base64

import pytest

from pakn.mailbox.letters import Unusable
from pakn.mailbox.parsing import parse
from tests.mailbox.written import OURS, TEXT, body_of, letter, part, parts, raw

HTML = "text/html; charset=utf-8"
PAGE = f"<html><body><p>{TEXT}</p></body></html>"


def _file(name: str, data: bytes = b"%PDF-1.4 mau", kind: str = "application/pdf", **headers: str) -> bytes:
    headers = {"Content_Disposition": f'attachment; filename="{name}"', **headers}
    return part(base64.encodebytes(data), kind, Content_Transfer_Encoding="base64", **headers)


def _multipart(kind: str, *inner: bytes, boundary: str) -> bytes:
    return part(body_of(*inner, boundary=boundary), f"multipart/{kind}; boundary={boundary}")


def test_plain_text_goes_before_html():
    assert letter(parts(part(TEXT), part("<p>khác</p>", HTML), kind="alternative")).content == TEXT


def test_html_is_read_when_the_plain_text_says_nothing():
    assert letter(parts(part(" \r\n"), part(PAGE, HTML), kind="alternative")).content == TEXT


def test_html_alone_is_read():
    assert letter(raw(PAGE, Content_Type=HTML)).content == TEXT


def test_texts_and_files_are_found_however_deep():
    inner = _multipart(
        "alternative", part(TEXT), _multipart("related", part(PAGE, HTML), boundary="c"), boundary="b"
    )

    found = letter(
        parts(_multipart("mixed", inner, _file("a.pdf"), boundary="x"), _file("b.pdf"), part("Hết."))
    )

    assert found.content == f"{TEXT}\n\nHết."
    assert [file.name for file in found.attachments] == ["a.pdf", "b.pdf"]
    assert found.attachments[0].data == b"%PDF-1.4 mau"


@pytest.mark.parametrize("pointer", ["Vui lòng xem bản HTML.", "Please use an HTML compatible email viewer!"])
def test_a_text_that_only_points_to_the_page_gives_way_to_it(pointer):
    assert letter(parts(part(pointer), part(PAGE, HTML), kind="alternative")).content == TEXT


def test_files_within_an_alternative_are_found():
    with_file = _multipart("mixed", part(PAGE, HTML), _file("a.pdf"), boundary="b")

    found = letter(parts(part(TEXT), with_file, kind="alternative"))

    assert (found.content, [file.name for file in found.attachments]) == (TEXT, ["a.pdf"])


def test_a_text_file_is_no_text_of_the_letter():
    found = letter(
        parts(part(TEXT), part("ghi chú", Content_Disposition='attachment; filename="ghi-chu.txt"'))
    )

    assert found.content == TEXT
    assert [(file.name, file.data) for file in found.attachments] == [("ghi-chu.txt", "ghi chú".encode())]


def _with_picture(size: int, page: str) -> bytes:
    picture = _file(
        "anh.png", b"\x89PNG" + bytes(size), "image/png", Content_ID="<anh1>", Content_Disposition="inline"
    )
    return parts(part(page, HTML), picture, kind="related")


def test_the_logo_in_a_signature_is_no_attachment():
    assert letter(_with_picture(100, f"{PAGE}<img src='cid:anh1'>")).attachments == ()


@pytest.mark.parametrize(("size", "page"), [(6000, f"{PAGE}<img src='cid:anh1'>"), (100, PAGE)])
def test_other_pictures_within_the_text_are_kept(size, page):
    assert len(letter(_with_picture(size, page)).attachments) == 1


def test_a_mail_sent_on_as_an_attachment_is_read():
    enclosed = parts(part("Đơn của bố tôi."), _file("don.pdf"))

    found = letter(parts(part("Xin chuyển."), part(enclosed, "message/rfc822")))

    assert found.full_text == "Xin chuyển.\n\nĐơn của bố tôi."
    assert [file.name for file in found.attachments] == ["don.pdf"]


@pytest.mark.parametrize(
    "kind", ["application/pkcs7-signature; name=smime.p7s", "application/pgp-signature; name=signature.asc"]
)
def test_a_signature_is_no_attachment(kind):
    found = letter(parts(part(TEXT), part("c2lnbmVk", kind, Content_Disposition="attachment"), kind="signed"))

    assert (found.content, found.attachments) == (TEXT, ())


def test_a_text_signed_in_place_is_read_without_its_signature():
    begin, end = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256",
        "-----BEGIN PGP SIGNATURE-----\r\n\r\nabc",
    )
    signed = f"{begin}\r\n\r\n{TEXT}\r\n{end}"

    assert letter(raw(signed)).content == TEXT


@pytest.mark.parametrize(
    "data",
    [
        parts(
            part("Version: 1", "application/pgp-encrypted"),
            part("x", "application/octet-stream"),
            kind="encrypted",
        ),
        raw("MIIB", Content_Type="application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m"),
        raw("-----BEGIN PGP MESSAGE-----\r\n\r\nabc\r\n-----END PGP MESSAGE-----"),
    ],
)
def test_an_encrypted_mail_cannot_be_used(data):
    parsed = parse(data, OURS)

    assert isinstance(parsed, Unusable)
    assert (parsed.reason, parsed.sender) == ("encrypted", "an@dan.example")


def test_an_invitation_is_neither_text_nor_file():
    found = letter(
        parts(part(TEXT), part("BEGIN:VCALENDAR", "text/calendar; method=REQUEST"), kind="alternative")
    )

    assert (found.content, found.attachments) == (TEXT, ())


def test_a_winmail_dat_is_kept_as_a_file():
    found = letter(parts(part(TEXT), _file("winmail.dat", b"\x78\x9f\x3e\x22", "application/ms-tnef")))

    assert [file.name for file in found.attachments] == ["winmail.dat"]


@pytest.mark.parametrize(
    "data",
    [
        raw(body_of(part(TEXT)), Content_Type="multipart/mixed"),
        raw(body_of(part(TEXT)).replace(b"--ranh--", b""), Content_Type="multipart/mixed; boundary=ranh"),
        raw(TEXT, Content_Type="multipart/mixed; boundary=khac"),
        raw(
            b"preamble\r\n" + body_of(part(TEXT)) + b"epilogue",
            Content_Type='multipart/mixed; boundary="ranh"',
        ),
        raw(TEXT, Content_Type="nonsense"),
        raw(TEXT, Content_Type=None),
    ],
)
def test_a_mail_put_together_wrongly_is_read(data):
    assert letter(data).content == TEXT


def test_a_longer_boundary_is_not_taken_for_its_beginning():
    inner = _multipart("alternative", part(TEXT), part("<p>khác</p>", HTML), boundary="ranh-trong")

    assert letter(parts(inner, part("Hết."))).content == f"{TEXT}\n\nHết."


def test_a_picture_without_words_is_a_letter():
    found = letter(parts(_file("anh.jpg", b"\xff\xd8\xff", "image/jpeg")))

    assert (found.content, len(found.attachments)) == ("", 1)
