"""What an officer has to say with each verb."""

from __future__ import annotations

from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional, StopValidation
from wtforms.widgets import CheckboxInput

from pakn.intake.forms import (
    ADDRESS_NEEDED,
    address_field,
    check_email,
    check_number,
    check_phone,
    contact_by_post_field,
    email_field,
    phone_field,
)
from pakn.intake.submission import ADDRESS_LENGTH, CONTENT_LENGTH, NAME_LENGTH, phone_number
from pakn.petitions.models import Kind, SubjectScope
from pakn.petitions.petitioners import Reach, Source
from pakn.petitions.wording import KINDS, SCOPES, SOURCES
from pakn.web.forms import AtMost, BaseForm, Needed, line, paragraphs
from pakn.web.i18n import LazyString, _, lazy

_REASON = 2_000
_REPLY = 30_000
_TOO_LONG = lazy("Rút phần này còn %(limit)s ký tự. Hiện có %(length)s.")


def _reason(label: Any, needed: LazyString, hint: Any = "") -> TextAreaField:
    return TextAreaField(
        label, description=hint, filters=[paragraphs], validators=[Needed(needed), AtMost(_REASON, _TOO_LONG)]
    )


class AssignForm(BaseForm):
    """To whom the petition goes; `holder` is "unit" or "unit:officer" by id, empty for the office."""

    holder = SelectField(lazy("Giao cho"), validate_choice=True)
    reason = TextAreaField(
        lazy("Lời dặn"), filters=[paragraphs], validators=[Optional(), AtMost(_REASON, _TOO_LONG)]
    )


class AcceptForm(BaseForm):
    """Nothing to say: one press."""


class RefuseForm(BaseForm):
    """On which ground, and what the citizen is told."""

    ground = SelectField(
        lazy("Lý do không tiếp nhận"), validators=[Needed(lazy("Chọn lý do không tiếp nhận"))]
    )
    reason = _reason(
        lazy("Lời gửi người dân"),
        lazy("Viết cho người dân biết vì sao và gửi ở đâu"),
        lazy("Người dân đọc nguyên văn phần này, dưới lời hướng dẫn có sẵn của lý do đã chọn."),
    )


class AskSupplementForm(BaseForm):
    """What is missing."""

    items = _reason(
        lazy("Cần người dân gửi thêm gì"),
        lazy("Viết rõ còn thiếu gì để người dân gửi một lần là đủ"),
        lazy("Ví dụ: ngày đến làm thủ tục, tên thủ tục, ảnh giấy hẹn."),
    )


class SupplementForm(BaseForm):
    """What the citizen brought or said, typed in by the office."""

    content = TextAreaField(
        lazy("Người dân bổ sung"),
        filters=[paragraphs],
        validators=[Needed(lazy("Ghi lại phần người dân bổ sung")), AtMost(CONTENT_LENGTH, _TOO_LONG)],
    )


class CompletingForm(SupplementForm):
    """The same for a petition whose sender is not known well enough; what is known already is not asked."""

    full_name = StringField(
        lazy("Họ và tên người gửi"), filters=[line], validators=[Optional(), AtMost(NAME_LENGTH, _TOO_LONG)]
    )
    address = StringField(
        lazy("Địa chỉ"), filters=[line], validators=[Optional(), AtMost(ADDRESS_LENGTH, _TOO_LONG)]
    )
    phone = StringField(lazy("Số điện thoại"), filters=[line], validators=[Optional()])
    contact_by_post = BooleanField(lazy("Liên hệ qua thư theo địa chỉ trên"))

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called."""
        check_number(field)


class ForwardForm(BaseForm):
    """To which agency: one of this installation, or another by name."""

    agency = SelectField(lazy("Cơ quan có thẩm quyền"))
    other = StringField(
        lazy("Tên cơ quan khác"),
        description=lazy("Ghi khi cơ quan không có trong danh sách, ví dụ: Sở Giao thông vận tải."),
        filters=[line],
        validators=[AtMost(200, _TOO_LONG)],
    )
    reason = _reason(lazy("Vì sao chuyển"), lazy("Viết lý do chuyển, người dân sẽ đọc phần này"))

    def validate_other(self, field: StringField) -> None:
        """One of the two must be named."""
        if not self.agency.data and not field.data:
            Needed(lazy("Chọn cơ quan trong danh sách hoặc ghi tên cơ quan khác"))(self, field)


class ReasonForm(BaseForm):
    """A reason is all that is needed."""

    reason = _reason(lazy("Lý do"), lazy("Viết lý do"))


class ReplyForm(BaseForm):
    """The answer as it is written."""

    outcome = RadioField(lazy("Kết quả xử lý"), validators=[Needed(lazy("Chọn kết quả xử lý"))])
    text = TextAreaField(
        lazy("Nội dung trả lời"),
        description=lazy("Câu đầu trả lời thẳng: có, không, hoặc ngày nào. Sau đó mới nêu căn cứ."),
        filters=[paragraphs],
        validators=[Needed(lazy("Viết câu trả lời")), AtMost(_REPLY, _TOO_LONG)],
    )
    basis = StringField(lazy("Căn cứ"), filters=[line], validators=[Optional(), AtMost(_REASON, _TOO_LONG)])


class ApproveForm(BaseForm):
    """Whether the result is published at once; `shown` marks the answer that the page showed."""

    shown = HiddenField()
    publish_now = BooleanField(lazy("Công khai ngay bản đã che"))


class PublishForm(BaseForm):
    """The snapshot, to be worded better or to hide more; what must be hidden stays hidden."""

    shown = HiddenField()
    title = StringField(
        lazy("Tiêu đề"), filters=[line], validators=[Needed(lazy("Viết tiêu đề")), AtMost(300, _TOO_LONG)]
    )
    question = TextAreaField(
        lazy("Người dân phản ánh"),
        description=lazy("Xóa hoặc che thêm nếu còn sót thông tin riêng."),
        filters=[paragraphs],
        validators=[Needed(lazy("Phần này không để trống")), AtMost(_REPLY, _TOO_LONG)],
    )
    answer = TextAreaField(
        lazy("Câu trả lời"),
        filters=[paragraphs],
        validators=[Needed(lazy("Phần này không để trống")), AtMost(_REPLY, _TOO_LONG)],
    )
    grounds = StringField(lazy("Căn cứ"), filters=[line], validators=[Optional(), AtMost(_REASON, _TOO_LONG)])


class NoteForm(BaseForm):
    """An internal note."""

    text = _reason(lazy("Ghi chú nội bộ"), lazy("Viết ghi chú"), lazy("Người dân không thấy."))


class _StaysKnown:
    """What is known of somebody may change, but not be emptied; what nobody knows yet may stay so."""

    def __init__(self, sentence: LazyString) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Any) -> None:
        """Raise StopValidation."""
        if field.object_data and not field.data:
            raise StopValidation(str(self.sentence))


class ContactForm(BaseForm):
    """How the petitioner can be reached, as it should have been, and how the office knows.

    `shown` marks what was known when the page was opened.
    """

    shown = HiddenField()
    source = RadioField(
        lazy("Biết từ đâu"),
        choices=[(each.value, words) for each, words in SOURCES.items()],
        validate_choice=False,
    )
    email = email_field()
    phone = phone_field()
    address = address_field(
        _StaysKnown(ADDRESS_NEEDED),
        lazy("Số nhà, thôn hoặc tổ dân phố. Nơi người dân nhận được thư trả lời."),
    )
    contact_by_post = contact_by_post_field()
    send_again = BooleanField(lazy("Gửi lại đến thư điện tử trên những thư chưa đến nơi"))

    def validate_source(self, field: RadioField) -> None:
        """One of those offered."""
        if field.data not in set(Source):
            raise ValidationError(_("Chọn biết từ đâu"))

    def validate_email(self, field: StringField) -> None:
        """Only an address that mail can be sent to."""
        check_email(field)

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called; where neither it nor a wish for letters was known, it may stay away."""
        known = field.object_data or self.contact_by_post.object_data
        check_phone(field, self.contact_by_post) if known else check_number(field)

    def to_reach(self) -> Reach:
        """What was filled in, as the register takes it."""
        return Reach(
            email=self.email.data or "",
            phone=phone_number(self.phone.data or ""),
            address=self.address.data or "",
            contact_by_post=bool(self.contact_by_post.data),
        )

    def said_by(self) -> Source:
        """How the office knows."""
        return Source(self.source.data)


class FilingForm(BaseForm):
    """How a person classifies it."""

    field = SelectField(lazy("Lĩnh vực"), validators=[Needed(lazy("Chọn lĩnh vực"))])
    kind = SelectField(
        lazy("Loại"), choices=[("", lazy("Chưa phân loại")), *((each.value, KINDS[each]) for each in Kind)]
    )
    scope = SelectField(lazy("Phạm vi"), choices=[(each.value, SCOPES[each]) for each in SubjectScope])
    about = SelectMultipleField(
        lazy("Cán bộ được phản ánh"),
        description=lazy("Người được chọn không xem được phản ánh này nữa."),
        coerce=int,
        option_widget=CheckboxInput(),
    )
