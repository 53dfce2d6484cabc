"""`pakn officer`: the accounts of people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from pakn.cli.context import in_app_then_tell
from pakn.cli.said import Said

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from pakn.identity.models import Agency, Officer, Unit

_ROLES = ("officer", "office", "leader", "admin", "viewer")


@click.group(short_help="Thêm, khóa cán bộ, đặt lại mật khẩu.")
def officer() -> None:
    """Thêm, khóa cán bộ, đặt lại mật khẩu."""


@officer.command(short_help="Thêm một cán bộ, hoặc một chức vụ cho người đã có tài khoản.")
@click.argument("username", metavar="TÊN_ĐĂNG_NHẬP")
@click.option("--name", required=True, help="Họ và tên.")
@click.option("--agency", "agency_code", help="Mã cơ quan; không cần khi chỉ có một cơ quan.")
@click.option("--unit", "unit_code", help="Mã đơn vị; cần cho vai trò officer và office.")
@click.option("--role", required=True, type=click.Choice(_ROLES), help="Vai trò.")
@click.option(
    "--scope", type=click.Choice(("own", "subtree")), default="own", help="Cơ quan mình, hay cả cấp dưới."
)
@click.option("--title", default="", help="Chức danh, ví dụ Công chức tư pháp.")
@click.option("--email", default="", help="Thư điện tử nhận thông báo.")
@in_app_then_tell
def add(username: str, agency_code: str | None, unit_code: str | None, **said: str) -> None:
    """Thêm cán bộ TÊN_ĐĂNG_NHẬP; mật khẩu do máy đặt và chỉ in ra một lần.

    Người đã có tài khoản (cùng họ tên) được thêm chức vụ, mật khẩu giữ nguyên.
    """
    from pakn.identity import passwords, service
    from pakn.kernel.db import transaction

    password = passwords.made_up()
    with transaction() as session:
        at = _agency(session, agency_code)
        _check_unit(session, at, unit_code, said["role"])
        person = _person(session, username, said)
        _give_post(session, at, person, unit_code, said)
        new = not person.password_hash
        if new:
            service.set_password(person, password)
        name = person.username
    click.echo(f"Đã thêm {name}. Mật khẩu: {password}" if new else f"Đã thêm chức vụ cho {name}.")


@officer.command(short_help="Khóa tài khoản; lịch sử giữ nguyên.")
@click.argument("username", metavar="TÊN_ĐĂNG_NHẬP")
@in_app_then_tell
def disable(username: str) -> None:
    """Khóa tài khoản: không đăng nhập được nữa, phiên đang mở kết thúc, việc đã làm vẫn đứng tên người đó."""
    from pakn.identity import service
    from pakn.kernel.db import transaction

    with transaction() as session:
        service.disable(_known(session, username))
    click.echo(f"Đã khóa tài khoản {username}.")


@officer.command(short_help="Đặt mật khẩu mới và mở khóa.")
@click.argument("username", metavar="TÊN_ĐĂNG_NHẬP")
@in_app_then_tell
def reset(username: str) -> None:
    """Đặt mật khẩu mới, in ra một lần; tài khoản đang tạm khóa vì nhập sai được mở."""
    from pakn.identity import passwords, service
    from pakn.kernel.db import transaction

    password = passwords.made_up()
    with transaction() as session:
        person = _known(session, username)
        if not person.active:
            raise Said(f"Tài khoản {person.username} đã khóa hẳn, không đặt lại mật khẩu được.")
        service.set_password(person, password)
    click.echo(f"Mật khẩu mới của {username}: {password}")


def _known(session: Session, username: str) -> Officer:
    from pakn.identity import queries

    found = queries.officer_by_username(session, username)
    if found is None:
        raise Said(f"Không có cán bộ nào tên đăng nhập “{username}”.")
    return found


def _agency(session: Session, code: str | None) -> Agency:
    from sqlalchemy import select

    from pakn.identity.models import Agency

    agencies = {each.code: each for each in session.scalars(select(Agency).order_by(Agency.id))}
    if code is None and len(agencies) == 1:
        return next(iter(agencies.values()))
    if not agencies:
        raise Said("Chưa có cơ quan nào. Nạp trước bằng: pakn agency load TỆP.yaml")
    if code is None or code not in agencies:
        raise Said(f"Ghi mã cơ quan ở --agency, một trong: {', '.join(agencies)}.")
    return agencies[code]


def _check_unit(session: Session, agency: Agency, code: str | None, role: str) -> None:
    units: dict[str, Unit] = {unit.code: unit for unit in agency.units if unit.active}
    if code is None and role not in ("officer", "office"):
        return
    if code not in units:
        raise Said(f"Ghi mã đơn vị ở --unit, một trong: {', '.join(units)}.")


def _person(session: Session, username: str, said: dict[str, str]) -> Officer:
    from pakn.identity import queries
    from pakn.identity.loading import organisation
    from pakn.identity.loading.schema import OfficerData

    data = _checked(
        OfficerData, username=username, full_name=said["name"], title=said["title"], email=said["email"]
    )
    if said["email"] and "@" not in said["email"]:
        raise Said(f"Thư điện tử “{said['email']}” thiếu chữ @. Xem lại --email.")
    there = queries.officer_by_username(session, username)
    if there is None:
        return organisation.store_officer(session, data)
    if not there.active:
        raise Said(f"Tài khoản {there.username} đã khóa hẳn. Chọn tên đăng nhập khác.")
    if there.full_name != data.full_name:
        raise Said(f"Tên đăng nhập {there.username} đã là của {there.full_name}. Chọn tên khác.")
    there.email = data.email or there.email
    return there


def _give_post(
    session: Session, agency: Agency, person: Officer, unit: str | None, said: dict[str, str]
) -> None:
    from pakn.identity.loading import organisation
    from pakn.identity.loading.schema import PostData
    from pakn.kernel import clock

    session.flush()
    post = _checked(PostData, officer=person.username, unit=unit, role=said["role"], scope=said["scope"])
    organisation.store_post(session, agency, post, clock.day_of(clock.now()))


def _checked(model: Any, **values: object) -> Any:
    from pakn.identity.loading.document import validated

    data, faults = validated(model, values)
    if data is None:
        raise Said("\n".join(f"{fault.path[0]}: {fault.sentence}" for fault in faults))
    return data
