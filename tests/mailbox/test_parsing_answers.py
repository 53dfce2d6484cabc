from __future__ import annotations

import pytest

from pakn.mailbox.letters import Understood
from pakn.mailbox.parsing import answered

ALL = frozenset({"full_name", "address", "phone"})
PLACE = "thôn Nam, xã Sơn Lâm"
FULL = {
    f"Nguyễn Thị An\n0912000017\n{PLACE}": ("Nguyễn Thị An", PLACE),
    f"{PLACE}\nNguyễn Thị An\n+84 912 000 017": ("Nguyễn Thị An", PLACE),
    f"Nguyễn Thị An, {PLACE}, 0912000017": ("Nguyễn Thị An", PLACE),
    f"Nguyễn Thị An - 0912000017 - {PLACE}": ("Nguyễn Thị An", PLACE),
    f"1. Nguyễn Thị An\n2. {PLACE}\n3. 0912.000.017": ("Nguyễn Thị An", PLACE),
    "nguyen thi an\nthon nam xa son lam\n0084912000017": ("nguyen thi an", "thon nam xa son lam"),
    "Tôi gửi bổ sung:\nTran Thi Hoa\n0912 000 017\nSo 5 ngo 7 duong Le Loi": (
        "Tran Thi Hoa",
        "So 5 ngo 7 duong Le Loi",
    ),
    f"Họ tên: Nguyễn Thị An\nĐịa chỉ: {PLACE}\nĐiện thoại: 0912000017": ("Nguyễn Thị An", PLACE),
}
PLACES = {
    "Số nhà 5, thôn Đông, xã Sơn Lâm": "Số nhà 5, thôn Đông, xã Sơn Lâm",
    "thôn Nam": "thôn Nam",
    "xom 3": "xom 3",
    "12 Lê Lợi": "12 Lê Lợi",
    "Đường Trần Phú": "Đường Trần Phú",
    "Tôi ở thôn Nam, xã Sơn Lâm": PLACE,
    "Địa chỉ thôn 3 xã Sơn Lâm": "thôn 3 xã Sơn Lâm",
}
NOTHING = (
    "Vâng, tôi sẽ gửi sau.",
    "Vâng ạ",
    "Xin cảm ơn",
    "Tôi sẽ gửi địa chỉ thôn 3 sau",
    "Đường hỏng nặng lắm",
    "Thôn tôi ngập",
    "Thôn Đông, xã Sơn Lâm phải không?",
    "Ông Lê Văn Tám\n0911111111\nthôn Đông",
    "Tôi tố cáo ông Lê Văn Tám\n0911111111\nthôn Đông, xã Sơn Lâm",
)


@pytest.mark.parametrize("text", FULL)
def test_bare_lines_answer_what_was_asked(text):
    name, place = FULL[text]

    assert answered(text, ALL) == Understood(full_name=name, address=place, phone="+84912000017")


@pytest.mark.parametrize("text", PLACES)
def test_a_short_reply_is_the_address_when_it_looks_like_one(text):
    assert answered(text, frozenset({"address"})).address == PLACES[text]


@pytest.mark.parametrize("text", NOTHING)
def test_what_answers_nothing_is_not_taken(text):
    assert answered(text, ALL) == Understood()


def test_only_what_was_asked_for_is_read_from_bare_lines():
    found = answered(f"Nguyễn Thị An\n{PLACE}", frozenset({"address"}))

    assert found.address == PLACE
    assert answered("Xuân Hoa\nthôn Nam", frozenset({"full_name"})).address == ""


def test_a_sentence_with_the_name_answers():
    assert answered("Tôi tên là Nguyễn Văn Mới.", ALL) == Understood(full_name="Nguyễn Văn Mới")


def test_who_has_no_telephone_may_ask_for_letters():
    assert answered("liên hệ qua thư", ALL).contact_by_post
