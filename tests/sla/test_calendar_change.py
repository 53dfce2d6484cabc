"""A calendar that nobody has published gives a day "dự kiến"; the notice, by command or by page, makes it firm."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from pakn.cli import cli
from pakn.handling import verbs
from pakn.intake import service as intake
from pakn.kernel import clock
from pakn.kernel.db import reading, transaction
from pakn.notifications.models import Message, MessageState
from pakn.petitions import queries as petitions
from pakn.petitions import wording
from pakn.sla import escalation, explain, showing
from pakn.sla import queries as calendars
from pakn.sla.models import Deadline, Step
from pakn.sla.models import Result as Standing
from tests import sample
from tests.services.web import SECRET_KEY
from tests.sla.doing import accept, approve, at, deadlines, happened, only, submit_answer
from tests.sla.notice import HEADER, LONGER, NOTICE_DAY, SENT, SHORTER, everything, read_in, sent
from workers import embedded

PROMISED = date(2027, 1, 5)
SAME = HEADER + "2027-01-01,off,holiday,Tết Dương lịch,no\n"
BROKEN = (
    HEADER
    + "2027-01-01,off,holiday,Tết Dương lịch,no\n2027-13-01,off,holiday,X,no\n2027-01-04,on,holiday,Y,no\n"
)
FORM = {
    "agency": "xa-dong",
    "subject": sample.SENT.subject,
    "content": sample.LAND,
    "submitter_type": "ca_nhan",
    "full_name": sample.SENT.full_name,
    "address": sample.SENT.address,
    "phone": "0912 345 678",
    "email": sample.SENT.email,
    "notice_read": "y",
}
Import = Callable[[Flask, str], Any]


@pytest.fixture
def command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    """`pakn calendar import` of this text, on the day of the notice."""

    def run(app: Flask, text: str) -> Result:
        chosen = {
            "ENV": "test",
            "CLOCK": NOTICE_DAY.isoformat(),
            "DATABASE_URL": app.config["SQLALCHEMY_DATABASE_URI"],
            "DATA_DIR": str(tmp_path / "var"),
            "SECRET_KEY": SECRET_KEY,
            "RATE_LIMITS": "false",  # the limiter is one for all applications of a process
        }
        for name, value in chosen.items():
            monkeypatch.setenv(f"PAKN_{name}", value)
        path = tmp_path / "thong-bao.csv"
        path.write_text(text, encoding="utf-8")
        return CliRunner().invoke(cli, ["calendar", "import", str(path)])

    return run


@pytest.fixture
def page() -> Import:
    """The administrator reads the file in, looks, and saves; returns the last answer."""

    def run(app: Flask, text: str) -> Any:
        clock.fix(NOTICE_DAY)
        person = sample.signed_in(app, "dong-quan-tri")
        shown = read_in(person, text)
        if shown.status_code != 200:
            return shown
        token = sample.hidden(shown.get_data(as_text=True), "token")
        done = person.post("/quan-tri/lich", step="save", token=token)
        embedded.drain(app)
        return done

    return run


@pytest.fixture(params=["command", "page"])
def bring_in(request: pytest.FixtureRequest) -> Import:
    """Either of the two doors through which a calendar comes in."""
    door: Import = request.getfixturevalue(request.param)
    return door


def test_a_day_in_an_unpublished_year_is_promised_as_expected(fresh: Flask) -> None:
    clock.fix(SENT)
    visitor, officer = sample.Person(fresh.test_client()), sample.signed_in(fresh, "dong-vp")

    sent_off = visitor.post("/gui", **FORM)
    assert sent_off.status_code == 303, sent_off.get_data(as_text=True)
    receipt = visitor.client.get(sent_off.location).get_data(as_text=True)

    assert "trả lời chậm nhất (dự kiến)" in receipt
    assert "Thứ Ba, 05/01/2027" in receipt
    assert "Lịch nghỉ năm 2027 chưa công bố nên ngày này là dự kiến." in receipt
    banner = "Lịch nghỉ năm 2027 chưa công bố. Hạn rơi vào năm đó ghi “dự kiến”."
    for address in ("/can-bo", "/van-phong/phan-loai"):
        assert banner in officer.client.get(address).get_data(as_text=True)
    assert banner not in visitor.client.get("/").get_data(as_text=True)
    with fresh.app_context():
        (stored,) = reading().scalars(select(Deadline)).all()
        assert (stored.due_on, stored.provisional) == (PROMISED, True)


def test_a_notice_with_more_days_off_moves_the_promise_later(fresh: Flask, bring_in: Import) -> None:
    code = sent(fresh)

    bring_in(fresh, LONGER)

    with fresh.app_context():
        session = reading()
        petition = petitions.by_code(session, code)
        old, new = deadlines(session, petition, Step.ANSWER)
        assert (old.due_on, old.provisional, old.result) == (PROMISED, True, Standing.OPEN)
        assert old.superseded_at == new.created_at == NOTICE_DAY
        assert (new.due_on, new.provisional, new.superseded_at) == (date(2027, 1, 6), False, None)
        assert (new.started_on, new.working_days, new.term_id) == (old.started_on, 15, old.term_id)
        assert explain.from_json(new.explanation).due_on == new.due_on
        assert "Bỏ thứ Hai 04/01/2027: Nghỉ bù." in showing.show(session, new, NOTICE_DAY).explanation
        assert petition.due_on == date(2027, 1, 6)
        (moved,) = happened(session, petition, "DeadlineMoved")
        assert wording.title(moved) == "Dời hạn từ 05/01/2027 sang 06/01/2027"
        letter = told(session, "citizen/deadline_moved")
        assert (letter.address, letter.state) == (sample.SENT.email, MessageState.SENT)
        assert "thứ Tư, 06/01/2027" in letter.text
        assert "thứ Ba, 05/01/2027" in letter.text
        assert calendars.running(session, petition.leg) == new
    once = everything(fresh)

    bring_in(fresh, LONGER)

    assert everything(fresh) == once, "brought in twice it is harmless"


def told(session: Session, template: str) -> Message:
    return session.scalars(select(Message).where(Message.template == template)).one()


def test_a_notice_with_fewer_days_off_keeps_the_promise_and_makes_it_firm(
    fresh: Flask, bring_in: Import
) -> None:
    code = sent(fresh)

    bring_in(fresh, SHORTER)

    with fresh.app_context():
        session = reading()
        petition = petitions.by_code(session, code)
        _old, new = deadlines(session, petition, Step.ANSWER)
        assert (new.due_on, new.provisional, petition.due_on) == (PROMISED, False, PROMISED)
        shown = showing.show(session, new, NOTICE_DAY)
        said = " ".join(shown.explanation)
        assert "thứ Hai 04/01/2027" in said
        assert "không dời sớm hơn" in said
        assert "Hạn là hết thứ Hai 04/01/2027" not in said, "the page must not name two last days"
        assert "dự kiến" not in said
        assert [cell.on for week in shown.weeks for cell in week if cell.kind == "last"] == [PROMISED]
        assert shown.done <= shown.total
        (moved,) = happened(session, petition, "DeadlineMoved")
        assert wording.title(moved) == "Lịch nghỉ đã công bố: hạn 05/01/2027 không còn là dự kiến"
        assert "nay chắc chắn vì lịch nghỉ đã được công bố" in told(session, "citizen/deadline_moved").text


def test_a_notice_that_says_what_was_foreseen_makes_the_promise_firm(fresh: Flask, command: Import) -> None:
    code = sent(fresh)

    command(fresh, SAME)

    with fresh.app_context():
        new = deadlines(reading(), petitions.by_code(reading(), code), Step.ANSWER)[-1]
        assert (new.due_on, new.provisional) == (PROMISED, False)
        said = showing.show(reading(), new, NOTICE_DAY).explanation
        assert "Hạn là hết thứ Ba 05/01/2027." in said
        assert "dự kiến" not in " ".join(said)


def test_deadlines_that_are_settled_never_move(fresh: Flask, command: Import) -> None:
    clock.fix(SENT)
    with fresh.app_context(), transaction() as session:
        answered, late, refused, withdrawn = (sample.submit(session, at=SENT) for _ in range(4))
        codes = [each.code for each in (answered, late, refused, withdrawn)]
        accept(session, answered, SENT)
        submit_answer(session, answered, SENT)
        approve(session, answered, SENT)
        verbs.keep_private(
            session, answered, reason="Mật", by=sample.acting(session, answered, "dong-vp"), now=SENT
        )
        accept(session, late, SENT)
        submit_answer(session, late, SENT)
        approve(session, late, at("2027-01-06"))
        verbs.publish(session, late, by=sample.acting(session, late, "dong-vp"), now=at("2027-01-06"))
        by = sample.acting(session, refused, "dong-vp")
        verbs.refuse(session, refused, ground="R3", reason="Chưa rõ", by=by, now=SENT)
        intake.withdraw(session, withdrawn, "", now=SENT)

    command(fresh, LONGER)

    with fresh.app_context():
        session = reading()
        assert session.scalars(select(Deadline).where(Deadline.superseded_at.is_not(None))).all() == []
        assert all(not happened(session, petitions.by_code(session, code), "DeadlineMoved") for code in codes)


def test_what_the_citizen_owes_moves_too_without_a_second_reminder(fresh: Flask, command: Import) -> None:
    clock.fix(at("2026-12-21"))
    with fresh.app_context(), transaction() as session:
        petition = sample.submit(session, at=at("2026-12-21"))
        code = petition.code
        by = sample.acting(session, petition, "dong-vp")
        verbs.ask_supplement(session, petition, items="Bản sao", by=by, now=at("2026-12-21"))
        escalation.scan(session, at("2026-12-28"))
        assert only(session, petition, Step.SUPPLY).due_on == PROMISED

    command(fresh, LONGER)

    with fresh.app_context(), transaction() as session:
        petition = petitions.by_code(session, code)
        escalation.scan(session, at("2026-12-29"))
        assert deadlines(session, petition, Step.SUPPLY)[-1].due_on == date(2027, 1, 6)
        assert len(happened(session, petition, "SupplementReminded")) == 1


def test_a_broken_file_is_refused_by_line_and_changes_nothing(site: Flask, bring_in: Import) -> None:
    before = everything(site)

    refused = bring_in(site, BROKEN)

    said = refused.output if isinstance(refused, Result) else refused.get_data(as_text=True)
    assert (refused.exit_code == 1) if isinstance(refused, Result) else (refused.status_code == 422)
    assert "Dòng 3: Không hiểu ngày “2027-13-01”" in said
    assert "Dòng 4: Cột status phải là off hoặc working" in said
    assert "Dòng 2" not in said
    assert everything(site) == before
