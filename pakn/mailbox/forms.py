"""What the office says about a mail that was set aside."""

from __future__ import annotations

import re
from typing import Any

from wtforms import BooleanField, SelectField, StringField, TextAreaField, ValidationError
from wtforms.validators import Optional

from pakn.intake import submission as limits
from pakn.intake.forms import check_number
from pakn.intake.submission import Contacts, phone_number, shown_phone
from pakn.kernel.codes import parse_tracking_code
from pakn.mailbox.letters import Understood
from pakn.mailbox.office import Corrected
from pakn.web.forms import AtMost, BaseForm, Needed, line, paragraphs
from pakn.web.i18n import _, lazy

_TOO_LONG = lazy("Rút phần này còn %(limit)s ký tự. Hiện có %(length)s.")
_REASON = 2_000
_LIKE_A_CODE = re.compile(r"(?:PAKN)?[- ]*[0-9OIL]{4}[- ]*[0-9OIL]{5,8}[- ]*[0-9A-Z]", re.IGNORECASE)


def _line(label: Any, limit: int, hint: Any = "", needed: Any = None) -> StringField:
    first: Any = Needed(needed) if needed else Optional()
    return StringField(label, description=hint, filters=[line], validators=[first, AtMost(limit, _TOO_LONG)])


class EnterForm(BaseForm):
    """The mail as a petition; what stays empty of the sender's details is asked of them."""

    agency = SelectField(lazy("Cơ quan nhận"), validators=[Needed(lazy("Chọn cơ quan nhận phản ánh"))])
    full_name = _line(
        lazy("Họ và tên"),
        limits.NAME_LENGTH,
        lazy("Thiếu họ tên, địa chỉ hoặc điện thoại thì người gửi nhận thư yêu cầu bổ sung."),
    )
    address = _line(lazy("Địa chỉ"), limits.ADDRESS_LENGTH)
    phone = _line(lazy("Số điện thoại"), 40)
    contact_by_post = BooleanField(lazy("Liên hệ qua thư theo địa chỉ trên"))
    subject = _line(
        lazy("Tóm tắt trong một câu"),
        limits.SUBJECT_LENGTH,
        needed=lazy("Tóm tắt việc người dân nói trong một câu"),
    )
    content = TextAreaField(
        lazy("Nội dung"),
        description=lazy("Nguyên văn lời người dân. Thư gốc vẫn được giữ."),
        filters=[paragraphs],
        validators=[Needed(lazy("Viết nội dung phản ánh")), AtMost(limits.CONTENT_LENGTH, _TOO_LONG)],
    )

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called."""
        check_number(field)
        field.data = phone_number(field.data or "")

    def corrected(self, organization: str) -> Corrected:
        """What was filled in."""
        contacts = Contacts(
            full_name=self.full_name.data or "",
            address=self.address.data or "",
            phone=self.phone.data or "",
            contact_by_post=bool(self.contact_by_post.data),
            organization=organization,
        )
        return Corrected(contacts, self.subject.data or "", self.content.data or "")


def prefilled(understood: Understood, subject: str, content: str, agency: str) -> dict[str, Any]:
    """The form's first content: what the machine understood."""
    return {
        "agency": agency,
        "full_name": understood.full_name[: limits.NAME_LENGTH],
        "address": understood.address[: limits.ADDRESS_LENGTH],
        "phone": shown_phone(understood.phone),
        "contact_by_post": understood.contact_by_post,
        "subject": subject,
        "content": content,
    }


class AttachForm(BaseForm):
    """To which petition it belongs."""

    code = StringField(
        lazy("Mã phản ánh"),
        description=lazy("Ví dụ: PAKN-2026-000123-K"),
        filters=[line],
        validators=[Needed(lazy("Ghi mã của phản ánh"))],
    )

    def validate_code(self, field: StringField) -> None:
        """A code whose check character is right."""
        typed = field.data or ""
        if parse_tracking_code(typed) is not None:
            return
        if _LIKE_A_CODE.fullmatch(typed):
            raise ValidationError(_("Mã này sai một ký tự. Xem lại mã trên phiếu."))
        raise ValidationError(_("Đây không phải là mã phản ánh. Mã có dạng PAKN-2026-000123-K."))


class DismissForm(BaseForm):
    """Why nothing has to be done."""

    reason = TextAreaField(
        lazy("Vì sao bỏ qua"),
        description=lazy("Chỉ văn phòng và lãnh đạo đọc được. Người gửi không nhận thư nào."),
        filters=[paragraphs],
        validators=[Needed(lazy("Viết lý do bỏ qua thư này")), AtMost(_REASON, _TOO_LONG)],
    )


class RetryForm(BaseForm):
    """Nothing to say: one press."""
