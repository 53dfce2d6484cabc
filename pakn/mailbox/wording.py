"""Outcomes and reasons in the words of the office."""

from __future__ import annotations

from pakn.mailbox import reasons
from pakn.mailbox.models import Outcome
from pakn.mailbox.queries import Tab
from pakn.mailbox.reasons import Reason
from pakn.web.i18n import LazyString, _, lazy

TABS: dict[Tab, LazyString] = {
    Tab.ASIDE: lazy("Để riêng"),
    Tab.ENTERED: lazy("Đã nhập"),
    Tab.ASKED: lazy("Chờ bổ sung"),
    Tab.FOLLOW_UPS: lazy("Gửi tiếp"),
    Tab.NOT_TAKEN: lazy("Không nhập"),
    Tab.AUTOMATIC: lazy("Thư tự động"),
    Tab.PENDING: lazy("Đang đọc"),
    Tab.DEALT_WITH: lazy("Văn phòng đã xem"),
}
OUTCOMES: dict[Outcome, LazyString] = {
    Outcome.ACCEPTED: lazy("Đã nhập thành phản ánh"),
    Outcome.AWAITING_SUPPLEMENT: lazy("Đã nhập, đang chờ người dân bổ sung"),
    Outcome.FOLLOW_UP: lazy("Đã gắn vào phản ánh có trước"),
    Outcome.AUTOMATIC: lazy("Thư tự động, không trả lời"),
    Outcome.BOUNCE: lazy("Báo thư gửi đi không tới nơi"),
    Outcome.DUPLICATE: lazy("Thư đã nhận trước đó"),
    Outcome.REFUSED: lazy("Không nhận được"),
    Outcome.SET_ASIDE: lazy("Để riêng cho văn phòng"),
}
_REASONS: dict[str, LazyString] = {
    Reason.NOT_VIETNAMESE: lazy("Thư không viết bằng tiếng Việt."),
    Reason.SPAM: lazy("Máy thấy giống thư rác."),
    Reason.ASKED_TODAY: lazy("Thư thiếu thông tin, mà hôm nay đã hỏi người gửi một lần."),
    Reason.TOO_MANY: lazy("Người này gửi hơn 20 phản ánh trong một ngày."),
    Reason.NO_AGENCY: lazy("Không rõ thư gửi cơ quan nào."),
    Reason.OFFICER_REPLY: lazy("Thư trả lời một thông báo gửi cho cán bộ."),
    Reason.STRANGER: lazy("Thư nhắc phản ánh của người khác và thiếu thông tin người gửi."),
    Reason.TOO_LARGE: lazy("Thư lớn hơn 50 MB, chỉ giữ phần đầu. Mở hộp thư để xem cả thư."),
    Reason.STOPPED: lazy("Máy dừng giữa chừng ba lần khi đọc thư này."),
    "empty": lazy("Thư không có chữ và không có tệp."),
    "no_sender": lazy("Thư không có địa chỉ người gửi."),
    "encrypted": lazy("Thư bị mã hóa nên không đọc được."),
    "not_a_mail": lazy("Đây không phải là thư điện tử."),
    "busy": lazy("Cơ sở dữ liệu đang bận, máy sẽ đọc lại."),
}
_FAULT = lazy("Máy gặp lỗi khi đọc thư này (%(kind)s). Thư còn nguyên.")
_MAILBOX: dict[str, LazyString] = {
    "MailboxLoginError": lazy("máy chủ thư không nhận tên hoặc mật khẩu."),
    "MailboxFolderSelectError": lazy("máy chủ thư không có thư mục đã đặt."),
    "Refused": lazy("không có cơ quan nào mang mã đã đặt cho hộp thư này."),
    "TimeoutError": lazy("máy chủ thư không trả lời trong 30 giây."),
    "ConnectionRefusedError": lazy("máy chủ thư không mở cổng đã đặt."),
    "error": lazy("máy chủ thư không đưa được thư."),
    "MailboxFetchError": lazy("máy chủ thư không đưa được thư."),
    "gaierror": lazy("không tìm thấy máy chủ thư này."),
    "SSLCertVerificationError": lazy("chứng thư của máy chủ thư không đáng tin."),
}


def outcome_words(outcome: Outcome | None) -> str:
    """What became of a mail."""
    return str(OUTCOMES[outcome]) if outcome is not None else _("Đang chờ đọc")


def reason_words(reason: str) -> str:
    """Why, in a sentence; a code without one stands as it is."""
    if reason.startswith(reasons.FAULT):
        return str(_FAULT) % {"kind": reason.removeprefix(reasons.FAULT)}
    words = _REASONS.get(reason)
    return str(words) if words is not None else reason


def mailbox_fault(kind: str) -> str:
    """Why a mailbox could not be read, from the kind of its fault."""
    words = _MAILBOX.get(kind.split(" ")[0])
    return str(words) if words is not None else _("lỗi %(kind)s.", kind=kind)
