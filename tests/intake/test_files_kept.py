"""What becomes of files that were sent: shown to nobody else, owned once, and swept when nobody owns them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from pakn.intake.views import uploads
from pakn.kernel import clock, files
from pakn.kernel.db import reading
from pakn.kernel.files import StoredFile
from pakn.settings import Settings
from tests import sample
from tests.intake.citizen import FILLED, JPEG, NOW, PDF, Citizen, ask_supplement, kept, petitions
from workers import beat


def stored(app: Flask) -> int:
    with app.app_context():
        return reading().scalar(select(func.count()).select_from(StoredFile)) or 0


def on_disk(app: Flask) -> int:
    folder = Path(app.extensions["pakn_settings"].data_dir) / "files"
    return sum(each.is_file() for each in folder.rglob("*"))


def test_what_nobody_used_is_swept_after_a_day_and_not_before(province: Flask, citizen: Citizen) -> None:
    used = citizen.sent(files=[("dùng.pdf", PDF)])
    clock.fix(NOW + timedelta(days=40))
    with province.app_context():
        beat.tick()
    rows, written = stored(province), on_disk(province)
    citizen.send(files=[("quên.pdf", PDF)], subject="")

    clock.fix(NOW + timedelta(days=41, minutes=59))  # an hour of grace: the form may be on its way
    with province.app_context():
        beat.tick()
    assert (stored(province), on_disk(province)) == (rows + 1, written + 1)
    clock.fix(NOW + timedelta(days=41, hours=1))
    with province.app_context():
        beat.tick()

    assert (stored(province), on_disk(province)) == (rows, written)
    assert kept(province, used).files == ("dùng.pdf",)
    assert kept(province, citizen.sent(again=True)).files == ()


def test_a_file_is_a_download_for_whoever_has_shown_the_secret_and_for_nobody_else(
    province: Flask, citizen: Citizen
) -> None:
    code = citizen.sent(files=[("giấy của tôi.pdf", PDF)])
    other = Citizen(province.test_client()).sent(files=[("của người khác.pdf", PDF)])
    assert citizen.track(code=code, secret=citizen.secret(code)) == 303
    page = citizen.open(citizen.answer.location).html
    address = next(part for part in page.split('"') if "/tep/" in part)

    answer = citizen.client.get(address)

    assert answer.data == PDF
    assert answer.mimetype == "application/pdf"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "filename*=UTF-8''gi%E1%BA%A5y" in answer.headers["Content-Disposition"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"

    stranger = Citizen(province.test_client())
    assert stranger.client.get(address).status_code == 404
    assert stranger.track(code=code, last4="5678") == 303
    assert stranger.client.get(address).status_code == 404
    assert citizen.client.get(address.replace(code, other)).status_code == 404
    number = int(address.rsplit("/", 1)[1])
    for others in (number + 1, 10**9, 10**30):
        assert citizen.client.get(address.replace(f"/{number}", f"/{others}")).status_code == 404


def test_an_officer_of_the_agency_sees_a_file_and_one_of_another_does_not(
    province: Flask, citizen: Citizen
) -> None:
    code = citizen.sent(files=[("giấy.pdf", PDF)])
    office = sample.signed_in(province, "dong-vp").client
    page = office.get(f"/can-bo/pakn/{code}").get_data(as_text=True)
    address = next(part for part in page.split('"') if "/tep/" in part)

    answer = office.get(address)

    assert answer.data == PDF
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert sample.signed_in(province, "tay-vp").client.get(address).status_code == 404
    assert province.test_client().get(address).status_code in (302, 303)


@pytest.mark.parametrize("forged", ["", "sai", "x.y.z", "\x00", "a" * 5000])
def test_a_forged_token_brings_no_file(province: Flask, citizen: Citizen, forged: str) -> None:
    assert kept(province, citizen.sent(staged_files=forged)).files == ()


def test_a_token_altered_or_signed_for_something_else_brings_no_file(
    province: Flask, citizen: Citizen
) -> None:
    citizen.send(files=[("giấy.pdf", PDF)], subject="")
    token = citizen.page.value("staged_files")
    middle = len(token) // 2
    altered = token[:middle] + ("A" if token[middle] != "A" else "B") + token[middle + 1 :]
    form_token = citizen.page.value("form_token")

    code = citizen.sent(staged_files=[altered, form_token, token[:-3]])

    assert kept(province, code).files == ()


def test_a_file_belongs_to_the_first_petition_it_is_sent_with(province: Flask, citizen: Citizen) -> None:
    citizen.send(files=[("giấy.pdf", PDF)], subject="")
    token = citizen.page.value("staged_files")

    first = citizen.sent(staged_files=[token, token])
    second = citizen.sent(staged_files=token)

    assert kept(province, first).files == ("giấy.pdf",)
    assert kept(province, second).files == ()


def test_a_stored_file_lies_under_a_random_key(province: Flask, citizen: Citizen) -> None:
    citizen.sent(files=[("a.pdf", PDF)])
    citizen.sent(files=[("a.pdf", PDF)])
    with province.app_context():
        rows = list(reading().scalars(select(StoredFile).where(StoredFile.name == "a.pdf")))

    assert len({row.key for row in rows}) == len(rows) >= 2
    assert all(len(row.key) == 32 and row.key.isalnum() for row in rows)
    assert files.Store(Path("x")).path(rows[0].key).name == rows[0].key


@pytest.mark.parametrize("changes", [{"csrf_token": None}, {"csrf_token": "sai"}])
def test_nothing_is_written_for_a_form_that_was_not_opened_here(
    province: Flask, citizen: Citizen, changes: dict[str, str | None]
) -> None:
    before, sent = (stored(province), on_disk(province)), petitions(province)

    assert citizen.send(files=[("giấy.pdf", PDF), ("ảnh.jpg", JPEG)], **changes) == 422

    assert (stored(province), on_disk(province)) == before
    assert petitions(province) == sent
    assert "Tệp “giấy.pdf” chưa nhận được: trang đã mở quá lâu." in citizen.page.text
    assert citizen.page.value("content") == FILLED["content"]
    code = citizen.sent(again=True, files=[("giấy.pdf", PDF)])
    assert kept(province, code).files == ("giấy.pdf",)


def test_a_stranger_without_a_session_writes_nothing(province: Flask) -> None:
    before = stored(province), on_disk(province)
    stranger = Citizen(province.test_client())

    assert stranger.post("/gui", {}, files=[(f"{number}.pdf", PDF) for number in range(10)]) == 422

    assert (stored(province), on_disk(province)) == before


def test_a_supplement_without_its_token_brings_no_file(province: Flask, citizen: Citizen) -> None:
    code = citizen.sent()
    ask_supplement(province, code)
    citizen.track(code=code, secret=citizen.secret(code))
    address = next(
        part for part in citizen.open(citizen.answer.location).html.split('"') if "/bo-sung/" in part
    )
    before = stored(province), on_disk(province)

    assert citizen.post(address, {"content": "Đây là sổ."}, files=[("sổ.pdf", PDF)]) == 422

    assert (stored(province), on_disk(province)) == before


def test_files_nobody_owns_fill_a_limited_room_which_owning_and_sweeping_empty(
    province: Flask, citizen: Citizen, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock.fix(NOW + timedelta(days=50))
    with province.app_context():
        beat.tick()
    monkeypatch.setattr(uploads, "UNOWNED_BYTES", 2 * len(PDF))

    assert citizen.send(files=[(f"{number}.pdf", PDF) for number in (1, 2, 3)], subject="") == 422
    assert len(citizen.page.fields["staged_files"]) == 2
    assert "Tệp “3.pdf” chưa nhận được: chỗ chứa tệp đang đầy." in citizen.page.text
    other = Citizen(province.test_client())
    assert other.send(files=[("khác.pdf", PDF)]) == 422
    assert "Tệp “khác.pdf” chưa nhận được: chỗ chứa tệp đang đầy." in other.page.text
    assert other.send(again=True) == 303, "without its file it is taken"

    assert citizen.send(again=True) == 303
    assert other.send(files=[("khác.pdf", PDF)] * 2, subject="") == 422
    assert other.send(files=[("nữa.pdf", PDF)]) == 422
    clock.fix(NOW + timedelta(days=51, hours=1))
    with province.app_context():
        beat.tick()
    assert other.send(files=[("nữa.pdf", PDF)]) == 303


def test_the_folder_of_the_files_is_for_its_owner_alone(province: Flask, citizen: Citizen) -> None:
    citizen.sent(files=[("a.pdf", PDF)])

    folder = Path(province.extensions["pakn_settings"].data_dir) / "files"
    assert folder.stat().st_mode & 0o077 == 0


def test_files_are_found_again_whatever_folder_the_process_was_started_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A relative data folder is the one beside which the process started, for writing and for sending alike."""
    monkeypatch.chdir(tmp_path)

    settings = Settings(env="test", secret_key="x" * 40, data_dir=Path("var"))

    assert settings.data_dir == tmp_path / "var"
