"""Outcomes and reasons in the words of the office."""

from __future__ import annotations

import re

from pakn.mailbox import reasons
from pakn.mailbox.models import IncomingMail, Outcome
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
    Reason.NOT_VIETNAMESE: lazy("Máy không thấy chữ nào rõ là tiếng Việt."),
    Reason.SPAM: lazy("Máy thấy giống thư rác."),
    Reason.ASKED_TODAY: lazy("Thư thiếu thông tin, mà hôm nay đã hỏi người gửi một lần."),
    Reason.TOO_MANY: lazy("Người này gửi hơn 20 phản ánh trong một ngày."),
    Reason.NO_AGENCY: lazy("Không rõ thư gửi cơ quan nào."),
    Reason.OFFICER_REPLY: lazy("Cán bộ trả lời một thông báo hoặc viết về một phản ánh."),
    Reason.STRANGER: lazy("Thư nhắc phản ánh của người khác và thiếu thông tin người gửi."),
    Reason.TOO_LARGE: lazy("Thư lớn hơn 50 MB, chỉ giữ phần đầu. Mở hộp thư để xem cả thư."),
    Reason.STOPPED: lazy("Máy dừng giữa chừng ba lần khi đọc thư này."),
    "empty": lazy("Thư không có chữ và không có tệp."),
    "no_sender": lazy("Thư không có địa chỉ người gửi."),
    "encrypted": lazy("Thư bị mã hóa nên không đọc được."),
    "not_a_mail": lazy("Đây không phải là thư điện tử."),
    "own_mail": lazy("Thư do chính dịch vụ này gửi đi."),
    "receipt": lazy("Thư báo một thư gửi đi đã tới hoặc đã được đọc."),
    "delayed": lazy("Máy chủ thư báo một thư gửi đi còn chậm, chưa mất."),
    "complaint": lazy("Người nhận báo một thư gửi đi là thư rác."),
    "vacation": lazy("Thư báo vắng mặt."),
    "auto_submitted": lazy("Thư ghi rõ là do máy gửi."),
    "mailing_list": lazy("Thư của một danh sách gửi chung."),
    "bulk": lazy("Thư gửi hàng loạt."),
    "daemon": lazy("Địa chỉ gửi là của máy, không ai đọc thư trả lời."),
    "null_sender": lazy("Thư gửi đi mà không để địa chỉ nhận lại."),
    "loop": lazy("Thư đi vòng giữa các máy chủ thư."),
    "return_address": lazy("Thư gửi vào địa chỉ chỉ để máy chủ thư báo lỗi."),
    "busy": lazy("Cơ sở dữ liệu đang bận, máy sẽ đọc lại."),
}
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_REPORTED = lazy("Máy chủ thư báo mã %(status)s.")
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


def outcome_of(mail: IncomingMail) -> str:
    """The same for one that the office may have let rest."""
    let_rest = mail.outcome is Outcome.SET_ASIDE and mail.handled_at is not None
    return str(TABS[Tab.DEALT_WITH]) if let_rest else outcome_words(mail.outcome)


def reason_words(reason: str) -> str:
    """Why, in a sentence: of this package, of the parser, of a fault, or of a bounce (RFC 3463)."""
    if reason.startswith(reasons.FAULT):
        return str(_FAULT) % {"kind": reason.removeprefix(reasons.FAULT)}
    if _STATUS.fullmatch(reason):
        return str(_REPORTED) % {"status": reason}
    words = _REASONS.get(reason)
    return str(words) if words is not None else reason


def mailbox_fault(kind: str) -> str:
    """Why a mailbox could not be read, from the kind of its fault."""
    words = _MAILBOX.get(kind.split(" ")[0])
    return str(words) if words is not None else _("lỗi %(kind)s.", kind=kind)
