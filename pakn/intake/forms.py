"""The citizen's forms: sentences that say what to do, and nothing typed is lost."""

from __future__ import annotations

import re
from typing import Any

from wtforms import (
    BooleanField,
    HiddenField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import Optional

from pakn.intake import submission
from pakn.intake.submission import Contacts, PhoneProblem, Submission, phone_number
from pakn.petitions.models import SubmitterType
from pakn.petitions.wording import SUBMITTERS
from pakn.web.forms import AtMost, BaseForm, Needed, line, paragraphs
from pakn.web.i18n import LazyString, _, lazy

_EMAIL = re.compile(r"[^@\s<>\"(),;:]+@[^@\s<>\"(),;:.]+(\.[^@\s<>\"(),;:.]+)+")
_EMAIL_LENGTH = 254
_PHONE_DIGITS = 10
ADDRESS_NEEDED = lazy("Nhập địa chỉ để xã gửi trả lời")


def _written(label: Any, needed: LazyString, hint: Any = "") -> TextAreaField:
    """What the citizen has to say, in as many words as a page takes."""
    return _more(label, Needed(needed), hint)


def _more(label: Any, first: Any, hint: Any = "") -> TextAreaField:
    """The same, with another word on whether it may stay empty."""
    too_long = lazy("Rút nội dung còn %(limit)s ký tự. Hiện có %(length)s.")
    return TextAreaField(
        label,
        description=hint,
        filters=[paragraphs],
        validators=[first, AtMost(submission.CONTENT_LENGTH, too_long)],
    )


def _files() -> MultipleFileField:
    """What comes with it."""
    return MultipleFileField(
        lazy("Ảnh, giấy tờ kèm theo"),
        description=lazy("Tối đa 10 tệp, mỗi tệp 10 MB. Ảnh JPG, PNG; PDF; Word."),
        validators=[Optional()],
    )


def _organization(label: LazyString) -> StringField:
    """In whose name somebody writes."""
    too_long = lazy("Rút tên còn %(limit)s ký tự. Hiện có %(length)s.")
    return StringField(label, filters=[line], validators=[AtMost(submission.ORGANIZATION_LENGTH, too_long)])


def _full_name() -> StringField:
    too_long = lazy("Rút họ tên còn %(limit)s ký tự. Hiện có %(length)s.")
    needed = Needed(lazy("Nhập họ và tên người gửi"))
    return StringField(
        lazy("Họ và tên"), filters=[line], validators=[needed, AtMost(submission.NAME_LENGTH, too_long)]
    )


def _address() -> TextAreaField:
    hint = lazy("Số nhà, thôn hoặc tổ dân phố. Nơi ông/bà nhận được thư trả lời.")
    return address_field(Needed(ADDRESS_NEEDED), hint)


def address_field(first: Any, hint: LazyString) -> TextAreaField:
    """Where a letter arrives; `first` says whether it may stay empty."""
    too_long = lazy("Rút địa chỉ còn %(limit)s ký tự. Hiện có %(length)s.")
    validators = [first, AtMost(submission.ADDRESS_LENGTH, too_long)]
    return TextAreaField(lazy("Địa chỉ"), description=hint, filters=[line], validators=validators)


def phone_field(hint: Any = "") -> StringField:
    """A number to call; judged by `check_phone`."""
    return StringField(lazy("Số điện thoại"), description=hint, filters=[line])


def contact_by_post_field() -> BooleanField:
    """The wish to be written to."""
    return BooleanField(
        lazy("Liên hệ qua thư theo địa chỉ trên"), description=lazy("Chọn nếu không có điện thoại.")
    )


def email_field() -> StringField:
    """An address for mail, if there is one; judged by `check_email`."""
    return StringField(lazy("Thư điện tử"), filters=[line], validators=[Optional()])


def check_phone(field: StringField, contact_by_post: BooleanField) -> None:
    """A number that can be called, unless the citizen prefers letters. Raises ValidationError."""
    check_number(field)
    if not field.data and not contact_by_post.data:
        raise ValidationError(_("Nhập số điện thoại, hoặc chọn liên hệ qua thư"))


def check_number(field: StringField) -> None:
    """A number that can be called, or none. Raises ValidationError."""
    try:
        phone_number(field.data or "")
    except PhoneProblem as problem:
        raise ValidationError(_phone_sentence(problem.digits)) from None


def check_email(field: StringField) -> None:
    """An address that mail can be sent to. Raises ValidationError."""
    typed = field.data or ""
    if len(typed) > _EMAIL_LENGTH or not typed.isascii() or not _EMAIL.fullmatch(typed):
        raise ValidationError(_("Xem lại thư điện tử, ví dụ hoa.nguyen@example.com, hoặc để trống"))


class SupplementForm(BaseForm):
    """What the citizen sends afterwards."""

    content = _written(lazy("Thông tin bổ sung"), lazy("Viết thông tin bổ sung"))
    attachments = _files()


class CompletingForm(BaseForm):
    """What the law requires to know of whoever wrote (Điều 7), with what is known filled in, and anything to add."""

    full_name = _full_name()
    address = _address()
    phone = phone_field(lazy("Bốn số cuối dùng để tra cứu nếu ông/bà mất thư của xã."))
    contact_by_post = contact_by_post_field()
    organization = _organization(lazy("Tên tổ chức, doanh nghiệp, nếu gửi thay mặt"))
    content = _more(lazy("Bổ sung nội dung"), Optional())
    attachments = _files()

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called, unless the citizen prefers letters."""
        check_phone(field, self.contact_by_post)

    def to_contacts(self) -> Contacts:
        """What was filled in, as the register takes it."""
        return Contacts(
            full_name=self.full_name.data or "",
            address=self.address.data or "",
            phone=phone_number(self.phone.data or ""),
            contact_by_post=bool(self.contact_by_post.data),
            organization=self.organization.data or "",
        )


class AskedAndCompletingForm(CompletingForm):
    """The same, when an officer asked for something beside it."""

    content = _written(lazy("Thông tin bổ sung"), lazy("Viết thông tin bổ sung"))


class WithdrawForm(BaseForm):
    """Why a petition is withdrawn, if the citizen cares to say."""

    reason = StringField(
        lazy("Lý do"),
        filters=[line],
        validators=[Optional(), AtMost(500, lazy("Rút lý do còn %(limit)s ký tự. Hiện có %(length)s."))],
    )


class TrackForm(BaseForm):
    """A code, and either the secret or the last four digits of the telephone."""

    code = StringField(lazy("Mã trên phiếu"), filters=[line])
    secret = StringField(lazy("Mã bí mật"), filters=[line])
    last4 = StringField(lazy("Bốn số cuối điện thoại"), filters=[line])


class PetitionForm(BaseForm):
    """The public form; what is required follows Điều 7, Nghị định 20/2008/NĐ-CP."""

    form_token = HiddenField()
    agency = SelectField(lazy("Gửi đến"), filters=[line], validate_choice=False)
    subject = StringField(
        lazy("Tóm tắt trong một câu"),
        filters=[line],
        validators=[
            Needed(lazy("Tóm tắt việc muốn nói trong một câu")),
            AtMost(
                submission.SUBJECT_LENGTH, lazy("Rút câu tóm tắt còn %(limit)s ký tự. Hiện có %(length)s.")
            ),
        ],
    )
    content = _written(
        lazy("Nội dung"),
        lazy("Viết nội dung: việc gì, ở đâu, khi nào, ông/bà đề nghị gì"),
        lazy(
            "Việc gì, xảy ra ngày nào, ở đâu, ông/bà đề nghị xã làm gì. Viết có dấu hay không dấu đều được. "
            "Tối đa 10.000 ký tự."
        ),
    )
    regulation = StringField(
        lazy("Quy định hoặc thủ tục liên quan"),
        description=lazy("Nếu biết, ví dụ: đăng ký khai sinh; Quyết định số 12/2025/QĐ-UBND"),
        filters=[line],
        validators=[
            Optional(),
            AtMost(
                submission.REGULATION_LENGTH, lazy("Rút phần này còn %(limit)s ký tự. Hiện có %(length)s.")
            ),
        ],
    )
    area = SelectField(
        lazy("Thôn, tổ dân phố"), filters=[line], validate_choice=False, validators=[Optional()]
    )
    attachments = _files()
    submitter_type = RadioField(
        lazy("Ông/bà gửi với tư cách"),
        choices=[(kind.value, words) for kind, words in SUBMITTERS.items()],
        default=SubmitterType.PERSON.value,
        validate_choice=False,
    )
    organization = _organization(lazy("Tên tổ chức, doanh nghiệp hoặc cơ quan"))
    full_name = _full_name()
    address = _address()
    phone = phone_field(lazy("Bốn số cuối dùng để tra cứu nếu ông/bà quên mã bí mật."))
    contact_by_post = contact_by_post_field()
    email = email_field()
    publish_name = BooleanField(
        lazy("Cho phép ghi tên tôi khi công khai kết quả"), description=lazy("Để trống thì xã che tên.")
    )
    notice_read = BooleanField(
        lazy("Tôi đã ghi đúng sự thật và đã đọc thông báo về cách xã dùng thông tin này"),
        validators=[Needed(lazy("Đánh dấu đã đọc thông báo trước khi gửi"))],
    )

    def validate_agency(self, field: SelectField) -> None:
        """One of those that take petitions."""
        if not field.data or field.data not in {choice[0] for choice in field.choices or ()}:
            raise ValidationError(_("Chọn cơ quan nhận phản ánh trong danh sách"))

    def validate_submitter_type(self, field: RadioField) -> None:
        """One of the four; a missing answer means a person."""
        field.data = field.data or SubmitterType.PERSON.value
        if field.data not in set(SubmitterType):
            raise ValidationError(_("Chọn tư cách người gửi trong bốn loại"))

    def validate_organization(self, field: StringField) -> None:
        """Needed from everybody but a person."""
        if self.submitter_type.data != SubmitterType.PERSON.value and not field.data:
            raise ValidationError(_("Nhập tên tổ chức, doanh nghiệp hoặc cơ quan"))

    def validate_phone(self, field: StringField) -> None:
        """A number that can be called, unless the citizen prefers letters."""
        check_phone(field, self.contact_by_post)

    def validate_email(self, field: StringField) -> None:
        """Only an address that mail can be sent to."""
        check_email(field)

    def to_submission(self, token: str, file_keys: list[str]) -> Submission:
        """What was sent, as the register takes it."""
        return Submission(
            submitter_type=self.submitter_type.data,
            full_name=self.full_name.data or "",
            organization=self.organization.data or "",
            address=self.address.data or "",
            phone=phone_number(self.phone.data or ""),
            contact_by_post=bool(self.contact_by_post.data),
            email=self.email.data or "",
            agency=(self.agency.data or "") if "agency" in self else "",
            area=(self.area.data or "") if "area" in self else "",
            subject=self.subject.data or "",
            content=self.content.data or "",
            regulation=self.regulation.data or "",
            publish_name=bool(self.publish_name.data),
            token=token,
            file_keys=tuple(file_keys),
        )


def _phone_sentence(digits: int) -> str:
    """Counting helps whoever left a digit out; ten that nobody has are a slip of another kind."""
    if digits == _PHONE_DIGITS:
        return _("Xem lại số điện thoại, ví dụ 0912 345 678.")
    return _("Số điện thoại cần đủ 10 chữ số, ví dụ 0912 345 678. Số vừa nhập có %(n)d.", n=digits)
