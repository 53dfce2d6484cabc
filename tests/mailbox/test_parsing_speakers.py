from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pakn.mailbox.letters import Understood
from pakn.mailbox.parsing.details import understand
from pakn.mailbox.parsing.plain import plain

NOBODY = Understood()
OF_OTHERS = (
    "Tôi phản ánh ông Nguyễn Văn Quyền. Địa chỉ: thôn Đông. Điện thoại: 0911111111.",
    "Tôi phản ánh ông Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111",
    "Tôi phản ánh ông Nguyễn Văn Quyền\nHọ tên: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111",
    "Tôi tố cáo người sau:\nHọ tên: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111",
    "Tôi tố cáo cán bộ địa chính:\nNguyễn Văn Quyền\nthôn Đông, xã Sơn Lâm\n0911111111",
    "Thông tin cán bộ\nHọ tên: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111",
    "Cán bộ vi phạm\nNguyễn Văn Quyền\nThôn Đông\n0911111111",
    "Chủ tịch UBND xã là ông Nguyễn Văn Quyền, ở thôn Đông, SĐT 0911111111, không tiếp dân",
    "Số 0911111111 là của ông Nguyễn Văn Quyền",
    "Điện thoại 0911111111 (ông Quyền)",
    "Anh Nguyễn Văn Quyền ở thôn Đông, số điện thoại 0911111111 đổ rác",
    "Chị Hà, địa chỉ: thôn Đông, điện thoại: 0911111111 đòi tiền tôi",
    "Đồng chí Nguyễn Văn Quyền, thôn Đông, 0911111111 làm khó",
    "UBND xã Sơn Lâm, địa chỉ: thôn Trung, điện thoại: 0239 3855 000",
    "UBND xã Sơn Lâm\nĐịa chỉ: thôn Trung\nĐiện thoại: 02393855000\nTôi phản ánh đường hỏng",
    "Công an xã: 02393855000",
    "Đường dây nóng: 0911111111",
    "Người bị tố cáo là ông Nguyễn Văn Quyền, địa chỉ thôn Đông, điện thoại 0911111111",
    "Tôi tố giác bà Nguyễn Thị Quyền bán hàng giả tại thôn Đông, ĐT 0911111111.",
    "Tôi khiếu nại bà Nguyễn Thị Quyền: địa chỉ: thôn Đông; điện thoại: 0911111111.",
    "Ông Quyền lấn đường. Nhà ông ở thôn Đông. SĐT: 0911111111",
    "Ông Quyền lấn đường.\n0911111111",
    "Mẹ tôi trú tại thôn Đông, số điện thoại 0911111111",
    "Tôi đến gặp anh Nguyễn Văn Quyền, ở thôn Đông, số điện thoại 0911111111",
    "Tôi tên là.. ông Nguyễn Văn Quyền trú tại thôn Đông lấn đất",
    "Công ty Quyền Phát gây ô nhiễm, địa chỉ: thôn Đông, điện thoại: 0911111111",
    "Nhà máy gạch Quyền Phát\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111\nthải khói",
    "Kính gửi ông Nguyễn Văn Quyền, chủ tịch xã, thôn Đông, điện thoại 0911111111",
    "Tôi bị ông Nguyễn Văn Quyền, trú thôn Đông, SĐT 0911111111 đánh",
    "Vợ chồng ông Nguyễn Văn Quyền, thôn Đông, sđt: 0911111111 gây ồn",
    "Tôi xin trình bày: hộ ông Nguyễn Văn Quyền, thôn Đông, sđt: 0911111111 gây ồn",
    "Tôi phản ánh Nguyễn Văn Quyền, trú tại thôn Đông, SĐT 0911111111, nhận tiền",
    "Nguyễn Văn Quyền, cán bộ địa chính, ở thôn Đông, SĐT 0911111111 nhận tiền của tôi",
    "Họ tên người bị tố cáo: Nguyễn Văn Quyền\nNơi ở: thôn Đông\nSĐT: 0911111111",
    "Họ tên cán bộ | Nguyễn Văn Quyền\nĐịa chỉ | thôn Đông\nĐiện thoại | 0911111111",
    "Tôi phản ánh cán bộ nhận tiền, cụ thể:\n- Họ tên: Nguyễn Văn Quyền\n- Địa chỉ: thôn Đông\n- SĐT: 0911111111",
    "Đối tượng: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nSĐT: 0911111111",
    "TÔI TỐ CÁO ÔNG NGUYỄN VĂN QUYỀN, ĐỊA CHỈ: THÔN ĐÔNG, ĐIỆN THOẠI: 0911111111",
    "Tôi muốn tố cáo hành vi của Nguyễn Văn Quyền.\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111111",
    "Hàng xóm của tôi là Nguyễn Văn Quyền ở thôn Đông, số điện thoại 0911111111",
    "Kẻ lừa đảo gọi tôi từ số 0911111111",
    "Tôi tố cáo ông Quyền. Ông ấy tên là Nguyễn Văn Quyền. Ở thôn Đông. Điện thoại ông ấy 0911111111",
    "Tôi phản ánh ông Quyền hách dịch với tôi.\nTrân trọng",
    "Bí thư Nguyễn Văn Quyền\nThôn Đông\nSĐT: 0911111111\nnhận tiền",
    "Ông Nguyễn Văn Quyền bảo tôi là Nguyễn Văn Quyền đây, số 0911111111",
    "Trưởng thôn: Nguyễn Văn Quyền - 0911111111",
    "Tôi phản ánh việc ông A lấn đường.\n\nThông tin ông A: Nguyễn Văn Quyền, thôn Đông, 0911111111",
    "Ông Nguyễn Văn Quyền gọi cho tôi từ số 0911111111 dọa nạt",
    "Bà ấy gọi cho tôi bằng số 0911111111",
    "Xin phản ánh về cô giáo Nguyễn Thị Quyền, thôn Đông, 0911111111",
    "Thầy hiệu trưởng Nguyễn Văn Quyền - thôn Đông - 0911111111 thu tiền",
    "Liên hệ ông Quyền theo số 0911111111 để xác minh. Địa chỉ: thôn Đông",
    "Nhân chứng: Nguyễn Văn Quyền, thôn Đông, điện thoại 0911111111",
    "Nhân chứng:\nNguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nđiện thoại 0911111111",
    "Người làm chứng: bà Nguyễn Thị Quyền, địa chỉ: thôn Đông, điện thoại 0911111111",
    "Con trai tôi là Nguyễn Văn Quyền, sinh năm 1990, ở thôn Đông, điện thoại 0911111111",
    "Đại diện bên lấn chiếm là Nguyễn Văn Quyền, ở thôn Đông, SĐT 0911111111",
    "Tôi xin phản ánh: ông Lê Văn Tám, cán bộ địa chính, điện thoại 0911111112, nhận tiền.",
    ("Tôi phản ánh ông Nguyễn Văn Quyền, cán bộ xã, địa chỉ: thôn Đông, số điện thoại 0911111111, ở đó."),
    "Tôi tố ông Lê Văn Tám trú tại thôn Đông, xã Sơn Lâm, SĐT 0911111113 là công chức hay vắng mặt.",
    "Họ và tên cán bộ: Lê Văn Tám\nĐịa chỉ: thôn Đông\nĐiện thoại: 0911111114\nNội dung: không nhận hồ sơ.",
    "Kính gửi ông Trần Mẫu Sơn, Chủ tịch UBND xã,\nđịa chỉ trụ sở UBND: thôn Trung tâm; điện thoại UBND 02393855000.",
    "Tôi phản ánh bà Hà ở một cửa. Bà ấy nói gọi số 0911111115 gặp bà Nguyễn Thị Hà, nhà bà ở thôn Đông.",
    "Người bị tố cáo:\n1. Họ tên: Nguyễn Văn Quyền\n2. Địa chỉ: thôn Đông\n3. SĐT: 0911111111",
    "Tôi gặp Nguyễn Văn Quyền, ở thôn Đông, số điện thoại 0911111111, để xin việc.",
)
ALSO_OF_THE_SENDER = (
    (
        "Kính gửi UBND xã,\nTôi phản ánh cán bộ Nguyễn Văn Quyền nhận tiền.\nHọ tên: Lê Văn Nam\n"
        "Địa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0912345678"
    ),
    (
        "Họ tên: Lê Văn Nam\nĐịa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0912345678\n"
        "Tôi phản ánh ông Quyền, địa chỉ: thôn Đông, SĐT: 0911111111"
    ),
    "Tôi là Lê Văn Nam, ở thôn 3, xã Sơn Lâm, SĐT 0912345678. Tôi tố cáo ông Quyền ở thôn Đông, SĐT 0911111111",
    "Tôi là Lê Văn Nam, trưởng thôn 3, trú tại thôn 3, xã Sơn Lâm, điện thoại 0912345678, xin phản ánh ông Quyền",
    "Tôi tố cáo ông Quyền nhận tiền.\nTrân trọng,\nLê Văn Nam\nThôn 3, xã Sơn Lâm\n0912345678",
    "Tôi tố cáo ông Quyền nhận tiền.\nNgười viết đơn\nLê Văn Nam\nThôn 3, xã Sơn Lâm\n0912345678",
    "Tôi tố cáo ông Quyền nhận tiền.\n\nLê Văn Nam - thôn 3, xã Sơn Lâm - 0912345678",
    "Tôi tố cáo ông Quyền nhận tiền.\n\nLê Văn Nam, thôn 3, xã Sơn Lâm, ĐT 0912345678",
    "Họ tên | Lê Văn Nam\nĐịa chỉ | thôn 3, xã Sơn Lâm\nĐiện thoại | 0912345678\nNội dung | cán bộ chậm",
    (
        "Kính gửi ông Chủ tịch UBND xã\nTên tôi: Lê Văn Nam\nĐịa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0084912345678\n"
        "Cán bộ tên Quyền đòi tiền"
    ),
    (
        "Kính gửi UBND xã Sơn Lâm. Cháu là Lê Văn Nam ở thôn 3, xã Sơn Lâm. Số của cháu 0912345678. Cô Hà hách dịch."
    ),
    "Ông Quyền nhận tiền của dân. Tôi là Lê Văn Nam, thôn 3, xã Sơn Lâm, điện thoại của tôi 0912345678",
    (
        "Người phản ánh: Lê Văn Nam, thôn 3, xã Sơn Lâm, ĐT: 0912345678\n"
        "Người bị phản ánh: Nguyễn Văn Quyền, thôn Đông, ĐT: 0911111111"
    ),
    "Em tên Lê Văn Nam, nhà ở thôn 3, xã Sơn Lâm, sđt em 0912345678, em muốn hỏi anh Quyền",
    "Tôi là Lê Văn Nam, hiện ở số 5 ngõ 7, xã Sơn Lâm. Ông Tám lấn đường. Mong UBND xử lý. Liên hệ: 0912345678",
    "Đề nghị UBND xã xử lý.\nLê Văn Nam, xóm 3, xã Sơn Lâm. SĐT 0912 345 678",
    (
        "ĐƠN TỐ CÁO\nHọ và tên: Lê Văn Nam\nThường trú: thôn 3, xã Sơn Lâm\nSố điện thoại: 0912345678\n"
        "Tôi tố cáo ông: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nSĐT: 0911111111"
    ),
    (
        "I. Thông tin người phản ánh\nHọ tên: Lê Văn Nam\nĐịa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0912345678\n"
        "II. Thông tin cán bộ bị phản ánh\nHọ tên: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nSĐT: 0911111111"
    ),
    (
        "I. Thông tin cán bộ bị phản ánh\nHọ tên: Nguyễn Văn Quyền\nĐịa chỉ: thôn Đông\nSĐT: 0911111111\n"
        "II. Thông tin người phản ánh\nHọ tên: Lê Văn Nam\nĐịa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0912345678"
    ),
)
PLACES = {
    "Kính gửi UBND xã, tôi là Nguyễn Thị Già, ở thôn Đông, xã Sơn Lâm, tỉnh Hà Tĩnh. Tôi không có điện thoại.": (
        "thôn Đông, xã Sơn Lâm, tỉnh Hà Tĩnh"
    ),
    "Toi ten la Nguyen Van Tam, o thon Trung, xa Son Lam, so dien thoai 0912345681.": "thon Trung, xa Son Lam",
    "Tôi là Trần Văn Ông, thôn Đoài, xã Sơn Lâm, điện thoại 0912345685.": "thôn Đoài, xã Sơn Lâm",
    "Đề nghị bỏ giấy này.\nTrân trọng,\nBùi Văn Cường\nThôn Hạ, xã Sơn Lâm\nĐT: 091.234.5683": "Thôn Hạ, xã Sơn Lâm",
    "Người gửi: Phan Văn Mão, địa chỉ xóm 3, xã Sơn Lâm": "xóm 3, xã Sơn Lâm",
    "Tôi ở bản Mường, xã Sơn Lâm": "bản Mường, xã Sơn Lâm",
    "Nhà tôi ở xóm 3, xã Sơn Lâm": "xóm 3, xã Sơn Lâm",
    "Tôi là Lê Văn Nam (số 5 ngõ 7, xã Sơn Lâm)": "số 5 ngõ 7, xã Sơn Lâm",
}
COMPANY = (
    "CÔNG TY TNHH MINH PHÁT\nSố: 12/CV-MP\nĐịa chỉ: số 5 đường Trần Phú, xã Sơn Lâm\nĐiện thoại: 0239 3855 777\n\n"
    "Kính gửi: Ủy ban nhân dân xã\n\nCông ty TNHH Minh Phát nộp hồ sơ đã quá hạn. Kính đề nghị xem xét.\n\n"
    "GIÁM ĐỐC\nNguyễn Văn Minh"
)
ACCUSED = st.sampled_from(["Nguyễn Văn Quyền", "Lê Văn Tám", "Trần Thị Lan Anh", "Bà Huyện", "Y Bhin Niê"])
VERBS = st.sampled_from(
    ["phản ánh", "tố cáo", "khiếu nại", "xin phản ánh", "muốn tố cáo", "làm đơn khiếu nại"]
)
SAID = st.lists(
    st.sampled_from(
        [
            "địa chỉ: thôn Đông",
            "trú tại thôn Đông, xã Sơn Lâm",
            "ở xóm 3",
            "nhà tôi ở sát bên",
            "số điện thoại 0911111111",
            "điện thoại của tôi 0911111111",
            "SĐT: 0911 111 111",
            "gọi cho tôi bằng số 0911111111",
            "tôi là Lê Văn Sáu",
            "họ tên: Lê Văn Sáu",
            "tên là Lê Văn Sáu",
            "cán bộ địa chính",
            "thôn Đông",
            "0911111111",
            "hách dịch với tôi",
        ]
    ),
    max_size=6,
)


def without_marks(text):
    return "".join(plain(char).upper() if char.isupper() else plain(char) for char in text)


@pytest.mark.parametrize("typed", [str, without_marks])
@pytest.mark.parametrize("text", OF_OTHERS)
def test_particulars_of_others_are_never_the_senders(text, typed):
    found = understand(typed(text), "")

    assert (found.full_name, found.address, found.phone) == ("", "", "")


@pytest.mark.parametrize("typed", [str, without_marks])
@pytest.mark.parametrize("text", ALSO_OF_THE_SENDER)
def test_the_senders_own_are_understood_beside_them(text, typed):
    found = understand(typed(text), "")

    assert plain(found.full_name) == "le van nam"
    assert plain(found.address).startswith(("thon 3", "xom 3", "so 5 ngo 7"))
    assert found.phone == "+84912345678"


@given(VERBS, st.sampled_from(["ông", "bà"]), ACCUSED, SAID, st.sampled_from([str, without_marks]))
@example("tố cáo", "ông", "Lê Văn Tám", ["họ tên: Lê Văn Sáu"], str)
def test_nothing_after_the_person_complained_of_is_the_senders(verb, courtesy, accused, said, typed):
    sentence = ", ".join([f"Tôi {verb} {courtesy} {accused}", *said]) + "."

    assert understand(typed(sentence), "") == NOBODY


@pytest.mark.parametrize("text", PLACES)
def test_an_address_is_understood_without_its_label(text):
    assert understand(text, "").address == PLACES[text]


def test_who_signs_for_a_company_gives_the_name():
    found = understand(COMPANY, "Công ty TNHH Minh Phát")

    assert found == Understood(
        full_name="Nguyễn Văn Minh",
        address="số 5 đường Trần Phú, xã Sơn Lâm",
        phone="+842393855777",
        organization="Công ty TNHH Minh Phát",
    )


def test_a_name_above_the_number_at_the_end_is_the_senders():
    found = understand("Cán bộ tên là Lê Văn Tám, trú tại thôn Tây, làm khó.\nNguyễn Thị Dần\n0912345793", "")

    assert (found.full_name, found.address, found.phone) == ("Nguyễn Thị Dần", "", "+84912345793")


def test_the_name_of_somebody_mentioned_is_not_taken_from_the_end():
    assert understand("Tôi tố cáo ông Lê Văn Tám nhận tiền.\nLê Văn Tám\n0911111111", "") == NOBODY


@pytest.mark.parametrize("number", ["0084912345606", "0084 912 345 606", "+84 912 345 606"])
def test_a_number_dialled_from_abroad_is_understood(number):
    assert understand(f"Điện thoại: {number}", "").phone == "+84912345606"


@pytest.mark.parametrize(
    "name", ["Ngô Văn Phong", "Phan Anh Tuấn", "Trần Công An", "Trần Thị Lan Anh", "Trần Văn Ông"]
)
def test_names_that_look_like_other_words_are_names(name):
    found = understand(f"Tôi tên là {name}, trú tại thôn Đông, xã Sơn Lâm, số điện thoại 0912345600.", "")

    assert (found.full_name, found.address, found.phone) == (name, "thôn Đông, xã Sơn Lâm", "+84912345600")


def test_a_place_in_the_matter_is_not_where_the_writer_lives():
    assert understand("Tôi nộp hồ sơ chuyển mục đích sử dụng đất ở thôn Một đã ba tháng.", "").address == ""


def test_a_complaint_of_an_office_leaves_the_labels_below_to_the_writer():
    found = understand("Tôi phản ánh một cửa chậm.\nĐịa chỉ: thôn 3, xã Sơn Lâm\nSĐT: 0912345678", "")

    assert (found.address, found.phone) == ("thôn 3, xã Sơn Lâm", "+84912345678")


def test_a_number_to_be_called_at_is_the_writers_after_the_offices_name_too():
    said = understand("Kiến nghị UBND xã hẹn ngày trả, gọi cho tôi theo số 0912 345 678.", "")

    assert said.phone == "+84912345678"
