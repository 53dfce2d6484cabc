"""Redis or Valkey: whether it answers, and keeps what it is given until it is asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from redis.exceptions import (
    AuthenticationError,
    NoPermissionError,
    OutOfMemoryError,
    ReadOnlyError,
    RedisError,
    ResponseError,
)

from pakn.kernel import broker
from pakn.operations.examining.saying import good, warn, wrong
from pakn.operations.health import Check
from pakn.settings import Settings

_PATIENCE_S = 3.0
_OLDEST = (6, 2)
_MOST = 200
_REFUSALS: dict[type[ResponseError], str] = {
    ReadOnlyError: "là bản sao chỉ đọc: ghi địa chỉ của máy chính vào PAKN_REDIS_URL",
    OutOfMemoryError: "đã đầy: tăng maxmemory",
    NoPermissionError: "tài khoản trong PAKN_REDIS_URL không được phép ghi: xem ACL LIST",
}


def examine(settings: Settings) -> Iterator[Check]:
    """One answer when there is to be a Redis or not; one more about how it forgets."""
    if not settings.redis_url:
        yield good("redis", "Không dùng Redis: pakn web tự làm việc nền.")
        return
    try:
        with broker.connection(settings.redis_url, _PATIENCE_S) as client:
            told: Any = client.info()
            client.set(broker.key("doctor"), 1, px=1000)
    except AuthenticationError:
        yield wrong("redis", "Redis không nhận mật khẩu trong PAKN_REDIS_URL.")
        return
    except ResponseError as fault:
        yield wrong("redis", refusal(fault))
        return
    except (RedisError, ValueError, OSError) as fault:
        words = f"Không kết nối được Redis ({type(fault).__name__}). Khởi động nó, hoặc sửa PAKN_REDIS_URL."
        yield wrong("redis", words)
        return
    yield version(str(told.get("redis_version", "0")))
    yield eviction(str(told.get("maxmemory_policy", "noeviction")))


def refusal(fault: ResponseError) -> str:
    """What a server means that answers with an error."""
    for kind, words in _REFUSALS.items():
        if isinstance(fault, kind):
            return f"Redis trả lời nhưng {words} ({kind.__name__})."
    if "db index" in str(fault).lower():
        return "Redis không có cơ sở dữ liệu mang số cuối trong PAKN_REDIS_URL. Dùng số nhỏ hơn, thường là 0."
    return f"Redis trả lời nhưng từ chối: “{str(fault)[:_MOST]}”."


def version(number: str) -> Check:
    """6.2 brought the command that hands a job over without a gap."""
    parts = tuple(int(part) for part in number.split(".")[:2] if part.isdigit())
    if parts >= _OLDEST:
        return good("redis", f"Redis {number} trả lời; mất dữ liệu ở đó không sao.", number)
    return warn("redis", f"Redis {number} cũ. Nâng cấp lên 6.2 hoặc mới hơn, hoặc dùng Valkey.", number)


def eviction(policy: str) -> Check:
    """A server short of memory must refuse, not silently drop jobs."""
    if policy == "noeviction":
        return good("redis_eviction", "Redis không tự bỏ việc khi đầy bộ nhớ.", policy)
    words = f"Redis tự bỏ dữ liệu khi đầy (maxmemory-policy {policy}). Đặt maxmemory-policy noeviction."
    return wrong("redis_eviction", words, policy)
