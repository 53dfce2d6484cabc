"""The settings and the folder of the data."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from urllib.parse import urlsplit

from pakn.operations.examining.saying import good, warn, wrong
from pakn.operations.health import Check
from pakn.settings import Env, Settings

_MEGABYTE = 1024 * 1024
_LEAST_FREE = 200 * _MEGABYTE
_LITTLE_FREE = 2048 * _MEGABYTE
_VARIED = 12
_HERE = {"localhost", "127.0.0.1", "::1"}


def examine(settings: Settings) -> Iterator[Check]:
    """Everything that can be said without asking another server."""
    yield _environment(settings)
    yield secret_key(settings.secret_key)
    yield base_url(settings)
    yield folder(settings)
    yield from free_space(settings)


def _environment(settings: Settings) -> Check:
    if settings.env is Env.PRODUCTION:
        return good("settings", "Các biến PAKN_… đọc được, chạy thật.", settings.env.value)
    words = f"PAKN_ENV={settings.env.value}: chỉ để thử. Chạy thật thì đặt PAKN_ENV=production."
    return warn("settings", words, settings.env.value)


def secret_key(key: str) -> Check:
    """Whether the key that signs and digests can be guessed; it is shown nowhere."""
    if len(key) >= 32 and len(set(key)) >= _VARIED:
        return good("secret_key", "Khóa bí mật đủ dài và ngẫu nhiên.")
    make = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))'"
    return wrong("secret_key", f"PAKN_SECRET_KEY ngắn hoặc dễ đoán. Tạo khóa mới bằng: {make}")


def base_url(settings: Settings) -> Check:
    """Whether what citizens write travels safely, and the links in letters lead here."""
    url = settings.base_url
    if url.startswith("https://"):
        return good("base_url", f"Người dân vào bằng {url}.", url)
    words = f"PAKN_BASE_URL là {url}, không mã hóa. Đặt https://… và chứng chỉ ở proxy phía trước."
    outside = urlsplit(url).hostname not in _HERE
    return (wrong if settings.env is Env.PRODUCTION and outside else warn)("base_url", words, url)


def folder(settings: Settings) -> Check:
    """Whether files can be kept in the data folder, and nobody else can read them."""
    place = settings.data_dir
    try:
        with tempfile.TemporaryFile(dir=place):
            mode = place.stat().st_mode & 0o777
    except OSError as fault:
        words = f"Không ghi được vào {place} ({fault.strerror}). Tạo thư mục và giao cho tài khoản chạy PAKN."
        return wrong("data_folder", words, str(place))
    if mode & 0o077:
        words = f"Tài khoản khác đọc được {place} (quyền {mode:o}). Chạy: chmod 700 {place}"
        return warn("data_folder", words, str(place))
    return good("data_folder", f"Thư mục {place} ghi được và chỉ mình đọc được.", str(place))


def free_space(settings: Settings) -> Iterator[Check]:
    """Whether the next files have room."""
    try:
        free = shutil.disk_usage(settings.data_dir).free
    except OSError:
        return  # said of the folder already
    words = f"Ổ đĩa của {settings.data_dir} còn {free // _MEGABYTE} MB."
    if free < _LEAST_FREE:
        yield wrong("disk", f"{words} Giải phóng chỗ ngay.", free)
    elif free < _LITTLE_FREE:
        yield warn("disk", f"{words} Nên giải phóng chỗ.", free)
    else:
        yield good("disk", words, free)
