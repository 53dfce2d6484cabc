"""`pakn agency`, `pakn officer` and `pakn calendar`: setting up an installation."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from sqlalchemy import create_engine, select
from sqlalchemy.orm import Session

from pakn.identity import passwords
from pakn.identity.models import Membership, Officer
from pakn.identity.permissions import Role
from tests.cli.conftest import Run

PASSWORD = re.compile(r"[a-z2-9]{4}(-[a-z2-9]{4}){3}")


@pytest.fixture
def session(sqlite_url: str) -> Iterator[Session]:
    engine = create_engine(sqlite_url)
    with Session(engine) as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def commune(pakn: Run) -> Run:
    """The command line of an installation with one commune."""
    assert pakn("agency", "load", "--preset", "xa").exit_code == 0
    return pakn


def add(pakn: Run, *more: str, name: str = "Nguyễn Mẫu", username: str = "mau") -> Result:
    return pakn("officer", "add", username, "--name", name, *more)


# --- agencies ------------------------------------------------------------------------------------------------------


def test_a_preset_is_loaded_and_what_came_is_said(pakn: Run) -> None:
    said = pakn("agency", "load", "--preset", "xa")

    assert said.exit_code == 0
    assert "UBND xã Bình Minh (mẫu) (mã xa-mau): 6 đơn vị, 18 quy tắc" in said.stdout


def test_a_file_is_loaded(pakn: Run, tmp_path: Path) -> None:
    file = tmp_path / "a.yaml"
    file.write_text(
        "\ufeffagency: {code: xa-a, kind: xa, name: UBND xã A, short_name: xã A}\n"
        "units: [{code: vp, name: Văn phòng, kind: office}]\n",
        encoding="utf-8",
    )

    said = pakn("agency", "load", str(file))

    assert (said.exit_code, "UBND xã A" in said.stdout) == (0, True)


def test_a_faulty_file_says_every_fault_and_loads_nothing(
    pakn: Run, tmp_path: Path, session: Session
) -> None:
    file = tmp_path / "a.yaml"
    file.write_text("agency: {code: xa-a}\nunits: 3\n", encoding="utf-8")

    said = pakn("agency", "load", str(file))

    assert said.exit_code == 1
    first, *faults = said.stderr.splitlines()
    assert first.startswith("Tệp chưa nạp được")
    assert len(faults) == 4
    assert "  Dòng 2, units: phải là một danh sách." in faults
    assert session.execute(select(Officer)).all() == []


@pytest.mark.parametrize("args", [(), ("--preset", "huyen"), ("không-có.yaml",)])
def test_neither_file_nor_preset_is_wrong_use(pakn: Run, args: tuple[str, ...]) -> None:
    assert pakn("agency", "load", *args).exit_code == 2


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\x80abc"])
def test_a_file_that_is_no_text_is_a_sentence(pakn: Run, tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "a.yaml"
    file.write_bytes(content)

    for command in (("agency", "load"), ("calendar", "import")):
        said = pakn(*command, str(file))
        assert said.exit_code == 1
        assert "không phải văn bản UTF-8" in said.stderr


# --- people --------------------------------------------------------------------------------------------------------


def test_a_new_officer_gets_a_password_that_opens_the_account(commune: Run, session: Session) -> None:
    said = add(commune, "--role", "officer", "--unit", "cong-an", username="  Mau.A ")

    officer = session.scalars(select(Officer)).one()
    assert officer.username == "mau.a"
    shown = PASSWORD.search(said.stdout)
    assert shown is not None
    assert passwords.matches(officer.password_hash, shown.group())


def test_a_second_post_goes_to_the_same_person_and_keeps_the_password(commune: Run, session: Session) -> None:
    add(commune, "--role", "officer", "--unit", "cong-an")
    before = session.scalars(select(Officer)).one().password_hash
    session.rollback()

    said = add(commune, "--role", "leader")

    assert not PASSWORD.search(said.stdout)
    assert session.scalars(select(Officer)).one().password_hash == before
    assert set(session.scalars(select(Membership.role))) == {Role.OFFICER, Role.LEADER}


@pytest.mark.parametrize(
    ("args", "words"),
    [
        (("--role", "officer"), "--unit, một trong: van-phong"),
        (("--role", "office", "--unit", "phòng"), "--unit, một trong"),
        (("--role", "leader", "--agency", "xa-khac"), "--agency, một trong: xa-mau"),
    ],
)
def test_what_is_missing_is_said_with_what_can_be_chosen(
    commune: Run, args: tuple[str, ...], words: str
) -> None:
    said = add(commune, *args)

    assert said.exit_code == 1
    assert words in said.stderr


def test_a_name_that_is_taken_is_not_given_to_somebody_else(commune: Run, session: Session) -> None:
    add(commune, "--role", "leader")

    said = add(commune, "--role", "admin", name="Trần Mẫu")

    assert said.exit_code == 1
    assert "đã là của Nguyễn Mẫu" in said.stderr
    assert list(session.scalars(select(Membership.role))) == [Role.LEADER]


@pytest.mark.parametrize(
    ("username", "name"), [("có dấu", "A"), ("a" * 65, "A"), ("mau", " "), ("\x00", "A")]
)
def test_a_name_nobody_could_type_is_refused(commune: Run, username: str, name: str) -> None:
    said = add(commune, "--role", "leader", username=username, name=name)

    assert said.exit_code == 1


def test_nobody_can_be_added_before_there_is_an_agency(pakn: Run) -> None:
    said = add(pakn, "--role", "leader")

    assert said.exit_code == 1
    assert "pakn agency load" in said.stderr


def test_a_closed_account_is_closed_for_good(commune: Run, session: Session) -> None:
    add(commune, "--role", "leader")

    assert commune("officer", "disable", "MAU").exit_code == 0

    assert not session.scalars(select(Officer)).one().active
    assert commune("officer", "reset", "mau").exit_code == 1
    assert add(commune, "--role", "admin").exit_code == 1


def test_a_reset_gives_another_password_once(commune: Run, session: Session) -> None:
    add(commune, "--role", "leader")

    said = commune("officer", "reset", "mau")

    shown = PASSWORD.search(said.stdout)
    assert shown is not None
    assert passwords.matches(session.scalars(select(Officer)).one().password_hash, shown.group())


@pytest.mark.parametrize("verb", ["disable", "reset"])
def test_somebody_who_is_not_there_is_a_sentence(commune: Run, verb: str) -> None:
    said = commune("officer", verb, "ai-do")

    assert (said.exit_code, "“ai-do”" in said.stderr) == (1, True)


# --- the calendar --------------------------------------------------------------------------------------------------


def test_a_calendar_is_imported_and_shown(commune: Run, tmp_path: Path) -> None:
    file = tmp_path / "2027.csv"
    file.write_text(
        "date,status,kind,name,provisional\n2027-02-04,off,holiday,Tết Nguyên đán,no\n", encoding="utf-8"
    )

    said = commune("calendar", "import", str(file))
    shown = json.loads(commune("calendar", "show", "2027", "--json").stdout)

    assert "thêm 1 ngày, bỏ 12" in said.stdout
    assert "0 hạn còn mở được tính lại" in said.stdout
    assert (shown["year"], shown["published"], shown["source"]) == (2027, True, "2027.csv")
    assert shown["days"] == [
        {"date": "2027-02-04", "status": "off", "kind": "holiday", "name": "Tết Nguyên đán"}
    ]


def test_a_person_sees_whether_a_year_is_published(commune: Run) -> None:
    assert commune("calendar", "show", "2026").stdout.startswith("Năm 2026: đã công bố")
    assert commune("calendar", "show", "2027").stdout.startswith("Năm 2027: chưa công bố, dự kiến")


def test_a_year_that_is_not_there_is_a_sentence(commune: Run) -> None:
    said = commune("calendar", "show", "2040")

    assert (said.exit_code, "pakn calendar import" in said.stderr) == (1, True)


def test_a_wrong_calendar_says_each_wrong_line_and_changes_nothing(commune: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_text(
        "date,status,kind,name,provisional\n2026-13-01,off,holiday,A,no\n2026-01-05,of,holiday,B,no\n"
    )
    before = commune("calendar", "show", "2026").stdout

    said = commune("calendar", "import", str(file))

    assert said.exit_code == 1
    assert "Dòng 2:" in said.stderr
    assert "Dòng 3:" in said.stderr
    assert commune("calendar", "show", "2026").stdout == before
