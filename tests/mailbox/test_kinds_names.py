"""Who wrote the letter: names of every kind, and the names that are not the writer's."""

from __future__ import annotations

import pytest

from pakn.mailbox.parsing import mentions
from pakn.mailbox.parsing.details import understand

NAMES = (
    "Đoàn Văn Sự",
    "Tôn Đức Minh",
    "Sùng Thị Máy",
    "Vàng A Páo",
    "Tẩn Láo Tả",
    "Đàm Vĩnh Phúc",
    "Công Tằng Tôn Nữ Nguyễn Phước Diệu Hiền",
    "Công Tôn Nữ Thị Mộng Điệp",
    "Y Bhêm Êban",
    "A Nhơi",
    "H'Hen Niê",
    "K'Brêu Long Dĩn",
    "Siu H'Ngơi",
)
WAYS = (
    "Họ và tên: {}\nĐường hỏng.",
    "Đường hỏng.\nNgười viết đơn: {}",
    "Tôi tên là {}, xin phản ánh đường hỏng.",
    "Đường hỏng.\nKính thư,\n{}",
    "Đường hỏng.\nThân,\n{}",
    "Đường hỏng.\nBest,\n{}",
    "Đường hỏng.\n\n{}\nM: 0912345678",
)
OTHER_WAYS = {
    "Tôi tên là K'Brêu, xin phản ánh đường hỏng.": "K'Brêu",
    "Em là sinh viên, tên em là Hoàng Nhật Linh, ở trọ tại số 2.": "Hoàng Nhật Linh",
    "Đường hỏng.\nThay mặt Công ty TNHH Hoa Sen\nGiám đốc\nNguyễn Thị Lý": "Nguyễn Thị Lý",
    "Đường hỏng.\nĐại diện các hộ dân\nVi Văn Thắng": "Vi Văn Thắng",
    "Tên doanh nghiệp: Công ty Hoa Sen\nNgười liên hệ: Bùi Đình Quang": "Bùi Đình Quang",
}
NOBODYS = (
    "Tôi đi đăng ký khai sinh cho con tên là Nguyễn Gia Hân.",
    "Tôi hỏi thủ tục khai sinh. Cháu tên là Nguyễn Gia Hân, tôi đã nộp hồ sơ.",
    "Khai sinh cho con, con tên là Nguyễn Gia Hân.",
    "Họ và tên trẻ: Nguyễn Gia Hân",
    "Công ty TNHH Tâm Phát xả thải ra mương, bà con rất khổ.\nNgười đại diện: Trần Văn Tí",
    "Công ty TNHH Tâm Phát xả thải ra mương, bà con rất khổ.\nNgười liên hệ: Trần Văn Tí",
    "Quán bị phản ánh.\nTên chủ cơ sở:\nTrần Văn Tí",
    "Đường hỏng.\nNhững người chứng kiến:\nTrần Văn Tí\nLê Văn Sửu\n0912345678",
    "Họ tên | Địa chỉ\nĐường hỏng.",
    "Biên bản có chữ ký của:\nThay mặt Công ty Tâm Phát\nGiám đốc\nTrần Văn Tí",
    "Tranh chấp.\nBên bán\nHọ và tên: Trần Văn Tí\nĐịa chỉ: Thôn Chín",
    "Tôi là Đoàn Viên của thôn.",
    "Tôi là Đoàn Thanh niên thôn 6.",
    "Đường hỏng.\nTrân trọng,\nĐoàn Thanh niên thôn 6",
)
NOT_ANSWERED = (
    "Xin giấu tên",
    "XIN GIẤU TÊN",
    "Không nêu tên",
    "khong co",
    "Ẩn danh",
    "như trên",
    "đã ghi trong đơn",
    "xem file đính kèm",
    "Đề nghị giữ bí mật",
    "chưa cung cấp",
    "Nhiều hộ dân",
    "Tập thể tổ 5",
    "một công dân bức xúc",
    "Anh Hùng",
    "Nguyễn V. A.",
)
NICKNAMES = (
    "Gà Con Xinh",
    "Mẹ Bé Bông",
    "Tuấn Kute",
    "Nhà Xe Phương Nam",
    "Hoa Tươi Sài Gòn",
    "Trường Tiểu Học Đông",
    "Lá Xanh",
    "Văn Phòng",
    "Đoàn xã Đông",
    "Đoàn Thanh Niên Xã Đông",
)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("way", WAYS)
def test_a_name_is_known_wherever_it_stands(name, way):
    assert understand(way.format(name), "").full_name == name


@pytest.mark.parametrize("name", NAMES)
def test_a_display_name_of_any_length_is_a_name(name):
    assert understand("Đường hỏng.", name).full_name == name


@pytest.mark.parametrize("text", OTHER_WAYS)
def test_a_name_is_known_by_what_is_said_around_it(text):
    assert understand(text, "").full_name == OTHER_WAYS[text]


@pytest.mark.parametrize("text", NOBODYS)
def test_the_name_of_somebody_else_is_never_the_senders(text):
    assert understand(text, "").full_name == ""


@pytest.mark.parametrize("value", NOT_ANSWERED)
def test_who_does_not_give_a_name_has_none(value):
    assert understand(f"Đường hỏng.\nHọ và tên: {value}", "").full_name == ""


@pytest.mark.parametrize("name", ["Kim Min Soo", "Não Thiên Anh Minh", "ĐÈO VĂN LONG", "Khổng Minh Tuấn"])
def test_a_rare_name_is_believed_behind_its_label(name):
    assert understand(f"Đường hỏng.\nHọ và tên: {name}", "").full_name == name


@pytest.mark.parametrize(
    "value", ["không có", "như trên", "đã nêu", "xem file", "theo đơn", "chưa rõ", "n/a"]
)
def test_who_does_not_give_an_address_has_none(value):
    assert understand(f"Đường hỏng.\nĐịa chỉ: {value}", "").address == ""


@pytest.mark.parametrize("shown", NICKNAMES)
def test_a_nickname_is_asked_about(shown):
    assert understand("Đường hỏng.", shown).full_name == ""


def test_what_is_late_is_no_child():
    text = "Việc cấp sổ chậm trễ đã ba tháng.\nĐịa chỉ: Thôn Chín, xã Đông\nĐiện thoại: 0912345678"

    found = understand(text, "Nguyễn Văn An")

    assert (found.address, found.phone) == ("Thôn Chín, xã Đông", "+84912345678")


def test_a_company_is_written_for_by_whom_it_names():
    found = understand("Đường hỏng.\nNgười liên hệ: Trần Thu Trang", "Công ty Hoa Sen")

    assert (found.full_name, found.organization) == ("Trần Thu Trang", "Công ty Hoa Sen")


def test_what_is_said_under_a_business_complained_of_is_its_own():
    text = "Cơ sở Tâm Phát xả thải ra mương, bà con rất khổ.\nĐịa chỉ: Thôn Chín, xã Đông\nĐiện thoại: 0912345678"

    assert understand(text, "") == understand("", "")


@pytest.mark.parametrize(
    "text", ["Tờ rơi ghi: LH 0912345678 hút hầm cầu, bẩn cả cột điện.", "Số lạ 0912345678 gọi đe dọa tôi."]
)
def test_a_number_that_troubles_the_sender_is_not_the_senders(text):
    assert understand(text, "").phone == ""


@pytest.mark.parametrize("text", ["Đã gặp Nguyễn Văn An ở thôn Ba.", "Đã gặp Nguyễn Văn Ánh đêm qua."])
def test_a_full_name_ends_before_a_small_letter_with_a_mark(text):
    assert [each.start for each in mentions.find(text)] == [7]


@pytest.mark.parametrize(
    "end",
    [
        "Thôn Trung, xã Đông\n0912345678",
        "Thôn Trung, xã Đông. ĐT 0912345678",
        "Thôn Trung, xã Đông\nM: 0912345678",
    ],
)
def test_an_address_above_the_number_at_the_end_is_the_senders(end):
    assert understand(f"Đường hỏng.\n{end}", "Nguyễn Văn An").address == "Thôn Trung, xã Đông"


def test_an_address_at_the_end_without_a_number_may_be_any_place():
    assert understand("Đề nghị kiểm tra ngay tại:\nThôn Trung, xã Đông", "Nguyễn Văn An").address == ""


ABOUT_AN_OFFICER = "Cán bộ xã hẹn trả giấy chứng nhận ngày 5 mà chưa thấy trả lời."
HIS_OWN_END = "Đ/c: Thôn Đông, xã Bình Minh\nĐT: 0912345670\nTrần Thị Bích Ngọc"


@pytest.mark.parametrize("end", [HIS_OWN_END, f"Trân trọng,\n{HIS_OWN_END}"])
@pytest.mark.parametrize("shown", ["Trần Thị Bích Ngọc", "TRAN THI BICH NGOC", "tran thi bich ngoc"])
def test_particulars_apart_and_signed_with_the_senders_name_are_the_senders(shown, end):
    found = understand(f"{ABOUT_AN_OFFICER} \n\u00a0\n{end}", shown)

    assert (found.full_name, found.address) == ("Trần Thị Bích Ngọc", "Thôn Đông, xã Bình Minh")
    assert found.phone == "+84912345670"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        (f"{ABOUT_AN_OFFICER}\n\n{HIS_OWN_END}", "Lê Văn Sáu"),
        (f"{ABOUT_AN_OFFICER}\n\n{HIS_OWN_END}", ""),
        (f"{ABOUT_AN_OFFICER} Thông tin của cán bộ:\n\n{HIS_OWN_END}", "Trần Thị Bích Ngọc"),
        (f"{ABOUT_AN_OFFICER}\n{HIS_OWN_END}", "Trần Thị Bích Ngọc"),
        (
            f"{ABOUT_AN_OFFICER}\n\nĐ/c: Thôn Tây\nĐT: 0912345670\nLê Văn Sáu\nTrần Thị Bích Ngọc",
            "Trần Thị Bích Ngọc",
        ),
        (f"{ABOUT_AN_OFFICER}\n\nÔng Lê Văn Sáu, {HIS_OWN_END}", "Trần Thị Bích Ngọc"),
        (
            f"{ABOUT_AN_OFFICER}\n\nĐ/c: Thôn Tây. Đề nghị xem xét.\nTrần Thị Bích Ngọc",
            "Trần Thị Bích Ngọc",
        ),
    ],
)
def test_particulars_below_the_mention_of_another_stay_doubtful_otherwise(text, shown):
    found = understand(text, shown)

    assert (found.address, found.phone) == ("", "")
