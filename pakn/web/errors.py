"""Every error is a page that says what happened, what is safe, and one way on."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

import structlog
from flask import Flask, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from pakn.kernel import faults
from pakn.kernel.db import db, will_pass
from pakn.kernel.errors import Refused
from pakn.web.i18n import LazyString, _, lazy
from pakn.web.sentences import sentence

_log = structlog.get_logger()


@dataclass(frozen=True)
class _Words:
    title: LazyString
    sentence: LazyString


_WORDS: dict[int, _Words] = {
    400: _Words(
        lazy("Máy không đọc được yêu cầu này"), lazy("Quay lại trang trước, tải lại rồi làm lần nữa.")
    ),
    401: _Words(lazy("Cần đăng nhập"), lazy("Đăng nhập rồi mở lại trang này.")),
    403: _Words(
        lazy("Việc này thuộc phần của người khác"), lazy("Nếu cần làm, nhờ văn phòng hoặc lãnh đạo giao.")
    ),
    404: _Words(lazy("Không có trang này"), lazy("Địa chỉ có thể đã gõ sai hoặc trang đã dời đi.")),
    405: _Words(lazy("Trang này không mở được theo cách đó"), lazy("Mở lại từ trang chủ.")),
    409: _Words(lazy("Có người vừa thay đổi việc này"), lazy("Tải lại trang để xem bản mới rồi làm tiếp.")),
    410: _Words(
        lazy("Liên kết này không còn dùng được"),
        lazy("Liên kết đã hết hạn, hoặc phản ánh đã qua bước bổ sung. Tra cứu để xem đang đến đâu."),
    ),
    413: _Words(
        lazy("Phần gửi lên quá lớn"),
        lazy(
            "Nội dung tối đa 10.000 ký tự, mỗi tệp tối đa 10 MB, nhiều nhất 10 tệp. Bấm quay lại để sửa, chữ vẫn còn."
        ),
    ),
    422: _Words(lazy("Chưa làm được"), lazy("Xem lại những gì vừa chọn.")),
    429: _Words(
        lazy("Quá nhiều lần trong chốc lát"),
        lazy("Chờ vài phút rồi thử lại. Những gì đã gửi trước đó vẫn còn nguyên."),
    ),
    500: _Words(
        lazy("Máy gặp lỗi"),
        lazy("Những phản ánh đã có phiếu hẹn vẫn còn nguyên. Thử lại sau ít phút, hoặc gọi cho xã."),
    ),
    503: _Words(
        lazy("Máy đang bận"),
        lazy(
            "Những phản ánh đã có phiếu hẹn vẫn còn nguyên. Bấm quay lại, chữ vẫn còn, rồi thử lại sau ít phút."
        ),
    ),
}


def init_app(app: Flask) -> None:
    """Answer every kind of failure."""
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Refused, _refused)
    app.register_error_handler(CSRFError, _csrf)
    app.register_error_handler(OperationalError, _database)
    app.register_error_handler(Exception, _unexpected)


def _http(fault: HTTPException) -> tuple[str, int] | Response:
    if isinstance(fault.response, Response):
        return fault.response
    status = fault.code or 500
    return _page(status), status


def _refused(refused: Refused) -> tuple[str, int]:
    if refused.status == 404:
        return _page(404), 404
    title = _("Bước này không còn mở") if refused.code == "verb_not_now" else None
    return _page(refused.status, sentence(refused), title=title), refused.status


def _csrf(_fault: CSRFError) -> tuple[str, int]:
    words = _("Trang đã mở quá lâu nên máy không nhận. Bấm quay lại, tải lại trang rồi gửi lần nữa.")
    return _page(400, words), 400


def _database(fault: OperationalError) -> tuple[str, int]:
    if will_pass(fault):
        return _page(503), 503
    return _unexpected(fault)


def _unexpected(fault: Exception) -> tuple[str, int]:
    reference = secrets.token_hex(4)
    _log.error("unexpected", reference=reference, endpoint=request.endpoint, trace=faults.trace(fault))
    db.session.rollback()
    return _page(500, reference=reference), 500


def _page(
    status: int, words: str | None = None, *, title: str | None = None, reference: str | None = None
) -> str:
    shown = _WORDS.get(status) or _WORDS[500 if status >= 500 else 400]
    return render_template(
        "errors/error.html",
        status=status,
        title=title or shown.title,
        sentence=words or shown.sentence,
        more=None,
        reference=reference,
        action=(_("Gửi phản ánh"), url_for("citizen.submit")) if status == 404 else None,
    )
