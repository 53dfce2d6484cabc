"""Forms and tables as people fill them in, and the tables that tell of others."""

from __future__ import annotations

import pytest

from pakn.mailbox.parsing import layout
from pakn.mailbox.parsing.details import understand
from pakn.mailbox.parsing.html import to_text
from pakn.mailbox.parsing.plain import plain

STORY = "Đường vào thôn Đông bị ngập sau mỗi trận mưa, đi lại rất khó."


def table(*rows: tuple[str, ...], inside: str = "{}") -> str:
    """An HTML table; `inside` is what a program puts around the text of a cell."""
    cells = ("".join(f"<td>{inside.format(cell)}</td>" for cell in row) for row in rows)
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in cells) + "</table>"


ROWS = (("Họ và tên", "Lý Thị Hoa"), ("Địa chỉ", "Bản Nà Pán, xã Đông"), ("Điện thoại", "0912345678"))
PAGES = {
    "two columns": table(*ROWS),
    "with colons": table(*((f"{asked}:", answer) for asked, answer in ROWS)),
    "numbered": table(*((str(number), *row) for number, row in enumerate(ROWS, 1))),
    "Word's": table(*ROWS, inside="<p class=MsoNormal>{}</p>"),
    "an editor's": table(*ROWS, inside="<div>{}</div>"),
    "questions above": table(*zip(*ROWS, strict=True)),
    "two questions in a row": table((*ROWS[0], *ROWS[2]), ROWS[1]),
    "within a table": table(*((table(row),) for row in ROWS)),
    "a list": "<dl>" + "".join(f"<dt>{asked}</dt><dd>{answer}</dd>" for asked, answer in ROWS) + "</dl>",
}
TEXTS = {
    "answers on the next line": "Họ và tên:\nLý Thị Hoa\n\nĐịa chỉ:\n\nBản Nà Pán, xã Đông\nĐiện thoại:\n0912345678",
    "dotted lines": "Họ tên:....Lý Thị Hoa....\nĐịa chỉ:……Bản Nà Pán, xã Đông………………\nĐiện thoại:....0912345678....",
    "drawn": "| Họ và tên | Lý Thị Hoa |\n| Địa chỉ | Bản Nà Pán, xã Đông |\n| Điện thoại | 0912345678 |",
    "tabs": "Họ và tên\tLý Thị Hoa\nĐịa chỉ\tBản Nà Pán, xã Đông\nĐiện thoại\t0912345678",
    "no signs": "Họ và tên Lý Thị Hoa\nĐịa chỉ Bản Nà Pán, xã Đông\nSĐT 0912345678",
    "two languages": "Họ tên / Full name: Lý Thị Hoa\nĐịa chỉ / Address: Bản Nà Pán, xã Đông\nĐT: 0912345678",
    "with hints": "Họ & tên: Lý Thị Hoa\nĐịa chỉ (thôn, xã): Bản Nà Pán, xã Đông\nSĐT (bắt buộc): 0912345678",
    "blanks that do not break": "Họ tên:\u00a0Lý Thị Hoa\nĐ/c:\u00a0Bản Nà Pán, xã Đông\nĐT:\u00a00912\u00a0345678",
    "wide signs": "Họ tên：Lý Thị Hoa\nĐịa chỉ：Bản Nà Pán, xã Đông\nĐiện thoại：０９１２３４５６７８",
    "a body's": "Tổ chức: Hội Nông dân\nNgười đại diện: Lý Thị Hoa\nĐ/c: Bản Nà Pán, xã Đông\nTel: 0912345678",
    "two numbers": "Họ tên: Lý Thị Hoa\nHKTT: Bản Nà Pán, xã Đông\nSĐT: 0912345678/0987654321",
}
OTHERS = {
    "announced": f"<p>Thông tin người vi phạm:</p>{table(*ROWS)}",
    "announced, as Word has it": f"<p>Thông tin người bị phản ánh</p>{table(*ROWS, inside='<p>{}</p>')}",
    "a list of one": f"<p>Danh sách các hộ lấn chiếm:</p>{table(*zip(*ROWS, strict=True))}",
    "a list of one that something introduces": f"<p>Hộ lấn đất như sau:</p>{table(*zip(*ROWS, strict=True))}",
    "a list of several": table(*zip(*ROWS, strict=True), ("Lê Văn Sửu", "Thôn Hạ", "0987654321")),
    "questions alone": table(tuple(asked for asked, _ in ROWS)),
    "not filled in": "Họ và tên:<br>Địa chỉ:<br>Điện thoại:<br>Nội dung:",
    "dotted lines": "Họ và tên:..........<br>Địa chỉ:..........<br>Điện thoại:..........",
    "answers on the next line": "Người vi phạm:<br>Họ và tên:<br>Lý Thị Hoa<br>Điện thoại:<br>0912345678",
}


def understood(text: str) -> tuple[str, str, str]:
    found = understand(text, "")
    return found.full_name, found.address, found.phone


@pytest.mark.parametrize("shape", PAGES)
@pytest.mark.parametrize("order", ["{form}<p>{story}</p>", "<p>{story}</p>{form}"])
def test_a_table_of_a_page_is_understood(shape, order):
    page = to_text(order.format(form=PAGES[shape], story=STORY)).own

    assert understood(page) == ("Lý Thị Hoa", "Bản Nà Pán, xã Đông", "+84912345678")


def test_a_signature_beside_a_picture_is_understood():
    signature = table(("<img src=x>", "Lý Thị Hoa<br>Bản Nà Pán, xã Đông<br>M: 0912345678"))

    assert understood(to_text(f"<p>{STORY}</p>{signature}").own) == (
        "Lý Thị Hoa",
        "Bản Nà Pán, xã Đông",
        "+84912345678",
    )


@pytest.mark.parametrize("shape", TEXTS)
def test_a_form_is_understood(shape):
    assert understood(f"{TEXTS[shape]}\n\n{STORY}") == ("Lý Thị Hoa", "Bản Nà Pán, xã Đông", "+84912345678")


@pytest.mark.parametrize("shape", OTHERS)
def test_a_table_about_others_or_about_nobody_is_left_out(shape):
    assert understood(to_text(f"<p>{STORY}</p>{OTHERS[shape]}<p>{STORY}</p>").own) == ("", "", "")


def test_cells_are_told_apart_and_empty_ones_left_out():
    page = "<table><tr><td> </td><td>một</td><td></td><td>hai</td></tr></table>"

    assert to_text(page).own == "một | hai"


def test_a_letter_that_follows_an_empty_question_is_no_answer():
    assert list(layout.lines(f"Địa chỉ:\n\n{STORY}")) == ["Địa chỉ:", STORY]


def test_a_greeting_is_a_line_of_its_own():
    text = "Kính gửi anh chị,\nEm tên Trần Hoài Nam ở hẻm 45, khu phố 6 ạ."

    assert understand(text, "").address == "hẻm 45, khu phố 6"


@pytest.mark.parametrize(
    "text", ["|" * 5_000, "a\t" * 5_000, "." * 5_000, "Họ tên:\n" * 2_000, "a|b\n" * 2_000]
)
def test_lines_of_any_kind_are_read(text):
    assert all(len(plain(line)) <= 2_000 for line in layout.lines(text))
