"""Redaction against the ways people really write, and against what must stay readable."""

from __future__ import annotations

import time
import unicodedata

import pytest

from pakn.publishing.redaction import Piece, What, marker, pieces, redact
from tests.publishing.named import ADDRESS, NAMES

HOSTILE = [
    # telephone numbers
    ("Gọi 0912345678 nhé", "0912345678", What.PHONE),
    ("Gọi 0912.345.678 nhé", "0912.345.678", What.PHONE),
    ("Gọi 0912 345 678 nhé", "0912 345 678", What.PHONE),
    ("Gọi 0912-345-678 nhé", "0912-345-678", What.PHONE),
    ("Gọi 0912–345–678 nhé", "0912–345–678", What.PHONE),
    ("Gọi 09.12.34.56.78 nhé", "09.12.34.56.78", What.PHONE),
    ("Gọi 09/12/34/56/78 nhé", "09/12/34/56/78", What.PHONE),
    ("Gọi 0912,345,678 nhé", "0912,345,678", What.PHONE),
    ("Gọi 0912_345_678 nhé", "0912_345_678", What.PHONE),
    ("Gọi 0 9 1 2 3 4 5 6 7 8 nhé", "0 9 1 2 3 4 5 6 7 8", What.PHONE),
    ("Gọi 0-9-1-2-3-4-5-6-7-8 nhé", "0-9-1-2-3-4-5-6-7-8", What.PHONE),
    ("Gọi (0912) 345 678 nhé", "0912) 345 678", What.PHONE),
    ("Gọi 0912345\n678 nhé", "0912345\n678", What.PHONE),
    ("Gọi +84 912 345 678 nhé", "+84 912 345 678", What.PHONE),
    ("Gọi +84(0)912345678 nhé", "+84(0)912345678", What.PHONE),
    ("Gọi 84912345678 nhé", "84912345678", What.PHONE),
    ("Gọi 0084 912 345 678 nhé", "0084 912 345 678", What.PHONE),
    ("Gọi (028) 3822 1234 nhé", "028) 3822 1234", What.PHONE),
    ("Gọi 024.3822.1234 nhé", "024.3822.1234", What.PHONE),
    ("Gọi 0 2 4 3 8 2 2 1 2 3 4 nhé", "0 2 4 3 8 2 2 1 2 3 4", What.PHONE),
    ("Gọi O912345678 nhé", "O912345678", What.PHONE),
    ("Gọi o912 345 67o nhé", "o912 345 67o", What.PHONE),
    ("Gọi O9l2345678 nhé", "9l2345678", What.PHONE),
    ("Gọi ０９１２３４５６７８ nhé", "０９１２３４５６７８", What.PHONE),
    ("Gọi 09\u200b12\u200b34\u200b56\u200b78 nhé", "12\u200b34", What.PHONE),
    ("Gọi 0912\u00a0345\u00a0678 nhé", "0912\u00a0345\u00a0678", What.PHONE),
    ("số0912345678", "0912345678", What.PHONE),
    ("SĐT: 3822 1234", "3822 1234", What.PHONE),
    ("điện thoại bàn 3.822.123", "3.822.123", What.PHONE),
    ("Zalo:0912*345*678", "0912*345*678", What.PHONE),
    ("không chín một hai ba bốn năm sáu bảy tám", "một hai ba bốn năm sáu bảy tám", What.PHONE),
    ("khong chin mot hai 345678", "chin mot hai 345678", What.PHONE),
    ("Gọi 0912345678, 0987654321 đều được", "0987654321", What.PHONE),
    ("Ngày 03/11/2026 0912345678 gọi", "0912345678", What.PHONE),
    ("Gọi +1 650 253 0000 nhé", "650 253 0000", What.PHONE),
    # electronic mail and links
    ("thư binh.nv@gmail.com.", "binh.nv@gmail.com", What.EMAIL),
    ("thư BINH@GMAIL.COM ", "BINH@GMAIL.COM", What.EMAIL),
    ("thư binh (at) gmail.com", "binh (at) gmail.com", What.EMAIL),
    ("thư binh[at]gmail[dot]com", "binh[at]gmail[dot]com", What.EMAIL),
    ("thư binh @ gmail . com", "binh @ gmail . com", What.EMAIL),
    ("thư binh at gmail dot com", "binh at gmail dot com", What.EMAIL),
    ("thư binh a còng gmail chấm com", "binh a còng gmail chấm com", What.EMAIL),
    ("thư binh＠gmail．com", "binh＠gmail．com", What.EMAIL),
    ("thư binh@gmail", "binh@gmail", What.EMAIL),
    ("thư binh@xa.binhminh.gov.vn", "binh@xa.binhminh.gov.vn", What.EMAIL),
    ("thư b.n-v_1+x@mail.co", "b.n-v_1+x@mail.co", What.EMAIL),
    ("xem facebook.com/nguyen.binh.1990", "facebook.com/nguyen.binh.1990", What.LINK),
    ("xem https://zalo.me/abcdef", "zalo.me/abcdef", What.LINK),
    # papers, accounts, plates
    ("CCCD 001093012345", "001093012345", What.PAPER),
    ("CCCD: 001 093 012 345", "001 093 012 345", What.PAPER),
    ("căn cước số 0010-9301-2345", "0010-9301-2345", What.PAPER),
    ("CMND 012345678", "012345678", What.PAPER),
    ("giấy 180000000 của tôi", "180000000", What.PAPER),
    ("CMND số 123 456 789 cấp", "123 456 789", What.PAPER),
    ("chứng minh nhân dân 12.345.678.9", "12.345.678.9", What.PAPER),
    ("hộ chiếu B1234567", "B1234567", What.PAPER),
    ("hộ chiếu c 1234567", "c 1234567", What.PAPER),
    ("sổ BHXH 0123456789", "0123456789", What.PAPER),
    ("thẻ BHYT GD4797912345678", "4797912345678", What.PAPER),
    ("mã số thuế 0101234567-001", "0101234567-001", What.PAPER),
    ("sổ hộ khẩu số 123456", "123456", What.PAPER),
    ("STK 1903 5678 9012 Techcombank", "1903 5678 9012", What.ACCOUNT),
    ("số tài khoản: 711A 12345678", "12345678", What.ACCOUNT),
    ("tài khoản ngân hàng Agribank 3100205123456", "3100205123456", What.ACCOUNT),
    ("xe 29A-123.45", "29A-123.45", What.PLATE),
    ("xe máy 36B1-12345", "36B1-12345", What.PLATE),
    ("biển số 29-H1 123.45", "29-H1 123.45", What.PLATE),
    ("biển số 29a 12345", "29a 12345", What.PLATE),
    ("phiếu PAKN-2026-000123-N", "PAKN-2026-000123-N", What.CODE),
    # names
    ("cô Ba bán nước, chú Tư", "Ba", What.NAME),
    ("con trai tôi Nguyễn Gia Huy", "Nguyễn Gia Huy", What.NAME),
    ("xin gặp a Tuấn", "Tuấn", What.NAME),
    ("đ/c Thịnh đi vắng", "Thịnh", What.NAME),
    ("anh Quốc, chị Liên", "Quốc", What.NAME),
    ("tôi là Nguyễn Văn Bình ở xã", "Nguyễn Văn Bình", What.NAME),
    ("nguyễn văn bình", "nguyễn văn bình", What.NAME),
    ("do NGUYỄN VĂN BÌNH nộp", "NGUYỄN VĂN BÌNH", What.NAME),
    ("nguyen van binh", "nguyen van binh", What.NAME),
    ("Nguyễn\nVăn\tBình", "Nguyễn\nVăn\tBình", What.NAME),
    ("Nguyễn-Văn-Bình", "Nguyễn-Văn-Bình", What.NAME),
    ("NguyenVanBinh", "NguyenVanBinh", What.NAME),
    ("do Nguyễn Vắn Binh nộp", "Nguyễn Vắn Binh", What.NAME),
    ("N.V. Bình làm đơn", "N.V. Bình", What.NAME),
    ("gặp ông Bình ở đó", "Bình", What.NAME),
    ("gap ong Binh o do", "Binh", What.NAME),
    ("gặp ông bình ở đó", "bình", What.NAME),
    ("ÔNG BÌNH nói", "BÌNH", What.NAME),
    ("cô Hòa hẹn lại", "Hòa", What.NAME),
    ("Bình đã nộp", "Bình", What.NAME),
    (unicodedata.normalize("NFD", "gặp Nguyễn Văn Bình"), unicodedata.normalize("NFD", "Bình"), What.NAME),
    ("ông Lê Quang Đạo không ký", "Lê Quang Đạo", What.NAME),
    ("anh Tuấn bảo", "Tuấn", What.NAME),
    ("anh/chị Hương tiếp", "Hương", What.NAME),
    ("cán bộ Phạm Thị Hoa trả lời", "Phạm Thị Hoa", What.NAME),
    ("đồng chí Lê Minh", "Lê Minh", What.NAME),
    ("Chủ tịch xã, ông Đỗ Mạnh Hùng, hẹn", "Đỗ Mạnh Hùng", What.NAME),
    ("ông Chủ tịch Đỗ Mạnh Hùng hẹn", "Đỗ Mạnh Hùng", What.NAME),
    ("bà trần thị mai bảo", "trần thị mai", What.NAME),
    ("Họ và tên: Vũ Thu Trang", "Vũ Thu Trang", What.NAME),
    ("người nhận là Hoàng Văn Thái", "Hoàng Văn Thái", What.NAME),
    # addresses
    ("ở số nhà 12", "12", What.ADDRESS),
    ("ở nhà số 12B", "12B", What.ADDRESS),
    ("ở số 12/3 ngõ 5", "12/3 ngõ 5", What.ADDRESS),
    ("ở 12A đường Nguyễn Trãi", "12A đường Nguyễn Trãi", What.ADDRESS),
    ("ở số 8 phố Huế", "8 phố Huế", What.ADDRESS),
    ("ở 45/12/3 Lê Lợi", "45/12/3 Lê Lợi", What.ADDRESS),
    ("ở số 7 Hùng Vương", "số 7 Hùng Vương", What.ADDRESS),
    ("ở hẻm 45", "45", What.ADDRESS),
    ("ở ngõ 5 ngách 12", "ngõ 5 ngách 12", What.ADDRESS),
    ("ở tổ 3", "tổ 3", What.ADDRESS),
    ("ở tổ dân phố số 4", "tổ dân phố số 4", What.ADDRESS),
    ("o so nha 12, ngo 5", "12, ngo 5", What.ADDRESS),
    ("ở Số 27, Ngõ 5, thôn Đông, xã Bình Minh", "thôn Đông, xã Bình Minh", What.ADDRESS),
    ("o so 27 ngo 5 thon dong", "thon dong", What.ADDRESS),
    # signatures
    ("Kính mong xem xét.\nNgười viết đơn\nLê Hồng Nhung", "Lê Hồng Nhung", What.SIGNATURE),
    ("Kính mong.\nNgười làm đơn\n(ký và ghi rõ họ tên)\n\nLê Hồng Nhung\n", "Lê Hồng Nhung", What.SIGNATURE),
    ("Kính mong.\nKý tên: Lê Hồng Nhung", "Lê Hồng Nhung", What.SIGNATURE),
    ("Trân trọng,\nNhung", "Nhung", What.SIGNATURE),
    ("Trân trọng cảm ơn!\nlê hồng nhung", "lê hồng nhung", What.SIGNATURE),
    ("Xin cảm ơn.\n\n    LÊ HỒNG NHUNG", "LÊ HỒNG NHUNG", What.SIGNATURE),
]


READABLE = [
    "Căn cứ Nghị định số 20/2008/NĐ-CP ngày 14/02/2008 của Chính phủ",
    "Quyết định 12/2024/QĐ-UBND, công văn 07/UBND-VX, Thông báo 9441/TB-BNV, Luật 91/2025/QH15",
    "Công văn số 12729/VPCP-KGVX ngày 03/11/2026",
    "Ngày 03/11/2026 10 người dân đến lúc 08:00 - 11:30, 13:30 - 17:00",
    "từ ngày 01/01-14/03/2026 và 15/12/2025 – 14/03/2026",
    "ngày 3.11.2026, ngày 03-11-2026 và 2026-11-03",
    "tháng 04/2026, 05/2026, 06/2026",
    "giai đoạn 2021-2026, các năm 2024 2025 2026",
    "lệ phí 1.500.000 đồng, phạt 150.000.000đ, 15 triệu, 12,5 tỷ, 2 500 000 đồng",
    "Mức thu 150.000.000 một năm",
    "tổng mức đầu tư 150000000000 đồng",
    "Điều 147 khoản 2 điểm a Bộ luật Dân sự 2015",
    "các tháng 03, 04, 05, 06, 07",
    "mục 01, 02, 03, 04, 05, 06",
    "Gọi tổng đài 1022, 113, 1900 1234 hoặc 1800.1234",
    "thửa đất số 125, tờ bản đồ số 12, diện tích 120,5 m2",
    "lúc 8h30 sáng, trong 15 ngày làm việc, cách 2,5 km, đạt 98,08%",
    "ông/bà gửi đơn, ông ấy, bà này, anh chị em trong thôn",
    "Ông Chủ tịch xã và bà Trưởng thôn đều vắng",
    "Chủ tịch UBND xã, Phó Chủ tịch Hội đồng nhân dân, cán bộ Văn phòng, công chức Tư pháp - Hộ tịch",
    "xã Bình Minh, tỉnh Hòa Bình, huyện Cô Tô, Bà Rịa - Vũng Tàu",
    "đường Nguyễn Trãi bị ngập, phố Bà Triệu, trường THCS Nguyễn Văn Cừ",
    "đường Hai Bà Trưng và đường Ông Ích Khiêm",
    "Đại sứ quán nước Anh dạy tiếng Anh",
    "Trân trọng cảm ơn Ủy ban nhân dân xã.",
    "Kính gửi: Ủy ban nhân dân xã Bình Minh",
    "Tôi là công dân của xã, tôi là Đảng viên",
    "Bình thường tôi vẫn nộp tại Bộ phận Một cửa",
    "Hồ sơ có 3 tờ, tổ chức 2 lần, sổ đỏ, to 3 m",
    "không một ai trả lời, hai ba lần, năm sáu người",
    "Xem dichvucong.gov.vn hoặc https://chinhphu.vn/van-ban",
    "Hiện nay có 12 đường liên thôn hỏng, 5 hộ bị ngập",
    "Đường dây 110 kV, cột số 15, quốc lộ 1A",
    "mã hồ sơ H15.50.05.13-261008-0975 và 000.00.17.H15-261120-0001",
    "Giấy chứng nhận số BA 123456, thửa đất số 0125, biểu số II.05a/VPCP/KSTT",
    "thôn 2, thôn 3, thôn 4 bị ngập",
    "Chủ tịch Hồ Chí Minh; TP Hồ Chí Minh",
    "Giám đốc Sở Nội vụ, Bí thư Đảng ủy, Hiệu trưởng Trường Tiểu học Lê Văn Tám",
    "Ong Chu tich xa va ba con trong thon, anh em chung toi",
    "Năm 2024, năm 2025, năm 2026 tôi đã hỏi ba lần",
    "quy định tại điểm a Khoản 2, điểm b Điều 5",
    "Tổ công tác số 3 gồm 5 người; đội 2 người",
]


@pytest.mark.parametrize(("text", "secret", "what"), HOSTILE)
def test_what_points_at_a_person_is_hidden_however_it_is_written(text: str, secret: str, what: What) -> None:
    redacted = redact(text, names=NAMES, addresses=[ADDRESS])

    assert secret not in redacted.text
    start = text.index(secret)
    covered = {place for span in redacted.spans for place in range(span.start, span.end)}
    assert covered >= set(range(start, start + len(secret)))
    assert what in {span.what for span in redacted.spans}


@pytest.mark.parametrize("text", READABLE)
def test_dates_sums_documents_offices_and_places_stay_readable(text: str) -> None:
    assert redact(text, names=["Lê Thu Bình"]).text == text


def test_a_house_number_is_hidden_in_its_place_and_not_in_the_number_of_a_decree() -> None:
    text = "Theo Quyết định số 12/2026/QĐ-UBND và Công văn số 12. Nhà tôi ở số 12, thôn Đông, xã Mẫu."

    shown = redact(text, addresses=["Số 12, Thôn Đông, xã Mẫu"]).text

    assert shown == "Theo Quyết định số 12/2026/QĐ-UBND và Công văn số 12. Nhà tôi ở ⟦đã che địa chỉ⟧."


def test_a_whole_petition_keeps_its_sense_and_loses_its_people() -> None:
    text = (
        "Kính gửi UBND xã Bình Minh.\nTôi là Nguyễn Văn Bình, ở số 27 ngõ 5, thôn Đông, xã Bình Minh, CCCD 001093012345"
        ", điện thoại 0912 345 678. Ngày 03/11/2026 tôi đến chứng thực, cán bộ Trần Thị Thu Hòa thu 1.500.000 đồng.\n"
        "Theo Nghị định 20/2008/NĐ-CP, đề nghị trả lời qua binh@example.vn.\nNgười viết đơn\nNguyễn Văn Bình"
    )

    redacted = redact(text, names=NAMES, addresses=[ADDRESS]).text

    assert redacted == (
        "Kính gửi UBND xã Bình Minh.\nTôi là ⟦đã che tên người⟧, ở ⟦đã che địa chỉ⟧, CCCD ⟦đã che số giấy tờ⟧,"
        " điện thoại ⟦đã che số điện thoại⟧. Ngày 03/11/2026 tôi đến chứng thực, cán bộ ⟦đã che tên người⟧ thu"
        " 1.500.000 đồng.\nTheo Nghị định 20/2008/NĐ-CP, đề nghị trả lời qua ⟦đã che thư điện tử⟧.\nNgười viết đơn\n"
        "⟦đã che chữ ký⟧"
    )


def test_spans_tell_where_in_the_original_something_was() -> None:
    text = "Gọi 0912345678 gặp ông Tuấn"

    spans = redact(text).spans

    assert [(text[span.start : span.end], span.what) for span in spans] == [
        ("0912345678", What.PHONE),
        ("Tuấn", What.NAME),
    ]


def test_a_page_can_cut_the_text_at_its_markers() -> None:
    text = redact("Gọi 0912345678 nhé").text

    assert pieces(text) == [
        Piece("Gọi ", None),
        Piece("⟦đã che số điện thoại⟧", What.PHONE),
        Piece(" nhé", None),
    ]
    assert pieces("") == []


def test_a_marker_typed_by_hand_shelters_nothing() -> None:
    assert "0912345678" not in redact("⟦đã che 0912345678⟧ ⟦đã che tên người 0912345678⟧").text


def test_a_marker_already_there_is_left_alone() -> None:
    text = f"Gọi {marker(What.PHONE)} gặp {marker(What.NAME)}."

    assert redact(text).text == text
    assert redact(text).spans == ()


@pytest.mark.parametrize(
    "text",
    [
        "0 " * 5000,
        "a." * 5000,
        "-" * 10000,
        "@ " * 5000,
        "Nguyễn Văn " * 900,
        "12/" * 3000,
        "số 1 ngõ 2 " * 900,
        "o" * 10000,
        "một " * 2500,
        "stk " * 2500,
        "(" * 10000,
        "1 000 " * 1600,
    ],
)
def test_the_longest_petition_is_read_in_reasonable_time(text: str) -> None:
    began = time.process_time()

    redact(text, names=NAMES, addresses=[ADDRESS])

    assert time.process_time() - began < 5
