from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.mailbox.parsing.details import understand
from pakn.mailbox.parsing.plain import plain

NAMED = {
    "Họ tên: Nguyễn Văn An": "Nguyễn Văn An",
    "Họ và tên: Trần Thị Bích Ngọc, sinh năm 1970": "Trần Thị Bích Ngọc",
    "- Họ và tên : LÊ VĂN HÙNG": "LÊ VĂN HÙNG",
    "1. Họ, tên: Phạm Minh Đức - SĐT: 0912345678": "Phạm Minh Đức",
    "Ho va ten: tran thi hoa": "tran thi hoa",
    "ho ten: Le Van Nam sdt 0912345678": "Le Van Nam",
    "Người gửi: Bà Đỗ Thị Lan": "Đỗ Thị Lan",
    "Nguoi gui: ong Vu Van Tam": "Vu Van Tam",
    "**Họ và tên:** Hoàng Văn Thái": "Hoàng Văn Thái",
    "Tên tôi là Nguyễn Văn An, trú tại thôn 3": "Nguyễn Văn An",
    "Tôi tên là Lò Thị Mai, dân tộc Thái.": "Lò Thị Mai",
    "Kính gửi UBND xã. Tôi là Nguyễn Thị Hà, ở thôn Đông.": "Nguyễn Thị Hà",
    "Kính chào. Em là Đặng Quốc Bảo hiện đang sống tại xóm 2": "Đặng Quốc Bảo",
    "toi la nguyen van an, o thon 3": "nguyen van an",
    "Toi ten la nguyen thi hoa xin phan anh": "nguyen thi hoa",
    "Tôi, Nguyễn Văn An, xin phản ánh": "Nguyễn Văn An",
    "Chúng tôi gồm các hộ dân, đại diện là ông Vũ Đình Hòe, thôn 3": "Vũ Đình Hòe",
    "My name is Nguyen Van Binh, phone 0912345678": "Nguyen Van Binh",
    "Họ và tên người gửi đơn: Bùi Văn Thuận": "Bùi Văn Thuận",
    "Người bị phản ánh:\nHọ tên: Nguyễn Văn Xấu\nĐịa chỉ: Tổ 5\nNgười phản ánh:\nHọ tên: Lê Văn Nam": "Lê Văn Nam",
    "Em xin hỏi giấy khai sinh. Mong xã trả lời.\nEm cảm ơn ạ.\nNguyễn Thu Hà | 0987 123 123": "Nguyễn Thu Hà",
    "Đường hỏng.\n--\nNguyễn Thu Hà - thôn Đông": "Nguyễn Thu Hà",
    "Kính thưa chủ tịch Nguyễn Văn Minh\nĐường hỏng.\nTrân trọng\nHoàng Thị Sen": "Hoàng Thị Sen",
    "Tôi là Y Bhin Niê, buôn Ea Sút": "Y Bhin Niê",
    "Tôi phản ánh đường hỏng.\nKính thư,\nNguyễn Văn An": "Nguyễn Văn An",
    "Tôi phản ánh đường hỏng.\nTrân trọng cảm ơn!\n\nTrần Văn Bình\n0912345678": "Trần Văn Bình",
    "Đường hỏng.\nNgười viết đơn: Trương Văn Sáu": "Trương Văn Sáu",
    "Đường hỏng.\nXin cảm ơn. Ngô Thị Tám": "Ngô Thị Tám",
    "Họ tên: Chu Văn An": "Chu Văn An",
}
NAMELESS = (
    "Tôi phản ánh ông Nguyễn Văn A, chủ tịch xã, nhận tiền.",
    "Tôi tố cáo ông Trần Văn Tham ở thôn 3",
    "Tôi là công dân xã Yên Bình.",
    "Tôi là Trưởng thôn 3.",
    "Tôi là Cán Bộ Hưu Trí ở đây",
    "toi la nguoi dan thon 3",
    "toi la ho ngheo cua xa",
    "Người vi phạm tên là Nguyễn Văn A",
    "Họ tên cán bộ: Nguyễn Văn A",
    "Cán bộ tên: Nguyễn Văn A nhận hồ sơ",
    "Họ tên: 0912345678",
    "Họ tên: ",
    "Kính thư,\nThôn 3 xã Yên Bình",
    "Cán bộ địa chính tên là Hoàng Văn Long yêu cầu tôi nộp tiền",
    "Tôi ở thôn Đông. Bố tôi là Nguyễn Văn Hùng bị mất sổ.",
    "Kính gửi ông Nguyễn Văn Tâm - Chủ tịch UBND xã. Tôi là con ông Trần Văn Bốn.",
    "Người bị phản ánh: Nguyễn Văn Xấu. Địa chỉ: Tổ 5",
    "Thông tin người bị tố cáo:\nHọ tên: Nguyễn Văn Xấu\nĐịa chỉ: Tổ 5\nĐiện thoại: 0912345678",
    "Công ty gây ô nhiễm, đại diện là ông Nguyễn Văn Xấu.",
)
PLACED = {
    "Địa chỉ: Thôn 3, xã Yên Bình, tỉnh Hòa Bình": "Thôn 3, xã Yên Bình, tỉnh Hòa Bình",
    "Đ/c: số 5 ngõ 7, tổ 2. ĐT: 0912345678": "số 5 ngõ 7, tổ 2",
    "dia chi: thon 3 xa Yen Binh, sdt 0912345678": "thon 3 xa Yen Binh",
    "Địa chỉ: 12 Kinh Dương Vương": "12 Kinh Dương Vương",
    "Tôi, Trần Văn Cường, thường trú tại: Thôn 2, TP. Vinh, xin trình bày:": "Thôn 2, TP. Vinh",
    "Gia đình tôi sống tại số 45, P. Ba Đình từ năm 1990.": "số 45, P. Ba Đình",
    "Nơi ở: Xóm Đình": "Xóm Đình",
    "Nơi ở hiện nay: Xóm Đình": "Xóm Đình",
    "Thường trú: Thôn 3, xã Yên Bình": "Thôn 3, xã Yên Bình",
    "Hộ khẩu thường trú tại: Thôn 3": "Thôn 3",
    "Tôi là Nguyễn Văn An, trú tại thôn 3, xã Yên Bình. Tôi xin phản ánh.": "thôn 3, xã Yên Bình",
    "Tôi tên Lan, hiện ở thôn Đông, xã Yên Bình, xin phản ánh việc sau.": "thôn Đông, xã Yên Bình",
    "Em là Bảo hiện đang sinh sống tại 12 Lê Lợi, TP. Hòa Bình. Nay em xin hỏi": "12 Lê Lợi, TP. Hòa Bình",
    "toi la nguyen van an o tai thon 3 xa yen binh, so dien thoai 0912345678": "thon 3 xa yen binh",
    "Họ tên: Lê Văn Nam, địa chỉ: thôn 3, SĐT: 0912345678": "thôn 3",
    "Tôi xin bổ sung địa chỉ: Thôn 3, xã Yên Bình. Đã đủ chưa ạ?": "Thôn 3, xã Yên Bình",
    "Bổ sung thêm: địa chỉ: Xóm Đình": "Xóm Đình",
    "Người phản ánh: Trần Lan Anh, địa chỉ: Xóm Đình": "Xóm Đình",
    "Địa chỉ: Thôn 3, xã Yên Bình,\nhuyện Lương Sơn": "Thôn 3, xã Yên Bình, huyện Lương Sơn",
}
PLACELESS = (
    "Người bị phản ánh: Nguyễn Văn Xấu. Địa chỉ: Tổ 5",
    "Tôi phản ánh ông Nguyễn Văn A trú tại thôn 3.",
    "Địa chỉ email: a@dan.example",
    "Địa chỉ: a@dan.example",
    "Trạm bơm ở tại cánh đồng Mả Lạng bị hỏng.",
    "Nhà hàng xóm sống tại thôn 5 gây ồn.",
    "Tôi phản ánh ông Nguyễn Văn Xấu, địa chỉ: tổ 5, lấn đường.",
    "Chủ tịch xã là Nguyễn Văn Xấu, địa chỉ: tổ 5, không tiếp dân.",
    "Phản ánh: đường hỏng, địa chỉ: ngõ 5",
)
CALLED = {
    "Điện thoại: 0912 345 678": "+84912345678",
    "ĐT: 0912.345.678": "+84912345678",
    "sdt 0912345678": "+84912345678",
    "Số điện thoại của tôi là +84 912 345 678": "+84912345678",
    "Số em là 0912345678. Ngõ em đèn hỏng": "+84912345678",
    "Tel: (+84) 912-345-678": "+84912345678",
    "Điện thoại: 024 3825 5678": "+842438255678",
    "Kính thư,\nNguyễn Văn An\n0912345678": "+84912345678",
    "Số của ông chủ tịch là 0987654321, điện thoại của tôi 0912345678": "+84912345678",
    "Số ông ấy: 0987654321.\nXin gọi cho tôi: 0912345678": "+84912345678",
}
UNCALLED = (
    "Người bị tố cáo:\nHọ tên: Nguyễn Văn Xấu\nĐiện thoại: 0912345678",
    "Đường dây nóng 0912345678 không ai nghe máy",
    "Điện thoại của chủ tịch xã: 0912345678",
    "Số điện thoại của ông trưởng thôn là 0912345678",
    "CCCD: 001087001234",
    "Số tài khoản 0912345678",
    "Hồ sơ số 0912/2026 ngày 16/11/2026",
    "Tôi nhờ bác trưởng thôn Nguyễn Văn Sơn (0977777777) chuyển. Xin cảm ơn.",
    "Điện thoại: 12345",
    "Số ông Nam hay gây rối là 0987654321",
    "Ông Nam lái xe tải chạy suốt đêm gây ồn, số máy ghi trên xe là của nhà xe 0987654321 đó",
)
BY_POST = (
    "Xin liên hệ qua thư theo địa chỉ trên.",
    "Đề nghị gửi thư về địa chỉ trên giúp tôi.",
    "Mong xã trả lời về địa chỉ trên",
    "xin lien he voi toi qua duong buu dien",
)
NOT_BY_POST = ("Xin liên hệ qua thư điện tử.", "Tôi gửi đơn qua mạng.", "Thư này tôi gửi lần hai.")
BODIES = {
    "Công ty: Hoa Sen": "Công ty Hoa Sen",
    "Tên công ty: Công ty TNHH Hoa Sen": "Công ty TNHH Hoa Sen",
    "HTX: Nông nghiệp Yên Bình": "HTX Nông nghiệp Yên Bình",
    "Tổ chức: Hội Người cao tuổi": "Hội Người cao tuổi",
    "Tôi là Lê Văn Nam, đại diện Hợp tác xã Yên Bình, xin kiến nghị": "Hợp tác xã Yên Bình",
}


@pytest.mark.parametrize("text", NAMED)
def test_the_name_is_understood(text):
    assert understand(text, "").full_name == NAMED[text]


@pytest.mark.parametrize("text", NAMELESS)
def test_what_is_no_name_of_the_sender_is_left_out(text):
    assert understand(text, "").full_name == ""


@pytest.mark.parametrize("text", [text for text in NAMED if not text.startswith(("toi", "Toi", "Ho", "ho"))])
def test_the_name_is_understood_without_marks(text):
    found = understand("".join(map(_typed_without_marks, text)), "").full_name

    assert found == "".join(map(_typed_without_marks, NAMED[text]))


def _typed_without_marks(char: str) -> str:
    return plain(char).upper() if char.isupper() else plain(char)


@pytest.mark.parametrize(
    "shown", ["Nguyễn Văn An", "nguyen van an", "An Nguyen", "Bà Trần Thị Bích", "Y Bhin Niê"]
)
def test_a_display_name_counts_when_it_is_a_persons(shown):
    assert understand("Đường hỏng.", shown).full_name == shown.removeprefix("Bà ")


@pytest.mark.parametrize(
    "shown", ["an123", "Nguyễn", "UBND xã", "Phòng Tiếp Dân", "a@b.example", "Công ty Hoa Sen", "hoa hong do"]
)
def test_other_display_names_do_not(shown):
    assert understand("Đường hỏng.", shown).full_name == ""


def test_what_is_written_goes_before_the_display_name():
    assert understand("Họ tên: Nguyễn Văn An", "Trần Bình").full_name == "Nguyễn Văn An"


@pytest.mark.parametrize("text", PLACED)
def test_the_address_is_understood(text):
    assert understand(text, "").address == PLACED[text]


@pytest.mark.parametrize("text", PLACELESS)
def test_what_is_no_address_of_the_sender_is_left_out(text):
    assert understand(text, "").address == ""


@pytest.mark.parametrize("text", CALLED)
def test_the_telephone_is_understood(text):
    assert understand(text, "").phone == CALLED[text]


@pytest.mark.parametrize("text", UNCALLED)
def test_numbers_of_others_are_left_out(text):
    assert understand(text, "").phone == ""


@pytest.mark.parametrize("text", BY_POST)
def test_who_wants_an_answer_by_post_gets_one(text):
    assert understand(text, "").contact_by_post


@pytest.mark.parametrize("text", NOT_BY_POST)
def test_mail_is_not_post(text):
    assert not understand(text, "").contact_by_post


@pytest.mark.parametrize("text", BODIES)
def test_the_organization_is_understood(text):
    assert understand(text, "").organization == BODIES[text]


def test_a_company_that_writes_is_an_organization():
    assert understand("Đường hỏng.", "Công ty TNHH Hoa Sen").organization == "Công ty TNHH Hoa Sen"


@given(st.text(max_size=200))
def test_plain_text_has_the_length_of_the_text(text):
    assert len(plain(text)) == len(text)
