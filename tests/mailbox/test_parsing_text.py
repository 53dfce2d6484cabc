from __future__ import annotations

import base64
import codecs
import quopri
import unicodedata
from email.header import Header

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.mailbox.parsing import parameters, people, words
from tests.mailbox.written import TEXT, letter, part, parts, raw, windows_1258

SUBJECT = "Đề nghị xã sửa đường vào thôn Đông vì bị ngập sau mỗi trận mưa"


@pytest.mark.parametrize(
    ("data", "declared"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode(), "UTF8"),
        (TEXT.encode(), "us-ascii"),
        (TEXT.encode(), "iso-8859-1"),
        (TEXT.encode(), "windows-1258"),
        (TEXT.encode(), "viscii"),
        (TEXT.encode(), "x-viet-tcvn"),
        (TEXT.encode(), "unknown-8bit"),
        (TEXT.encode(), "zlib_codec"),
        (unicodedata.normalize("NFD", TEXT).encode(), "utf-8"),
        (codecs.BOM_UTF8 + TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-16"), "utf-16"),
        (TEXT.encode("utf-16-le"), "utf-16le"),
        (TEXT.encode("utf-16-le"), "utf-16"),
        (TEXT.encode("utf-16-be"), "utf-16"),
        (TEXT.encode("utf-7"), "utf-7"),
        (TEXT.encode(), "utf-16"),
        (windows_1258(TEXT), "windows-1258"),
        (windows_1258(TEXT), "utf-8"),
        (windows_1258(TEXT), "us-ascii"),
        (windows_1258(TEXT), "iso-8859-1"),
        (windows_1258(TEXT), "tcvn-nonsense"),
    ],
)
@pytest.mark.parametrize("encoding", ["8bit", "base64", "quoted-printable"])
def test_text_is_read_whatever_its_charset_is_called(data, declared, encoding):
    encoded = {"base64": base64.encodebytes, "quoted-printable": quopri.encodestring}.get(encoding, bytes)(
        data
    )

    found = letter(
        raw(encoded, Content_Type=f"text/plain; charset={declared}", Content_Transfer_Encoding=encoding)
    )

    assert found.content == TEXT


def test_the_bytes_of_windows_1258_are_apart_before_they_are_read():
    assert len(windows_1258("ngập")) == 5


def test_one_bad_byte_spoils_one_letter_only():
    data = TEXT.encode().replace("ngập".encode(), b"ng\xe1\xbap", 1)

    assert letter(raw(data)).content == TEXT.replace("ngập", "ng\ufffdp", 1)


@pytest.mark.parametrize("charset", ["utf-8", "windows-1258"])
@pytest.mark.parametrize("letters", ["b", "q"])
def test_encoded_words_are_read(charset, letters):
    data = SUBJECT.encode() if charset == "utf-8" else windows_1258(SUBJECT)
    payload = base64.b64encode(data).decode() if letters == "b" else "".join(f"={byte:02X}" for byte in data)

    assert letter(raw(Subject=f"=?{charset}?{letters}?{payload}?=")).subject == SUBJECT


@pytest.mark.parametrize("cut", range(1, 40, 3))
def test_a_letter_cut_apart_between_two_encoded_words_is_read(cut):
    data = SUBJECT.encode()
    pieces = (base64.b64encode(piece).decode() for piece in (data[:cut], data[cut:]))

    assert letter(raw(Subject="\r\n ".join(f"=?utf-8?B?{piece}?=" for piece in pieces))).subject == SUBJECT


@given(st.text(min_size=1, max_size=150).map(lambda text: " ".join(text.split())).filter(bool))
def test_what_the_library_encodes_is_read(text):
    sent = text.encode("utf-8", "replace").decode().replace("\ufeff", "?")  # a byte order mark is no letter

    assert words.decode(Header(sent, "utf-8", maxlinelen=60).encode().replace("\n", "")) == sent


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        (SUBJECT, SUBJECT),
        (unicodedata.normalize("NFD", SUBJECT), SUBJECT),
        ("Re: =?utf-8?Q?=C4=90=C6=B0=E1=BB=9Dng?= hỏng", "Đường hỏng"),
        ("=?utf-8?Q?=C4=90=C6=B0?= =?utf-8?Q?=E1=BB=9Dng?= hỏng", "Đường hỏng"),
        ("=?utf-8?Q?=C4=90?= và =?utf-8?Q?=C4=90?=", "Đ và Đ"),
        ("=?utf-8*vi?Q?=C4=90=C6=B0=E1=BB=9Dng?=", "Đường"),
        ("=?utf-8?Q?=C4=90?", "=?utf-8?Q?=C4=90?"),
        ("=?iso-8859-1?Q?=C4=90=C6=B0=E1=BB=9Dng?=", "Đường"),
        ("=?x-nonsense?B?xJDGsOG7nW5n?=", "Đường"),
        ("Trả lời: FW: TL: Đường hỏng", "Đường hỏng"),
        ("Reo hò ầm ĩ", "Reo hò ầm ĩ"),
        ("Đường\thỏng\r\n\t nặng", "Đường hỏng nặng"),
        ("\u202eĐường\u200b hỏng\x07", "Đường hỏng"),
    ],
)
def test_the_subject_is_read_and_cleaned(typed, read):
    assert letter(raw(Subject=typed)).subject == read


def test_a_subject_in_raw_windows_1258_is_read():
    assert letter(raw(Subject=windows_1258(SUBJECT))).subject == SUBJECT


@pytest.mark.parametrize("subject", [None, "", "Re: ", "=?utf-8?Q??="])
def test_a_letter_without_subject_is_about_its_first_sentence(subject):
    assert letter(raw(f"{TEXT} Mong xã sửa.", Subject=subject)).subject == TEXT.rstrip(".")


def test_a_long_subject_is_cut_at_a_word():
    subject = letter(raw(Subject="đường ngập " * 50)).subject

    assert len(subject) <= 200
    assert subject.endswith(("đường…", "ngập…"))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("an@dan.example", [("", "an@dan.example")]),
        ("An <AN@Dan.Example>", [("An", "an@dan.example")]),
        ('"Nguyễn, Văn An" <an@dan.example>', [("Nguyễn, Văn An", "an@dan.example")]),
        ("an@dan.example (Văn An)", [("Văn An", "an@dan.example")]),
        ('"a@b.example" <an@dan.example>', [("a@b.example", "an@dan.example")]),
        ("A <a@dan.example>, b@dan.example", [("A", "a@dan.example"), ("", "b@dan.example")]),
        ("Nhóm: a@dan.example, B <b@dan.example>;", [("", "a@dan.example"), ("B", "b@dan.example")]),
        ("=?utf-8?Q?Nguy=E1=BB=85n=2C_An?= <an@dan.example>", [("Nguyễn, An", "an@dan.example")]),
        ('"Mở ngoặc <an@dan.example>', [("Mở ngoặc", "an@dan.example")]),
        ("An <an@dan.example", [("An", "an@dan.example")]),
        ("An (xóm (trên)) <an@dan.example>", [("An", "an@dan.example")]),
        ("an @ dan.example", [("", "an@dan.example")]),
        ("undisclosed-recipients:;", []),
        ("an", []),
        ("<>", []),
        ("an@", []),
        ("an@.example", []),
        ("a" * 250 + "@dan.example", []),
    ],
)
def test_people_are_read_from_headers(typed, expected):
    assert [(person.name, person.address) for person in people.people(typed)] == expected


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("attachment; filename=don.pdf", "don.pdf"),
        ('attachment; filename="đơn thư.pdf"', "đơn thư.pdf"),
        ("attachment; filename*=utf-8''%C4%91%C6%A1n.pdf", "đơn.pdf"),
        ("attachment; filename*0*=utf-8''%C4%91%C6;\r\n filename*1*=%A1n; filename*2=.pdf", "đơn.pdf"),
        ("attachment; filename*1=b.pdf; filename*0=a", "ab.pdf"),
        ('attachment; filename="=?utf-8?B?xJHGoW4=?=.pdf"', "đơn.pdf"),
        ("attachment; filename*=nonsense'vi'%C4%91%C6%A1n.pdf", "đơn.pdf"),
        (r'attachment; filename="a \"b\".pdf"', 'a "b".pdf'),
        ("attachment; filename*=utf-8''a%0D%0Ab.pdf", "a b.pdf"),
    ],
)
def test_file_names_are_read(typed, name):
    files = letter(parts(part(TEXT), part("mau", "application/pdf", Content_Disposition=typed))).attachments

    assert [file.name for file in files] == [name]


def test_parameters_that_are_nonsense_are_passed_over():
    assert parameters.read("TEXT/Plain; ;=; charset; x=1; **=2")[1] == {"x": "1"}


@pytest.mark.parametrize("end", [b"\r\n", b"\n", b"\r"])
@pytest.mark.parametrize(
    "before", [b"", b"\r\n", codecs.BOM_UTF8, b"From an@dan.example Mon Nov 16 09:12:00 2026\n"]
)
def test_line_ends_and_what_files_put_before_a_mail_do_not_matter(end, before):
    if before.startswith(b"From") and end == b"\r":
        before = before.replace(b"\n", b"\r")
    found = letter(before + raw(f"{TEXT}{end.decode()}Hết.", end=end))

    assert (found.sender, found.content) == ("an@dan.example", f"{TEXT}\nHết.")


def test_flowed_text_is_whole_again():
    flowed = raw(
        "Đường vào thôn \r\nbị ngập.\r\nHết.", Content_Type="text/plain; charset=utf-8; format=flowed"
    )

    assert letter(flowed).content == "Đường vào thôn bị ngập.\nHết."


def test_japanese_is_read_though_it_looks_like_ascii():
    data = raw("ご連絡".encode("iso2022_jp"), Content_Type="text/plain; charset=iso-2022-jp")

    assert letter(data).content == "ご連絡"


def test_blanks_at_the_end_of_a_quoted_printable_line_do_not_count():
    data = raw("bi= \r\n=CC=A3 =\t\r\nnga", Content_Transfer_Encoding="quoted-printable")

    assert letter(data).content == "bị nga"


@pytest.mark.parametrize("named", ["base64 (RFC 2045)", "BASE64;", '"base64"'])
def test_what_stands_around_the_name_of_an_encoding_does_not_matter(named):
    assert letter(raw("xJDGsOG7nW5n", Content_Transfer_Encoding=named)).content == "Đường"


@pytest.mark.parametrize("data", ["xJDGsOG7nW5n", "xJDGs\r\nOG7nW5n", "xJDGsOG7nW5n!!", "xJ*DGsO G7nW5nA"])
def test_broken_base64_is_read_as_far_as_it_goes(data):
    assert letter(raw(data, Content_Transfer_Encoding="base64")).content == "Đường"
