"""The mail servers, both ways: everything is tried up to the point where a mail would really go or be touched."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress

from imap_tools import MailboxFolderSelectError, MailboxLoginError
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.identity.models import Agency
from pakn.kernel import addresses, faults, mailboxes
from pakn.kernel.addresses import Mark, Purpose
from pakn.kernel.mailboxes import Mailbox
from pakn.mailbox import imap
from pakn.notifications.channels import SmtpChannel
from pakn.operations.examining.saying import good, warn, wrong
from pakn.operations.health import Check
from pakn.settings import Env, Settings

_TIMEOUT_S = 10
_MOST = 20
_AWAY = (
    "Xem địa chỉ và cổng trong {setting}, và máy chủ có chạy không (ở máy này: systemctl status {service}; "
    "ở máy khác: tường lửa có cho qua không)."
)
_DISTRUSTED = (
    "Không tin được chứng chỉ của {where} ({fault}). Ghi tên máy chủ đúng như trong chứng chỉ; chứng chỉ gốc riêng thì"
    " chép vào /usr/local/share/ca-certificates (đuôi .crt) và chạy update-ca-certificates."
)


def examine_outgoing(settings: Settings) -> Check:
    """Connect, encrypt, sign in, and ask whether our bounce address may send; then take it all back."""
    if not settings.smtp_url:
        words = f"Thư không đi đâu cả, chỉ ghi vào {settings.data_dir / 'outgoing'}. Đặt PAKN_SMTP_URL."
        return (wrong if settings.env is Env.PRODUCTION else warn)("smtp", words)
    way = SmtpChannel.from_url(settings.smtp_url)
    where = f"{way.host}:{way.port}"
    sender = addresses.marked(
        settings.sender_address, Mark(Purpose.BOUNCE, 1), key=settings.key, delimiter=settings.mail_delimiter
    )
    try:
        return _tried(way, where, sender, settings.sender_address)
    except smtplib.SMTPAuthenticationError as fault:
        return wrong(
            "smtp", f"{where} không nhận tên hoặc mật khẩu ({faults.kind(fault)}). Xem PAKN_SMTP_URL."
        )
    except UnicodeEncodeError:  # before SSLError and OSError, for it says nothing of the server
        words = (
            "Tên hoặc mật khẩu trong PAKN_SMTP_URL có chữ ngoài ASCII, không gửi đi được. Đặt mật khẩu khác."
        )
        return wrong("smtp", words)
    except ssl.SSLError as fault:
        return wrong("smtp", _DISTRUSTED.format(where=where, fault=faults.kind(fault)))
    except smtplib.SMTPNotSupportedError:
        return wrong(
            "smtp", f"{where} không có STARTTLS hoặc AUTH. Xem cổng và ?starttls=1 trong PAKN_SMTP_URL."
        )
    except (smtplib.SMTPException, OSError) as fault:
        words = f"Không nói chuyện được với máy chủ thư {where} ({faults.kind(fault)})."
        return wrong("smtp", f"{words} {_AWAY.format(setting='PAKN_SMTP_URL', service='postfix')}")


def _tried(way: SmtpChannel, where: str, sender: str, reader: str) -> Check:
    with _opened(way) as server:
        if way.starttls:
            server.starttls(context=ssl.create_default_context())
        if way.user:
            server.login(way.user, way.password)
        server.ehlo_or_helo_if_needed()
        code, said = server.mail(sender)
        if code == 250:  # Postfix refuses a sender only once it is told for whom (smtpd_delay_reject)
            code, said = server.rcpt(reader)
        with suppress(smtplib.SMTPException):
            server.rset()
    if code not in (250, 251):
        words = f"{where} không cho gửi từ {sender} tới {reader} ({faults.smtp_reply(code, said)})."
        return wrong("smtp", f"{words} Cho phép địa chỉ có phần sau dấu, hoặc đặt PAKN_MAIL_DELIMITER rỗng.")
    return good("smtp", f"{where} nhận thư gửi từ {sender}.", where)


def _opened(way: SmtpChannel) -> smtplib.SMTP:
    if way.tls:
        secure = ssl.create_default_context()
        return smtplib.SMTP_SSL(way.host, way.port, timeout=_TIMEOUT_S, context=secure)
    return smtplib.SMTP(way.host, way.port, timeout=_TIMEOUT_S)


def examine_incoming(session: Session | None, settings: Settings) -> Iterator[Check]:
    """Each mailbox; without a database the codes of agencies cannot be looked up."""
    boxes = mailboxes.read(settings.imap_url)
    if not boxes:
        yield good("mailboxes", "Không nhận phản ánh qua thư (PAKN_IMAP_URL để trống).")
    for box in boxes:
        yield _mailbox(box, session)
    if boxes and settings.mail_delimiter:
        yield _subaddress(boxes[0], settings.mail_delimiter)


def _mailbox(box: Mailbox, session: Session | None) -> Check:
    name, where = f"mailbox:{box.address}", f"{box.source.host}:{box.source.port}"
    if session is not None and box.agency and not _is_known(session, box.agency):
        return wrong(name, _unknown_agency(session, box), box.agency)
    try:
        with imap.opened(box.source) as drawer:
            moves = drawer.can_move
    except MailboxLoginError:
        return wrong(
            name, f"{where} không nhận tên hoặc mật khẩu của {box.address}. Xem PAKN_IMAP_URL.", where
        )
    except MailboxFolderSelectError:
        return wrong(name, _unknown_folder(box), box.source.folder)
    except ssl.SSLError as fault:
        return wrong(name, _DISTRUSTED.format(where=where, fault=faults.kind(fault)), where)
    except imap.FAULTS as fault:
        words = f"Không nói chuyện được với {where} ({faults.kind(fault)})."
        return wrong(name, f"{words} {_AWAY.format(setting='PAKN_IMAP_URL', service='dovecot')}", where)
    if not moves:
        return warn(name, f"{where} không có lệnh MOVE: thư đã nhận được chép rồi xóa.", where)
    return good(name, f"Đọc được hộp thư {box.address} ở {where}, thư mục {box.source.folder}.", where)


def _unknown_agency(session: Session, box: Mailbox) -> str:
    known = session.scalars(select(Agency.code).where(Agency.takes_petitions).order_by(Agency.code)).all()
    words = f"Hộp thư {box.address} thuộc cơ quan “{box.agency}”, mã này không có."
    if not known:
        return f"{words} Chưa có cơ quan nào nhận phản ánh: chạy pakn agency load rồi ghi mã của nó."
    return f"{words} Sửa agency= trong PAKN_IMAP_URL thành một trong các mã: {_listed(known)}."


def _unknown_folder(box: Mailbox) -> str:
    words = f"Hộp thư {box.address} không có thư mục {box.source.folder}."
    with suppress(*imap.FAULTS):
        words += (
            f" Sửa phần sau cổng trong PAKN_IMAP_URL thành một trong: {_listed(imap.folders(box.source))}."
        )
    return words


def _listed(names: Sequence[str]) -> str:
    more = f" và {len(names) - _MOST} tên khác" if len(names) > _MOST else ""
    return ", ".join(names[:_MOST]) + more


def _is_known(session: Session, code: str) -> bool:
    return session.scalar(select(Agency.id).where(Agency.code == code)) is not None


def _subaddress(box: Mailbox, delimiter: str) -> Check:
    local, _, domain = box.address.partition("@")
    words = (
        f"Không tự kiểm tra được địa chỉ có dấu “{delimiter}”: hãy gửi một thư tới {local}{delimiter}thu@{domain}"
        f" và xem nó có vào hộp thư {box.address} không. Không vào thì đặt PAKN_MAIL_DELIMITER rỗng."
    )
    return good("subaddressing", words)
