"""`pakn mail`: petitions that come by mail, from files or from mailboxes."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import click

from pakn.cli.context import AS_JSON, in_app_then_tell
from pakn.cli.said import Said

if TYPE_CHECKING:
    from pakn.cli.mail_files import Missed
    from pakn.mailbox.polling import Polled
    from pakn.mailbox.verdicts import Taken

_SHOWN = 3
_NUMBERS = 2**63  # every row has a smaller one, and no database reads a greater one


class _Moment(click.ParamType[datetime]):
    name = "ISO"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """An aware moment; the time of Viet Nam when no zone is said."""
        from pakn.kernel.clock import VIETNAM

        try:
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)).astimezone(UTC)
        except OverflowError:
            self.fail("thời điểm quá xa hôm nay.", param, ctx)
        except (TypeError, ValueError):
            self.fail("cần dạng 2026-11-20T08:30:00+07:00", param, ctx)


@click.group(short_help="Nhận phản ánh gửi bằng thư điện tử.")
def mail() -> None:
    """Nhận phản ánh gửi bằng thư điện tử: từ tệp hoặc từ hộp thư."""


@mail.command(short_help="Nhận thư từ tệp, thư mục hoặc đầu vào chuẩn.")
@click.argument("paths", metavar="PATH...", nargs=-1, required=True)
@AS_JSON
@click.option("--received-at", type=_Moment(), help="Lúc thư đến, thay cho tiêu đề Received trên cùng.")
@click.option("--agency", default="", metavar="MÃ", help="Mã cơ quan nhận, khi có nhiều cơ quan.")
def ingest(paths: tuple[str, ...], as_json: bool, received_at: datetime | None, agency: str) -> None:
    """Nhận thư từ PATH: tệp thư, mbox, Maildir, thư mục (mọi thư trong đó), hoặc - là đầu vào chuẩn.

    Nhận lại thư cũ không sao. Trong thư mục, tệp .eml và tệp mở đầu như thư được nhận, tệp khác bỏ qua và được nêu tên.
    """
    if "" in paths:
        raise click.UsageError("PATH đang để trống.")
    missed = _ingest(paths, as_json, received_at, agency)
    for folder in missed.empty:
        click.echo(f"Thư mục {folder} không có thư nào.", err=True)
    if missed.strange:
        some = ", ".join(missed.strange[:_SHOWN])
        click.echo(
            f"Bỏ qua {len(missed.strange)} tệp không phải thư: {some}{_more(missed.strange)}", err=True
        )
    if missed.unread:
        raise Said("\n".join(f"Không đọc được {path}: {why}." for path, why in missed.unread))


def _more(names: list[str]) -> str:
    return " …" if len(names) > _SHOWN else "."


@in_app_then_tell
def _ingest(paths: tuple[str, ...], as_json: bool, received_at: datetime | None, agency: str) -> Missed:
    from pakn.cli import mail_files
    from pakn.kernel import clock
    from pakn.mailbox import service
    from pakn.mailbox.storing import Arrived

    door, agency_id, earliest = _door(), _agency_id(agency), _earliest()
    if received_at and received_at < earliest:
        day = f"{clock.day_of(earliest):%d/%m/%Y}"
        raise click.UsageError(f"--received-at: trước ngày {day} chưa có thời hạn trả lời nào.")

    def came(raw: bytes) -> Arrived:
        at = received_at or mail_files.arrived_at(raw, earliest) or clock.now()
        return Arrived(raw, "", agency_id, "file", at)

    missed = mail_files.Missed()
    for batch in mail_files.batches(mail_files.all_mails(paths, missed)):
        taken = service.take_in_batch(door, [came(each.raw) for each in batch])
        for each, result in zip(batch, taken, strict=True):
            _print(each.name, result, as_json)
    return missed


def _earliest() -> datetime:
    """When the first term for an answer came into force: what is said to have arrived before did not."""
    from pakn.kernel import clock
    from pakn.kernel.db import reading
    from pakn.sla import queries as sla
    from pakn.sla.models import Step

    begun = (clock.start_of(each.effective_from) for each in sla.terms(reading(), (Step.ANSWER,)).rows)
    return min(begun, default=datetime.min.replace(tzinfo=UTC))


@mail.command(short_help="Lấy thư từ các hộp thư, một lượt.")
@AS_JSON
def poll(as_json: bool) -> None:
    """Lấy thư từ các hộp thư trong PAKN_IMAP_URL, một lượt. Hộp thư nào lỗi thì báo, các hộp khác vẫn lấy."""
    failed = [each for each in _poll(as_json) if each.fault]
    if failed:
        from pakn.mailbox.wording import mailbox_fault

        raise Said("\n".join(f"{each.address}: {mailbox_fault(each.fault)}" for each in failed))


@in_app_then_tell
def _poll(as_json: bool) -> list[Polled]:
    from pakn.mailbox import polling
    from pakn.web.config import settings

    if not settings().imap_url:
        raise Said("Chưa có hộp thư nào: đặt PAKN_IMAP_URL.")
    polled = polling.poll(settings(), by_hand=True)
    for each in polled:
        for taken in each.taken:
            _print(each.address, taken, as_json)
        if not as_json and not each.fault:
            click.echo(_summary(each))
    return polled


def _summary(polled: Polled) -> str:
    if not polled.alone:
        return f"{polled.address}: một tiến trình khác đang lấy thư."
    return f"{polled.address}: {len(polled.taken)} thư."


@mail.command(short_help="Xử lý lại thư để riêng và thư còn dở.")
@click.argument("ids", metavar="[SỐ...]", nargs=-1, type=int)
@AS_JSON
def retry(ids: tuple[int, ...], as_json: bool) -> None:
    """Xử lý lại những thư có SỐ này; không ghi SỐ thì mọi thư để riêng vì lỗi và mọi thư còn dở."""
    unknown = _retry(ids, as_json)
    if unknown:
        raise Said("\n".join(f"Không có thư số {each}." for each in unknown))


@in_app_then_tell
def _retry(ids: tuple[int, ...], as_json: bool) -> list[int]:
    from pakn.kernel.db import reading
    from pakn.mailbox import queries, service

    door = _door()
    wanted = list(ids) or queries.to_retry(reading())
    known = queries.known(reading(), [each for each in wanted if each < _NUMBERS])
    for mail_id in wanted:
        if mail_id in known:
            _print(str(mail_id), service.retry(door, mail_id), as_json)
    return [each for each in wanted if each not in known]


def _door() -> Any:
    from pakn.mailbox.door import door_of
    from pakn.web.config import settings

    try:
        return door_of(settings())
    except ValueError as fault:
        raise Said(f"PAKN_IMAP_URL: {fault}") from None


def _agency_id(code: str) -> int | None:
    from pakn.identity import queries as identity
    from pakn.kernel.db import reading

    if not code:
        return None
    found = identity.agency_by_code(reading(), code)
    if found is None:
        raise Said(f"Không có cơ quan nào mang mã {code}.")
    return found.id


def _print(path: str, taken: Taken, as_json: bool) -> None:
    click.echo(json.dumps(_record(path, taken), ensure_ascii=False) if as_json else _line(path, taken))


def _record(path: str, taken: Taken) -> dict[str, Any]:
    return {
        "path": path,
        "outcome": taken.outcome.value if taken.outcome else None,
        "code": taken.code or None,
        "reason": taken.reason or None,
        "sender": taken.sender,
        "subject": taken.subject,
        "content": taken.content,
    }


def _line(path: str, taken: Taken) -> str:
    from pakn.mailbox.wording import outcome_words, reason_words

    parts = [outcome_words(taken.outcome), taken.code, reason_words(taken.reason) if taken.reason else ""]
    return f"{path}: " + " · ".join(part for part in parts if part)
