from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.mailbox.parsing.html import to_text
from pakn.mailbox.parsing.quoting import trim

NEW = "Tôi xin bổ sung:\n\nđường ngập từ ngày 3/11, xe không qua được."
OLD = "Ủy ban nhân dân xã đã nhận phản ánh của ông."
US = "Xã Đông <pakn@xa.example>"
GMAIL = "Vào Th 2, 16 thg 11, 2026 vào lúc 09:12"
QUOTED = "\n".join(f"> {line}" for line in (OLD, "", "Trân trọng."))
REPLIES = {
    "Gmail in Vietnamese": f"{GMAIL} {US} đã viết:\n\n{QUOTED}",
    "Gmail over two lines": f"{GMAIL} Ủy ban nhân dân xã Đông\n<pakn@xa.example> đã viết:\n\n{QUOTED}",
    "Gmail over three lines": f"{GMAIL[:25]}\n{GMAIL[25:]} Xã Đông <\npakn@xa.example> đã viết:\n\n{QUOTED}",
    "Gmail in English": f"On Mon, Nov 16, 2026 at 9:12 AM {US} wrote:\n\n{QUOTED}",
    "Gmail from HTML, without signs": f"{GMAIL} {US} đã viết:\n\n{OLD}",
    "Apple in Vietnamese": f"Ngày 16 thg 11, 2026, lúc 09:12, {US} đã viết:\n\n{QUOTED}",
    "Apple in English": f"On 16 Nov 2026, at 09:12, {US} wrote:\n\n{QUOTED}",
    "Yahoo": f"Vào 09:12 Thứ Hai, 16 tháng 11, 2026, {US} đã viết:\n\n{OLD}",
    "Thunderbird": f"Vào 16/11/2026 09:12, Xã Đông đã viết:\n{QUOTED}",
    "Outlook in Vietnamese": f"Từ: {US}\nĐã gửi: Thứ Hai, 16/11/2026 9:12 SA\nTới: An\nChủ đề: Biên nhận\n\n{OLD}",
    "Outlook with a rule": f"{'_' * 32}\nTừ: Xã Đông\nĐã gửi: 16/11/2026\nĐến: An\nChủ đề: Biên nhận\n\n{OLD}",
    "Outlook in English": f"From: Xa Dong\nSent: Monday, November 16, 2026\nTo: An\nSubject: Bien nhan\n\n{OLD}",
    "Zimbra": f"----- Thư gốc -----\nTừ: Xã Đông\n\n{OLD}",
    "Outlook Express": f"-----Original Message-----\nFrom: Xa Dong\n\n{OLD}",
    "an older Gmail": f"2026-11-16 9:12 GMT+07:00 {US}:\n\n{QUOTED}",
    "a day of the week first": f"Thứ Hai, 16 thg 11, 2026 lúc 09:12 {US} đã viết:\n\n{QUOTED}",
    "Yahoo on a telephone": f"  Vào 09:12 Th 2, 16 thg 11, 2026, {US} đã viết:   {OLD}",
    "Yahoo on a telephone in English": f"  On Mon, Nov 16, 2026 at 9:12, {US} wrote:   {OLD}",
    "Zoho": f"---- On Mon, 16 Nov 2026 09:12:11 +0700 {US} wrote ---\n\n{QUOTED}",
    "Zoho in Vietnamese": f"---- Vào Thứ Hai, 16 thg 11 2026 09:12:11 +0700 {US} đã viết ----\n\n{QUOTED}",
    "an older Thunderbird": f"Trên 16/11/2026 lúc 09:12, {US} viết:\n{QUOTED}",
    "Samsung": f"-------- Tin nhắn gốc --------Từ: {US} Ngày: 16/11/2026  09:12  Đến: An Chủ đề: x\n{OLD}",
    "only signs": QUOTED,
}
SIGN_OFFS = (
    "Đã gửi từ iPhone của tôi",
    "Sent from my iPhone",
    "Được gửi từ điện thoại Samsung Galaxy",
    "Được gửi từ điện thoại thông minh Samsung Galaxy của tôi.",
    "Gửi từ Outlook cho Android",
    "Get Outlook for iOS",
    "Sent from Yahoo Mail on Android",
    "Đã gửi từ Yahoo Mail trên Android",
)
WRITTEN_BY_PEOPLE = (
    "Ngày 12 tháng 3 UBND xã đã viết:\nsẽ sửa đường trong quý này.\nNhưng đến nay chưa làm.",
    "Vào thôn phải qua cầu.\nCầu hỏng.",
    "Gửi từ thôn Đông, xã Yên Bình.",
    "Người gửi: Nguyễn Văn An\nĐịa chỉ: Thôn Đông\nĐiện thoại: 0912345678\nĐường hỏng.",
    "Từ: thôn Đông\nViệc sau đây kéo dài:\nđường hỏng.",
    "Đường hỏng -- rất nặng --\nmong xã sửa.",
    "Trước đây:\n--\nđường tốt\n" + "nay hỏng\n" * 20 + "hết.",
    "Việc thứ nhất: đường hỏng.\n--\nViệc thứ hai: đèn đường không sáng.",
    "Kính gửi xã,\nTải ứng dụng dịch vụ công trên điện thoại không được.",
    "Get giấy khai sinh trên mobile không được.",
    "Đơn tôi đã\ngửi bằng Zalo cho cán bộ thôn nhưng không ai trả lời\nĐề nghị xã xem.",
    "Đơn tôi đã\ngửi bằng Zalo cho cán bộ thôn",
    "Gửi từ điện thoại của con tôi\nvì tôi không có máy.",
    "Ngày 12/3 lúc 8h30 xã có công văn, trong đó viết:\nhộ ông phải tháo hàng rào.\nTôi không đồng ý.",
    "Vào lúc 08:30 trên trang của xã có bài viết:\nhôm nay thu phí.\nTôi hỏi vì sao thu.",
    "Kính gửi xã Đông\nNgười gửi: Trần Văn Nam\nNgày: 12/3/2026\nTiêu đề: đường hỏng\nĐường hỏng từ tháng 1.",
    "Xe tải chạy suốt\nTừ: 7h\nNgày: thứ 2 đến thứ 6\nĐến: 9h\nV/v: kẹt xe",
    ">50 hộ dân không có nước sạch.\nĐề nghị xã giải quyết.",
)


@pytest.mark.parametrize("program", REPLIES)
def test_what_a_program_quotes_is_taken_away(program):
    assert trim(f"{NEW}\n\n{REPLIES[program]}").content == NEW


@pytest.mark.parametrize("line", SIGN_OFFS)
def test_the_sign_off_of_a_program_is_taken_away(line):
    assert trim(f"{NEW}\n\n{line}\n\n{REPLIES['Gmail in Vietnamese']}").content == NEW


@pytest.mark.parametrize("text", WRITTEN_BY_PEOPLE)
def test_what_people_write_stays(text):
    assert trim(text).content == text


def test_an_answer_below_the_quote_is_kept():
    assert trim(f"Vào 16/11/2026 09:12, Xã Đông đã viết:\n{QUOTED}\n\n{NEW}").content == NEW


def test_answers_between_quoted_lines_are_kept():
    text = "On 16 Nov 2026, at 09:12, Xã <a@xa.example> wrote:\n> Ở đâu?\nTôi ở thôn Đông.\n> Từ bao giờ?\nTừ 2001."

    assert trim(text).content == "Tôi ở thôn Đông.\nTừ 2001."


@pytest.mark.parametrize(
    "mark",
    [
        "---------- Forwarded message ---------",
        "---------- Thư đã chuyển tiếp ---------",
        "Begin forwarded message:",
    ],
)
@pytest.mark.parametrize("note", ["", "Xin chuyển đơn của bố tôi.\n\n"])
def test_what_is_forwarded_is_the_content(mark, note):
    text = f"{note}{mark}\nTừ: Bố <bo@dan.example>\nDate: 16/11/2026\nSubject: Đường\nTo: An\n\n{NEW}"

    assert trim(text).content == text


def test_a_forwarded_mail_without_a_mark_is_known_by_its_subject():
    text = f"Xin chuyển.\n\nTừ: Bố\nĐã gửi: 16/11\nTới: An\nChủ đề: Đường\n\n{NEW}"

    assert trim(text, forwarded=True).content == text
    assert trim(text).content == "Xin chuyển."


def test_what_is_forwarded_is_read_without_the_signs_of_an_answer():
    mark = "Bắt đầu thư được chuyển tiếp:"

    assert (
        trim(f"{mark}\n\n> Từ: Bố\n>\n> Ngập\n>50 hộ dân").content == f"{mark}\n\nTừ: Bố\n\nNgập\n>50 hộ dân"
    )


def test_when_nothing_would_be_left_all_stays():
    assert trim(QUOTED).content == QUOTED


def test_a_signature_is_kept_apart():
    written = trim(f"{NEW}\n-- \nNguyễn Văn An\n0912345678")

    assert written.content == NEW
    assert written.signature == "Nguyễn Văn An\n0912345678"


def test_only_the_last_of_several_such_lines_begins_a_signature():
    written = trim("Việc thứ nhất\n--\nViệc thứ hai\n--\nNguyễn Văn An")

    assert written.content == "Việc thứ nhất\n--\nViệc thứ hai"
    assert written.signature == "Nguyễn Văn An"


@given(
    st.lists(st.text("abđẻ ơư,.123", max_size=40), min_size=1, max_size=8).filter(
        lambda lines: "".join(lines).strip()
    ),
    st.sampled_from(sorted(REPLIES)),
)
def test_a_text_without_quotes_comes_back_unchanged_from_under_any_reply(lines, program):
    text = "\n".join(lines).strip()

    assert trim(text).content == text
    assert trim(f"{text}\n\n{REPLIES[program]}").content == text


@pytest.mark.parametrize(
    "quote",
    [
        '<div class="gmail_quote"><div>Vào 16/11 Xã đã viết:<br></div><blockquote>cũ</blockquote></div>',
        '<blockquote type="cite">cũ</blockquote>',
        '<hr><div id="divRplyFwdMsg"><b>Từ:</b> Xã</div><div>cũ</div>',
        '<div class="moz-cite-prefix">Vào 16/11, Xã viết:</div><blockquote type="cite">cũ</blockquote>',
        '<div id="appendonsend"></div><hr><div>Từ: Xã</div><div>cũ</div>',
    ],
)
def test_what_html_marks_as_quoted_is_kept_only_in_the_full_text(quote):
    page = to_text(f"<html><body><p>Đường &amp; cầu</p>{quote}</body></html>")

    assert page.own == "Đường & cầu"
    assert "cũ" in page.full


def test_a_quotation_by_a_person_is_no_quote():
    assert to_text("<p>Luật nói:</p><blockquote>phải trả lời</blockquote>").own == "Luật nói:\n\nphải trả lời"


def test_a_forwarded_page_is_kept_whole():
    page = to_text(
        '<p>Xin chuyển</p><div class="gmail_quote">---------- Forwarded message ---------<br>đơn</div>'
    )

    assert page.own == "Xin chuyển\n\n---------- Forwarded message ---------\nđơn"


@pytest.mark.parametrize(
    ("page", "text"),
    [
        ("<p>một</p><p>hai</p>", "một\n\nhai"),
        ("<div>một</div><div>hai<br>ba</div>", "một\nhai\nba"),
        ("<ul><li>một</li><li>hai</li></ul>", "- một\n- hai"),
        ("<table><tr><td>một</td><td>hai</td></tr><tr><td>ba</td></tr></table>", "một | hai\nba"),
        ("một\n  hai&nbsp;ba &lt;b&gt; &#7855; &#x1EAF;", "một hai ba <b> ắ ắ"),
        ("<style>p{}</style><script>x</script><title>y</title>một", "một"),
        ("<pre>một\n  hai</pre>", "một\nhai"),
        ("một<!-- <p>ẩn</p> -->hai", "mộthai"),
        ("<p style='display: none'>ẩn</p>một", "một"),
        ('<a href="x" title="a > b">một</a>', "một"),
        ("3 < 5 và 6 > 4", "3 < 5 và 6 > 4"),
        ("một <!-- không đóng <p>hai", "một hai"),
        ("<div>" * 3000 + "sâu", "sâu"),
    ],
)
def test_a_page_reads_as_it_is_seen(page, text):
    assert to_text(page).full == text
