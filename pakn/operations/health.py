"""What the figures mean: whether a promise is in danger, whether something wants looking after, or all is well."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from pakn.operations.queries import Figures, Queue, Sign

BEAT_SILENT = timedelta(minutes=3)
SCAN_SILENT = timedelta(minutes=10)
EVENT_LATE = timedelta(minutes=10)
WORKER_SILENT = timedelta(minutes=2)
_MAIL_SLOW = timedelta(minutes=30)
_EVENT_SLOW = timedelta(minutes=2)
_MAIL_UNREAD = timedelta(minutes=15)
_NOT_ANCHORED = timedelta(days=2)
_POLLS_MISSED = 5


class Status(StrEnum):
    """How a part does. An error endangers what was promised to citizens; a warning wants somebody to look."""

    OK = "ok"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True)
class Check:
    """One part: `value` is for programs, `says` for people."""

    name: str
    status: Status
    value: str | int | None
    says: str


def overall(checks: Iterable[Check]) -> str:
    """`error` when a promise is in danger, `degraded` when something wants looking after, else `ok`."""
    found = {check.status for check in checks}
    if Status.ERROR in found:
        return "error"
    return "degraded" if Status.WARNING in found else "ok"


def of_figures(figures: Figures, now: datetime, *, poll_s: int) -> list[Check]:
    """Everything the database can say about the work beside the web; mailboxes are looked into every `poll_s`."""
    return [
        _beat(figures.beat, now),
        _scan(figures.scan, now),
        _anchor(figures.anchored, now),
        _events(figures.events, now),
        _outgoing(figures.outgoing, now),
        _incoming(figures.incoming, now),
        _set_aside(figures.set_aside),
        *(_mailbox(sign, now, poll_s) for sign in figures.mailboxes),
    ]


def of_redis(configured: bool, depth: int | None) -> list[Check]:
    """Redis, when there is to be one; `depth` None: it does not answer."""
    if not configured:
        return []
    if depth is None:
        words = "Redis không trả lời; việc nền chờ trong cơ sở dữ liệu, chưa mất gì."
        return [Check("redis", Status.WARNING, None, words)]
    return [Check("redis", Status.OK, depth, f"{depth} việc đang chờ trong Redis.")]


def of_workers(configured: bool, workers: tuple[Sign, ...], now: datetime) -> list[Check]:
    """The processes that run jobs, when Redis hands jobs out."""
    if not configured:
        return []
    alive = sum(now - sign.at <= WORKER_SILENT for sign in workers)
    if alive:
        return [Check("workers", Status.OK, alive, f"{alive} tiến trình pakn work đang chạy.")]
    words = "Không có tiến trình pakn work nào chạy: thư báo cho người dân không được gửi."
    return [Check("workers", Status.WARNING, 0, words)]


def database(fault: str = "") -> Check:
    """The database; `fault` is `unreachable`, `not migrated` or nothing."""
    said = {
        "": "Cơ sở dữ liệu trả lời, đúng bản.",
        "unreachable": "Không kết nối được cơ sở dữ liệu. Xem PAKN_DATABASE_URL (địa chỉ, cổng, mật khẩu; với SQLite: "
        "tệp và quyền ghi), và máy chủ có chạy không: systemctl status postgresql",
        "not migrated": "Cơ sở dữ liệu chưa tạo hoặc chưa nâng cấp. Chạy: pakn db upgrade",
    }
    return Check("database", Status.ERROR if fault else Status.OK, fault or "ok", said[fault])


def database_broken(fault: str) -> Check:
    """A database that answers, but not what it is asked: `fault` is what it said."""
    words = f"Cơ sở dữ liệu trả lời nhưng có chỗ không đọc được ({fault})."
    mend = "Nếu nó bị sửa hoặc hỏng thì phục hồi bản lưu, xem docs/operations.md."
    return Check("database", Status.ERROR, "broken", f"{words} {mend}")


def _beat(sign: Sign | None, now: datetime) -> Check:
    lost = "Không ai giao việc nền: hãy chạy pakn beat, hoặc pakn web khi không dùng Redis."
    return _regular("beat", sign, now, BEAT_SILENT, "Việc nền được giao đều.", lost)


def _scan(sign: Sign | None, now: datetime) -> Check:
    lost = "Không ai canh thời hạn: cán bộ không được nhắc việc sắp đến hạn."
    check = _regular("scan", sign, now, SCAN_SILENT, "Thời hạn được canh đều.", lost)
    if sign is None or not sign.fault or check.status is not Status.OK:
        return check
    words = f"Có phản ánh không canh được thời hạn ({sign.fault}): xem mã của nó trong nhật ký của pakn beat."
    return replace(check, status=Status.WARNING, says=words)


def _anchor(since: datetime | None, now: datetime) -> Check:
    if since is None:
        return Check("audit_anchor", Status.OK, None, "Nhật ký chưa có gì để neo.")
    age = now - since
    if age > _NOT_ANCHORED:
        words = f"Nhật ký chưa được neo đã {spelt(age)}: xem audit_not_anchored trong nhật ký của pakn beat."
        return Check("audit_anchor", Status.WARNING, _seconds(age), words)
    return Check("audit_anchor", Status.OK, _seconds(age), "Nhật ký được neo hằng ngày.")


def _regular(name: str, sign: Sign | None, now: datetime, silent: timedelta, good: str, bad: str) -> Check:
    if sign is None:
        return Check(name, Status.ERROR, None, f"{bad} Chưa chạy lần nào.")
    age = now - sign.at
    if age > silent:
        return Check(name, Status.ERROR, _seconds(age), f"{bad} Lần cuối cách đây {spelt(age)}.")
    return Check(name, Status.OK, _seconds(age), f"{good} Lần cuối cách đây {spelt(age)}.")


def _events(queue: Queue, now: datetime) -> Check:
    age = queue.age(now)
    words = _waiting(queue, age, "việc đến lượt mà chưa ai làm")
    if age > EVENT_LATE:
        return Check("events", Status.ERROR, _seconds(age), words)
    return Check("events", Status.WARNING if age > _EVENT_SLOW else Status.OK, _seconds(age), words)


def _outgoing(queue: Queue, now: datetime) -> Check:
    age = queue.age(now)
    words = _waiting(queue, age, "thư chưa gửi được")
    if age > _MAIL_SLOW:
        words += " Kiểm tra máy chủ thư đi: pakn doctor"
    return Check("outgoing_mail", Status.WARNING if age > _MAIL_SLOW else Status.OK, queue.number, words)


def _incoming(queue: Queue, now: datetime) -> Check:
    age = queue.age(now)
    words = _waiting(queue, age, "thư đến chưa đọc xong")
    return Check("incoming_mail", Status.WARNING if age > _MAIL_UNREAD else Status.OK, queue.number, words)


def _waiting(queue: Queue, age: timedelta, what: str) -> str:
    return f"{queue.number} {what}, lâu nhất {spelt(age)}." if queue.number else f"Không có {what}."


def _set_aside(queue: Queue) -> Check:
    if not queue.number:
        return Check("set_aside_mail", Status.OK, 0, "Không có thư nào để riêng.")
    words = f"{queue.number} thư để riêng chờ văn phòng xem ở /van-phong/thu."
    return Check("set_aside_mail", Status.WARNING, queue.number, words)


def _mailbox(sign: Sign, now: datetime, poll_s: int) -> Check:
    name, age = f"mailbox:{sign.name}", now - sign.at
    if sign.fault:
        return Check(name, Status.WARNING, _seconds(age), f"Hộp thư {sign.name} báo lỗi: {sign.fault}.")
    late = age > timedelta(seconds=max(60, poll_s) * _POLLS_MISSED)
    words = f"Hộp thư {sign.name} được đọc cách đây {spelt(age)}."
    return Check(name, Status.WARNING if late else Status.OK, _seconds(age), words)


def _seconds(age: timedelta) -> int:
    return max(0, round(age.total_seconds()))


def spelt(age: timedelta) -> str:
    """A length of time in words: seconds, minutes, hours or days, whichever reads best."""
    seconds = _seconds(age)
    for unit, length in (("ngày", 86_400), ("giờ", 3_600), ("phút", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} giây"
