"""The Vietnamese sentence for every code with which the program says no: what is wrong and what to do."""

from __future__ import annotations

from pakn.kernel.errors import Refused
from pakn.web.i18n import LazyString, lazy

SENTENCES: dict[str, LazyString] = {
    "account_locked": lazy(
        "Tên đăng nhập hoặc mật khẩu không đúng. Sai năm lần liền thì tài khoản tạm khóa 15 phút. "
        "Xem lại phím CapsLock và bộ gõ tiếng Việt."
    ),
    "agency_file": lazy("Tệp chưa nạp được, còn chỗ cần sửa."),
    "assign_outside": lazy("Chỉ giao được trong đơn vị mình phụ trách, hoặc trả về văn phòng."),
    "busy": lazy("Máy đang bận. Những gì đã viết vẫn còn nguyên, bấm gửi lại sau ít phút."),
    "empty_reply": lazy("Viết câu trả lời trước khi trình duyệt."),
    "file_content": lazy("Tệp “%(name)s” không gửi được: nội dung không đúng với đuôi tệp."),
    "file_count": lazy("Tệp “%(name)s” không gửi được: mỗi phản ánh tối đa %(limit)s tệp."),
    "file_empty": lazy("Tệp “%(name)s” không gửi được: tệp trống."),
    "file_size": lazy("Tệp “%(name)s” không gửi được: lớn hơn 10 MB."),
    "file_type": lazy("Tệp “%(name)s” không gửi được: chỉ nhận ảnh, PDF và Word."),
    "changed_meanwhile": lazy("Có người vừa sửa phần này. Đọc lại bản mới bên dưới rồi làm tiếp."),
    "forward_nowhere": lazy("Chọn cơ quan trong danh sách hoặc ghi tên cơ quan khác."),
    "forward_to_itself": lazy("Phản ánh đang ở chính cơ quan này. Chọn cơ quan khác để chuyển."),
    "mail_dealt_with": lazy("Thư này đã có người xử lý, nên việc vừa chọn không được làm."),
    "mail_without_sender": lazy("Thư này không có địa chỉ người gửi nên không nhập được."),
    "name_officers": lazy("Chỉ văn phòng hoặc lãnh đạo ghi tên cán bộ được phản ánh, khi phản ánh còn mở."),
    "no_agency": lazy("Chọn cơ quan nhận phản ánh trong danh sách."),
    "no_message": lazy("Không tìm thấy thư này."),
    "no_outcome": lazy("Chọn kết quả xử lý trong danh sách."),
    "no_petition": lazy("Không tìm thấy phản ánh này."),
    "no_reply": lazy("Phản ánh này chưa có câu trả lời."),
    "no_such_ground": lazy("Chọn lý do không tiếp nhận trong danh sách."),
    "nobody_to_return_to": lazy(
        "Người dân gửi thẳng đến đây nên không trả lại được. Chuyển cơ quan có thẩm quyền."
    ),
    "officer_concerned": lazy("Không giao được cho %(name)s: phản ánh này nói về chính người đó."),
    "officer_of_another_unit": lazy("%(name)s không làm việc ở đơn vị này. Chọn người trong đơn vị."),
    "refile": lazy("Chỉ người đang giữ phản ánh hoặc văn phòng sửa được phân loại, khi phản ánh còn mở."),
    "storage_full": lazy(
        "Tệp “%(name)s” chưa nhận được: chỗ chứa tệp đang đầy. Gửi lại sau ít giờ, hoặc gửi không kèm tệp."
    ),
    "too_often": lazy(
        "Đã gửi nhiều lần trong chốc lát. Những gì đã viết vẫn còn nguyên, chờ một phút rồi bấm gửi."
    ),
    "unit_of_another_agency": lazy("Đơn vị này thuộc cơ quan khác. Chọn đơn vị trong cơ quan mình."),
    "verb_not_now": lazy("Bước này đã qua hoặc chưa tới. Tải lại trang để xem phản ánh đang ở đâu."),
    "verb_not_yours": lazy(
        "Việc này thuộc phần của người khác. Nếu cần làm, nhờ văn phòng hoặc lãnh đạo giao."
    ),
    "writer_cannot_approve": lazy("Người soạn không tự duyệt được. Lãnh đạo khác duyệt trả lời này."),
}


def sentence(refused: Refused) -> str:
    """The sentence of a refusal, its parameters filled in."""
    words = SENTENCES.get(refused.code)
    return str(words) % refused.params if words is not None else refused.code
