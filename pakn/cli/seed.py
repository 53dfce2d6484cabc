"""`pakn seed`: many made-up petitions with whole histories, for measuring and for trying out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import click

from pakn.cli.context import in_app
from pakn.cli.progress import bar_of
from pakn.cli.said import Said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pakn.settings import Settings

_YEARS = timedelta(days=730)
_REAL = (
    "Cơ sở dữ liệu này đang chạy thật (PAKN_ENV=production) và đã có phản ánh. Thêm --yes nếu vẫn muốn đổ phản ánh "
    "mẫu vào; không có cách nào lấy ra."
)
_NOBODY = (
    "Không có cơ quan nào đủ người để xử lý: cần một người ở văn phòng, một người soạn trả lời và một lãnh đạo khác "
    "để duyệt."
)


@click.command(short_help="Đổ nhiều phản ánh mẫu vào để đo và thử.")
@click.option("--petitions", type=click.IntRange(1, 5_000_000), required=True, help="Số phản ánh.")
@click.option("--seed", type=int, default=1, show_default=True, help="Cùng số này thì cùng nội dung.")
@click.option(
    "--agencies",
    type=click.IntRange(1, 200),
    default=5,
    show_default=True,
    help="Số xã của tỉnh mẫu, khi chưa nạp cơ quan nào.",
)
@click.option("--from", "since", metavar="ISO", help="Ngày giờ nhận sớm nhất; bỏ trống: hai năm trước.")
@click.option("--to", "until", metavar="ISO", help="Ngày giờ câu chuyện dừng lại; bỏ trống: bây giờ.")
@click.option("--yes", is_flag=True, help="Vẫn làm trên cơ sở dữ liệu đang chạy thật.")
def seed(petitions: int, seed: int, agencies: int, since: str | None, until: str | None, yes: bool) -> None:
    """Đổ phản ánh hư cấu (có chữ “mẫu”) với đủ lịch sử, thời hạn, nhật ký vào cơ sở dữ liệu, sau lệnh pakn db upgrade.

    Chưa có cơ quan nào thì lệnh này nạp một tỉnh mẫu. Tất cả nằm trong một giao dịch: dừng giữa chừng thì không còn gì.
    """
    _seed(petitions, seed, agencies, _moment(since), _moment(until), yes=yes)


@in_app
def _seed(
    petitions: int, seed: int, agencies: int, since: datetime | None, until: datetime | None, *, yes: bool
) -> None:
    from pakn.cli.context import settings_or_say
    from pakn.cli.seeding import make, writing
    from pakn.kernel import clock
    from pakn.kernel.db import db, transaction

    settings, end = settings_or_say(), until or clock.now()
    begin = since or end - _YEARS
    if begin >= end:
        raise Said("Ngày giờ ở --from phải trước --to.")
    wanted = make.Wanted(petitions, seed, begin, end, settings.key, settings.mail_domain)
    with transaction() as session:
        _refuse_real(session, settings, yes=yes)
        _province(session, agencies, seed, begin)
        with bar_of(petitions, "Phản ánh") as bar:
            try:
                for written in make.make(session, wanted):
                    bar.update(written)
            except make.NobodyWorks:
                raise Said(_NOBODY) from None
    writing.settle(db.engine)
    click.echo(f"Đã thêm {petitions} phản ánh mẫu.")


def _refuse_real(session: Session, settings: Settings, *, yes: bool) -> None:
    from sqlalchemy import select

    from pakn.petitions.models import Petition
    from pakn.settings import Env

    any_one = session.scalar(select(Petition.id).limit(1))
    if settings.env is Env.PRODUCTION and any_one is not None and not yes:
        raise Said(_REAL)


def _province(session: Session, communes: int, seed: int, now: datetime) -> None:
    from sqlalchemy import select

    from pakn.cli.seeding import province
    from pakn.identity.models import Agency

    if session.scalar(select(Agency.id).limit(1)) is None:
        province.load(session, communes, seed, now)


def _moment(typed: str | None) -> datetime | None:
    """A day or a moment as typed; without a zone it is that of Viet Nam."""
    from pakn.kernel import clock

    if typed is None:
        return None
    try:
        read = datetime.fromisoformat(typed)
    except ValueError:
        raise Said(f"“{typed[:64]}” không phải ngày giờ dạng 2026-01-31 hoặc 2026-01-31T08:00.") from None
    return (read if read.tzinfo else read.replace(tzinfo=clock.VIETNAM)).astimezone(UTC)
