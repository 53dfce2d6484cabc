"""What every form has in common."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from flask_wtf import FlaskForm
from wtforms import Field, ValidationError
from wtforms.validators import StopValidation

from pakn.kernel.text import clean, one_line
from pakn.web.i18n import _


class _Vietnamese:
    """WTForms' own few sentences in our words; it has no Vietnamese catalogue."""

    def gettext(self, message: str) -> str:
        """Every fault that no validator of ours names is an answer that is not among those offered."""
        return _("Chọn một mục trong danh sách")

    def ngettext(self, one: str, many: str, count: int) -> str:
        """The same, for several."""
        return self.gettext(one)


_VIETNAMESE = _Vietnamese()


class BaseForm(FlaskForm):
    """A form with a CSRF token, whose answers are cleaned before they are judged."""

    class Meta(FlaskForm.Meta):
        """Where WTForms asks for its words."""

        def get_translations(self, form: object) -> _Vietnamese:
            """Ours, whatever the browser prefers."""
            return _VIETNAMESE

    def validate(self, extra_validators: Any = None) -> bool:
        """Judge every answer; a page that stood open too long is said in a sentence, not in a library's words."""
        valid = bool(super().validate(extra_validators))
        if "csrf_token" in self and self["csrf_token"].errors:
            self["csrf_token"].errors = [_("Trang đã mở quá lâu. Bấm gửi lần nữa.")]
        return valid

    def reject(self, name: str, sentence: object) -> None:
        """Add an error found after validation to one field."""
        self[name].errors = [*self[name].errors, str(sentence)]


def line(value: str | None) -> str:
    """Filter: one clean line."""
    return one_line(value or "")


def paragraphs(value: str | None) -> str:
    """Filter: clean text, its own line breaks kept."""
    return clean(value or "").strip()


class Needed:
    """Something must be there; the sentence says what for."""

    def __init__(self, sentence: object) -> None:
        self.sentence = sentence

    def __call__(self, form: Any, field: Field) -> None:
        """Stop at the first fault of a field."""
        if not (field.data.strip() if isinstance(field.data, str) else field.data):
            raise StopValidation(str(self.sentence))


class AtMost:
    """No more characters than this; the sentence gets `limit` and `length`."""

    def __init__(self, limit: int, sentence: Any) -> None:
        self.limit = limit
        self.sentence = sentence

    def __call__(self, form: Any, field: Field) -> None:
        """Length is counted after cleaning, a line break as one character."""
        length = len(field.data or "")
        if length > self.limit:
            raise ValidationError(
                str(self.sentence) % {"limit": _thousands(self.limit), "length": _thousands(length)}
            )


def _thousands(number: int) -> str:
    return f"{number:,}".replace(",", ".")


def pairs(items: Iterable[tuple[str, str]], empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a select, with an empty first one when a sentence for it is given."""
    return [*([("", empty)] if empty is not None else []), *items]
