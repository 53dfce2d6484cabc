"""The Vietnamese words that tell a person's name from a place, an office or the start of a sentence."""

from __future__ import annotations

from pakn.publishing.redaction_view import look_at


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


def _phrases(phrases: str) -> frozenset[str]:
    return frozenset(phrase.strip() for phrase in phrases.split(","))


def bare(word: str) -> str:
    """The word in lower case without marks."""
    return look_at(word, []).low


TITLES = _set("ông bà anh chị cô chú bác cậu dì thím mợ em cháu thầy cụ")
"""Before a name in any text; without marks they are ordinary words, so they need care."""

TITLES_BARE = frozenset(bare(title) for title in TITLES)

ROLES = _phrases(
    "cán bộ, công chức, viên chức, đồng chí, chủ tịch, phó chủ tịch, trưởng thôn, trưởng xóm, trưởng "
    "ấp, trưởng phòng, phó phòng, phó trưởng phòng, trưởng ban, bí thư, phó bí thư, giám đốc, phó giám "
    "đốc, công an, công an viên, thiếu tá, trung tá, đại úy, thượng úy, trung úy, kế toán, địa chính, văn "
    "thư, bác sĩ, y sĩ, y tá, điều dưỡng, luật sư, cô giáo, thầy giáo, giáo viên, hiệu trưởng, chuyên "
    "viên, nhân viên, tổ trưởng, đội trưởng, hàng xóm, vợ, chồng, con trai, con gái, bố, mẹ, cha, má, "
    "tên, tên là, tôi là, tôi tên, tôi tên là, tên tôi là, họ tên, họ và tên, người tên, gặp, đ c, fb, "
    "facebook, zalo, nick, người đại diện, đại diện, chủ hộ, hộ, gia đình, nhà, người dân"
)
"""Before a name too, but as often before the name of an office; a family name must follow."""

FAMILY_NAMES = _set(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đinh trịnh lương mai tạ "
    "trương đoàn hà cao thái lưu tô châu quách vương đào tăng lâm lại kiều phùng nghiêm tống từ triệu "
    "khổng chu thân hứa la ninh giang âu quan cù mạc doãn viên nông lò quàng vàng giàng thào sùng tòng "
    "cầm ma bế đàm trang diệp kim thạch sơn danh lục hoà hoàn ông văn mã thi bạch cung đồng hàn khúc lều "
    "mẫn ngụy ong phí tiêu trà ung vi vừ xa hạng cứ thèn"
)
FAMILY_NAMES_BARE = frozenset(bare(name) for name in FAMILY_NAMES)

MIDDLE_NAMES = _set("văn thị van thi")
"""Hardly anything but a personal name has these after a family name."""

PLACES = _set(
    "xã phường quận huyện tỉnh thôn xóm ấp bản buôn khu phố đường ngõ ngách hẻm chợ cầu sông núi hồ đảo "
    "trường thpt thcs tiểu học viện công viên quảng trường thị trấn thành đèo làng cảng bến ga đình chùa "
    "đền tp non tư xoay xa phuong quan huyen tinh thon duong pho truong số"
)
"""Before a name they make it a place: đường Nguyễn Trãi, xã Bình Minh."""

NOT_NAMES = _set(
    "ấy ta này đó kia nào họ con cả già trẻ chủ nội ngoại ông bà anh chị cô chú bác cậu dì em cháu xã "
    "phường huyện tỉnh thôn xóm ấp tổ ban sở phòng đảng ủy uỷ ubnd hđnd ubmttq mttq tthc pakn bộ khu nhà "
    "tôi chúng kính nay hôm ngày khi nhưng và đến theo việc vì do xin người số địa nơi căn cục trạm chánh "
    "phó trưởng không có đã đang sẽ cần rất bị là của trong trên dưới tại tháng điều khoản ai thì mà nếu "
    "cũng lên xuống ra vào đi về còn những các một mọi thay phần mục phụ bệnh kho đội bưu oa"
)
"""Capitalised at times, yet never the start of a name after a title."""

SHORT_TITLES = _set("a c ô b e")
"""a Tuấn, c. Lan: before a capital only, and not where an article's points are counted."""

BEFORE_POINTS = _set("điểm mục nhóm loại hạng khoản lớp tổ diem muc nhom loai khoan lop")

COMMON_FAMILY_NAMES = _set(
    "nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương đinh trịnh trương đoàn lương"
)
"""With two or three more capitalised words these are a person, with or without a title."""

PUBLIC_NAMES = _phrases("hồ chí minh, hồ chủ tịch, nguyễn trãi, trần hưng đạo, lê lợi")

NOT_NAME_PAIRS = _phrases(
    "văn phòng, văn thư, văn hóa, văn hoá, tư pháp, địa chính, kinh tế, tài chính, tài nguyên, một cửa, "
    "hộ tịch, công an, công chức, công dân, trung tâm, bộ phận, chủ tịch, giám đốc, bí thư, cán bộ, kế "
    "toán, hiệu trưởng, viện trưởng, đại biểu, đội trưởng, thư ký, thanh tra, quân sự, y tế, giáo dục, "
    "xây dựng, nông nghiệp, nông dân, phụ nữ, cựu chiến, mặt trận, thanh niên, quản lý, tiếp dân, tiếp "
    "nhận, môi trường, lao động, giao thông, hành chính, thuế vụ, kiểm lâm, điện lực, ngân hàng, công ty, "
    "thư viện, bảo hiểm, luật sư, giáo viên, bác sĩ, thuận tiện, cảm ơn, cám ơn, hà nội, gia đình, quốc "
    "hội, quốc lộ, quốc phòng, quốc gia, quốc khánh, chi bộ, chi nhánh, chi hội, chi đoàn, chi tiết, việt "
    "nam, toàn bộ, toàn thể, toàn dân, liên đoàn, liên quan, quyết định, thông báo, thông tin, nghị định, "
    "nghị quyết, trân trọng, hợp tác, hợp đồng, đoàn thanh, đoàn thể, đoàn kiểm, hội đồng, hội nông, hội "
    "phụ, hội cựu, hội nghị, hội trường, hội người, dân số, dân quân, thú y, tuyên giáo, tuyên truyền, "
    "khuyến nông, chuyên môn, chuyên khoa, chuyên viên, chương trình, hàng ngày, đề nghị, phương án, hai "
    "bên, ba con, thành ủy, thành phố, đồn biên, hà tĩnh, thanh hóa, hải phòng, đà nẵng, lâm đồng, đồng "
    "nai, cao bằng, lạng sơn, thái bình, thái nguyên, dương liễu"
)

COMPOUNDS = _phrases(
    "bình thường, bình quân, bình đẳng, bình ổn, hòa giải, hoà giải, hòa bình, thu hồi, thu tiền, thu "
    "phí, thu nhập, hoa màu, minh bạch, công khai, công trình, công tác, công ty, an ninh, an toàn, an "
    "sinh, mai táng, thanh tra, thanh toán, thanh niên, hạnh phúc, phúc lợi, tài chính, tài sản, hải "
    "quan, thủy lợi, thuỷ lợi, trung tâm, trung ương, kiên quyết, quyền lợi, quyết định, định kỳ, thắng "
    "lợi, khánh thành, hiệp hội, nam giới, việt nam, chính quyền, chính sách, chi phí, chi cục, chung cư, "
    "nhân dân, sơn la, hương ước, tâm thần, tiến độ, tiến hành, thành phố, thành lập, hiền lành, dung "
    "lượng, lợi dụng, hùng vương, vinh dự, duy trì, duy nhất, tân trang, tuyết rơi, phương án, phương "
    "tiện, thảo luận, thư mời, đông đảo, hậu quả, hoàn thành, hoàn thiện, mạnh dạn, quý cơ, quý vị, quý "
    "ban"
)
"""Common words that begin as a given name may."""

NOT_NAME_PAIRS_BARE = frozenset(bare(pair) for pair in NOT_NAME_PAIRS)

PLACE_TITLES = _phrases(
    "bà rịa, bà nà, bà triệu, bà trưng, bà đen, bà điểm, bà chiểu, bà huyện, cô tô, cô giang, cô bắc, ông "
    "ích, ba vì, ba đình, chị lăng, anh quốc, anh sơn, ba tri, ba bể, ba tơ, cô đỏ"
)
"""Places that begin like a title and a name."""

CLOSINGS = _phrases(
    "người viết đơn, người làm đơn, người đứng đơn, người gửi đơn, người gửi, người viết, người phản ánh, "
    "người kiến nghị, người phản ánh kiến nghị, người đề nghị, người khiếu nại, người tố cáo, ký tên, kí "
    "tên, đã ký, chữ ký, kính đơn, trân trọng, trân trọng cảm ơn, xin trân trọng cảm ơn, trân trọng kính "
    "chào, xin chân thành cảm ơn, xin cảm ơn, chân thành cảm ơn, kính thư, thân ái, người đại diện, đại "
    "diện, thay mặt các hộ dân, công dân, cư dân"
)

STREET_NAMES = FAMILY_NAMES | _set("hùng quang bà hai điện cách lạc âu an thống nhất")
"""How the name of a street begins when it follows the number at once: 45 Trần Phú, 7 Hùng Vương."""
