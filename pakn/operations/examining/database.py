"""The database server: its version, its encoding, its clock; or the file."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from pakn.operations.examining.saying import good, warn, wrong
from pakn.operations.health import Check, spelt

OLDEST_POSTGRESQL = 150000
_SKEW = timedelta(seconds=5)
_LARGE_SKEW = timedelta(minutes=5)


def place(url: str) -> Check | None:
    """What keeps an SQLite database from being opened, if anything does; to be asked first, as opening makes one."""
    address = make_url(url)
    name = address.database or ":memory:"
    if address.get_backend_name() != "sqlite" or name.startswith((":memory:", "file:")):
        return None
    file = Path(name).absolute()
    fault = _missing(file) or _closed(file)
    return wrong("database", fault, str(file)) if fault else None


def _missing(file: Path) -> str:
    then = "Chưa tạo thì chạy, bằng tài khoản chạy PAKN: pakn db upgrade. Đã có thì sửa PAKN_DATABASE_URL."
    if not os.access(file.parent, os.F_OK):
        return f"Không thấy thư mục {file.parent} của tệp cơ sở dữ liệu. {then}"
    return "" if os.access(file, os.F_OK) else f"Không thấy tệp cơ sở dữ liệu {file}. {then}"


def _closed(file: Path) -> str:
    """SQLite makes files of its own beside the database."""
    for closed in (each for each in (file.parent, file) if not os.access(each, os.R_OK | os.W_OK)):
        return f"Không ghi được vào {closed}. Giao nó cho tài khoản chạy PAKN, và chạy lệnh này bằng tài khoản ấy."
    return ""


def examine(session: Session, now: datetime) -> Iterator[Check]:
    """What a database that answers says of itself; `now` is this machine's clock."""
    if session.get_bind().dialect.name == "sqlite":
        yield journal(session)
    else:
        yield version(int(_shown(session, "server_version_num")))
        yield encoding(_shown(session, "server_encoding"), _shown(session, "timezone"))
        yield skew(session.scalar(text("SELECT clock_timestamp()")), now)


def _shown(session: Session, name: str) -> str:
    return str(session.scalar(text(f"SHOW {name}")))


def journal(session: Session) -> Check:
    """Readers and the one writer get on only with the write-ahead log."""
    mode = str(session.scalar(text("PRAGMA journal_mode")))
    if mode == "wal":
        return good("database_server", "SQLite ghi theo WAL; hợp với một máy, một cơ quan.", mode)
    words = (
        f"SQLite ghi theo {mode}, không phải WAL: ổ đĩa mạng không hợp. Dùng ổ đĩa của máy, hoặc PostgreSQL."
    )
    return wrong("database_server", words, mode)


def version(number: int) -> Check:
    """PostgreSQL 15 is the oldest that is tried."""
    name = f"PostgreSQL {number // 10000}.{number % 10000}"
    if number >= OLDEST_POSTGRESQL:
        return good("database_server", f"{name}.", number)
    return wrong("database_server", f"{name} quá cũ. Nâng cấp lên PostgreSQL 15 hoặc mới hơn.", number)


def encoding(name: str, timezone: str) -> Check:
    """Vietnamese needs UTF-8. Moments carry their zone, so the server's own zone does not matter."""
    if name == "UTF8":
        return good("database_encoding", f"Bảng mã UTF8, múi giờ {timezone} (PAKN lưu giờ UTC).", name)
    words = f"Cơ sở dữ liệu dùng bảng mã {name}: chữ Việt sẽ hỏng. Tạo lại với: createdb -E UTF8 -T template0"
    return wrong("database_encoding", words, name)


def skew(theirs: datetime | None, ours: datetime) -> Check:
    """How far the two machines' clocks are apart: deadlines and leases go by this one's."""
    apart = abs(theirs - ours) if theirs else timedelta()
    words = f"Đồng hồ máy này lệch {spelt(apart)} so với máy cơ sở dữ liệu."
    seconds = round(apart.total_seconds())
    if apart > _LARGE_SKEW:
        return wrong(
            "clock", f"{words} Bật đồng bộ giờ (chrony hoặc systemd-timesyncd) ở cả hai máy.", seconds
        )
    if apart > _SKEW:
        return warn("clock", f"{words} Bật đồng bộ giờ ở cả hai máy.", seconds)
    return good("clock", words, seconds)
