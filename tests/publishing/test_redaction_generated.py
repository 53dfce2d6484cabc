"""Redaction against generated texts: no planted secret survives, nothing breaks it, and once is enough."""

from __future__ import annotations

import random
import unicodedata

import phonenumbers
from hypothesis import given, settings
from hypothesis import strategies as st

from pakn.kernel.text import fold
from pakn.publishing.redaction import What, marker, redact
from tests.publishing.named import ADDRESS, NAMES

PROSE = (
    "Tôi kính đề nghị xã xem xét việc cấp giấy chứng nhận quyền sử dụng đất, vì đã nộp hồ sơ từ tháng 3 mà chưa có kết"
    " quả. Đường liên thôn hỏng; nước không thoát: mưa là ngập! Ngày 03/11/2026 nộp 500.000 đồng theo 20/2008/NĐ-CP ."
)
prose = st.lists(st.sampled_from(PROSE.split()), max_size=12).map(" ".join)
separators = st.sampled_from(["", " ", ".", "-", " - ", "–", "\u00a0", "/", "\n", "  "])


def _in_groups(digits: str, sizes: list[int], separator: str) -> str:
    groups, left = [], digits
    for size in sizes:
        groups.append(left[:size])
        left = left[size:]
    return separator.join(group for group in [*groups, left] if group)


@st.composite
def phones(draw: st.DrawFn) -> str:
    digits = "0" + draw(st.sampled_from("35789")) + draw(st.text("0123456789", min_size=8, max_size=8))
    written = _in_groups(
        digits,
        draw(st.sampled_from([[], [4, 3], [3, 3], [2, 2, 2, 2], [1] * 9, [4, 2, 2]])),
        draw(separators),
    )
    if draw(st.booleans()):
        written = draw(st.sampled_from(["+84", "+84 ", "84", "0084", "(+84) "])) + written[1:]
    if draw(st.booleans()):
        written = written.translate({ord("0") + n: ord("０") + n for n in range(10)})
    elif draw(st.booleans()):
        written = written.replace("0", draw(st.sampled_from("oO0")))
    return written


@st.composite
def papers(draw: st.DrawFn) -> str:
    kind = draw(st.sampled_from(["cccd", "cmnd", "passport"]))
    if kind == "passport":
        return draw(st.sampled_from("ABCNP")) + draw(st.text("0123456789", min_size=7, max_size=7))
    digits = "0" + draw(st.text("0123456789", min_size=11, max_size=11))
    if kind == "cmnd":
        digits = draw(st.sampled_from("123")) + draw(st.text("0123456789", min_size=8, max_size=8))
    sizes = draw(st.sampled_from([[], [3, 3, 3], [1] * 12, [4, 4]]))
    return _in_groups(digits, sizes, draw(st.sampled_from(["", " ", ".", "-"])))


@st.composite
def mails(draw: st.DrawFn) -> str:
    local = draw(st.from_regex(r"[a-z][a-z0-9]{1,8}([._-][a-z0-9]{1,6})?", fullmatch=True))
    at = draw(st.sampled_from(["@", " @ ", "(at)", " (at) ", "[at]", " [@] ", "＠"]))
    domain = draw(st.sampled_from(["gmail", "yahoo", "xabinhminh", "mail-1"]))
    dot = draw(st.sampled_from([".", " . ", "[dot]", "(.)"]))
    return local + at + domain + dot + draw(st.sampled_from(["com", "vn", "com.vn"]))


@st.composite
def people(draw: st.DrawFn) -> tuple[str, str]:
    """A listed name and a way of writing it."""
    name = " ".join(
        [
            draw(st.sampled_from(["Nguyễn", "Trần", "Đặng", "Lê", "Hoàng", "Vũ"])),
            *draw(st.lists(st.sampled_from(["Văn", "Thị", "Đức", "Thu", "Quốc"]), min_size=1, max_size=2)),
            draw(st.sampled_from(["Bình", "Hòa", "Đạt", "Nhung", "Ước", "Yến"])),
        ]
    )
    way = draw(st.sampled_from(["same", "upper", "lower", "bare", "decomposed"]))
    written = {
        "same": name,
        "upper": name.upper(),
        "lower": name.lower(),
        "bare": fold(name),
        "decomposed": unicodedata.normalize("NFD", name),
    }[way]
    return name, written.replace(" ", draw(st.sampled_from([" ", "  ", "\n", "\u00a0", "-"])))


def _readable(before: str, secret: str, after: str, names: tuple[str, ...] = ()) -> str:
    """The letters and digits of a planted secret that can still be read."""
    text = f"{before} {secret}, {after}"
    planted = range(len(before) + 1, len(before) + 1 + len(secret))
    hidden = {place for span in redact(text, names=names).spans for place in range(span.start, span.end)}
    return "".join(text[place] for place in planted if place not in hidden and text[place].isalnum())


@given(prose, phones(), prose)
def test_no_planted_telephone_number_survives(before: str, phone: str, after: str) -> None:
    assert _readable(before, phone, after) == ""


@given(prose, papers(), prose)
def test_no_planted_identity_number_survives(before: str, paper: str, after: str) -> None:
    assert _readable(before, paper, after) == ""


@given(prose, mails(), prose)
def test_no_planted_mail_address_survives(before: str, mail: str, after: str) -> None:
    assert _readable(before, mail, after) == ""


@given(prose, people(), prose)
def test_no_planted_name_survives(before: str, person: tuple[str, str], after: str) -> None:
    name, written = person

    assert _readable(before, written, after, names=(name,)) == ""


@given(prose, st.one_of(phones(), papers(), mails(), people().map(lambda person: person[1])), prose)
def test_redacting_again_changes_nothing(before: str, secret: str, after: str) -> None:
    once = redact(f"{before} {secret} {after}", names=NAMES, addresses=[ADDRESS]).text

    again = redact(once, names=NAMES, addresses=[ADDRESS])

    assert again.text == once
    assert again.spans == ()


shards = st.sampled_from(
    [
        "0",
        "9",
        "12",
        "345",
        "o",
        " ",
        ".",
        "/",
        "-",
        "@",
        "at",
        "số",
        "ngõ",
        "tổ",
        "ông",
        "Bình",
        "Nguyễn",
        "Văn",
        "\n",
        "đường",
        "⟦",
        "⟧",
        "đã che ",
        "tên người",
        marker(What.NAME),
        "\u0301",
        "\u200b",
        "\ud800",
        "\ue000",
        "đồng",
        "stk",
        "Ký tên",
        "Trân trọng",
        "A",
        "PAKN",
        "2026",
        "０",
        "ﬁ",
        "½",
        "İ",
        "\x00",
        ",",
        ":",
    ]
)


@settings(max_examples=300)
@given(
    st.one_of(st.text(), st.lists(shards, max_size=30).map("".join), st.text(alphabet=st.characters())),
    st.lists(st.text(max_size=20), max_size=3),
    st.lists(st.text(max_size=30), max_size=2),
)
def test_any_text_is_redacted_without_an_error_and_stably(
    text: str, names: list[str], addresses: list[str]
) -> None:
    once = redact(text, names=names, addresses=addresses)

    assert redact(once.text, names=names, addresses=addresses).text == once.text
    shown_to = 0
    for span in once.spans:
        assert shown_to <= span.start < span.end <= len(text)
        shown_to = span.end


def test_example_numbers_of_viet_nam_are_hidden_in_every_standard_format() -> None:
    kinds = [phonenumbers.PhoneNumberType.MOBILE, phonenumbers.PhoneNumberType.FIXED_LINE]
    formats = [
        phonenumbers.PhoneNumberFormat.E164,
        phonenumbers.PhoneNumberFormat.INTERNATIONAL,
        phonenumbers.PhoneNumberFormat.NATIONAL,
        phonenumbers.PhoneNumberFormat.RFC3966,
    ]
    for kind in kinds:
        number = phonenumbers.example_number_for_type("VN", kind)
        assert number is not None
        for style in formats:
            written = phonenumbers.format_number(number, style)
            assert not any(char.isdigit() for char in redact(f"Gọi {written} nhé").text), written


def test_real_looking_numbers_of_every_mobile_prefix_are_hidden() -> None:
    chance = random.Random(7)
    for prefix in ("032", "039", "052", "056", "059", "070", "077", "081", "089", "090", "099"):
        number = prefix + "".join(chance.choice("0123456789") for _ in range(7))
        assert redact(number).text == marker(What.PHONE)
