"""What `pakn seed` writes is what the services would have written, only faster."""

from __future__ import annotations

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pakn.cli import cli
from pakn.cli.seeding import ways
from pakn.identity import passwords
from pakn.identity.models import Agency, Officer
from pakn.intake import service as intake
from pakn.kernel import audit, clock, codes, db, outbox
from pakn.kernel.audit import AuditEntry
from pakn.kernel.text import search_key
from pakn.notifications.models import Message, MessageState, Way
from pakn.petitions import queries as petitions
from pakn.petitions.models import Assignment, Filing, Leg, LegCause, Petition, Petitioner, StateSpell, Task
from pakn.petitions.service import search_text
from pakn.petitions.workflow import OPEN, TABLE, State
from pakn.publishing.models import Publication, PublicationState
from pakn.publishing.redaction import pieces, redact
from pakn.sla import escalation, explain, queries
from pakn.sla.events import DeadlineNear, DeadlinePassed
from pakn.sla.models import Deadline, Result, Step
from tests import sample
from tests.services import web

COUNT = 300
NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
KEY = web.SECRET_KEY
_URLS = {"sqlite": "sqlite_url_of_module", "postgresql": "postgres_url_of_module"}
_BACK = (State.AWAITING_SUPPLEMENT, State.IN_PROGRESS)
"""A supplement asked after acceptance brings it back to where it came from."""
_MOVES = {(row.source, row.target) for row in TABLE} | {_BACK}


def environment(url: str, folder: Path) -> dict[str, str]:
    return {
        "PAKN_ENV": "test",
        "PAKN_DATABASE_URL": url,
        "PAKN_DATA_DIR": str(folder),
        "PAKN_SECRET_KEY": KEY,
        "PAKN_CLOCK": NOW.isoformat(),
        "PAKN_LOG_LEVEL": "ERROR",
        "PAKN_RATE_LIMITS": "false",
    }


@pytest.fixture(scope="module", params=list(_URLS))
def environ(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A database with petitions in it, on either kind."""
    url = str(request.getfixturevalue(_URLS[request.param]))
    settings = environment(url, tmp_path_factory.mktemp("var"))
    done = CliRunner().invoke(cli, ["seed", "--petitions", str(COUNT)], env=settings)
    assert done.exit_code == 0, done.output
    return settings


@pytest.fixture(scope="module")
def seeded(environ: dict[str, str]) -> Iterator[Flask]:
    """The application on it."""
    app = web.build(
        environ["PAKN_DATABASE_URL"], Path(environ["PAKN_DATA_DIR"]), clock=NOW, log_level="ERROR"
    )
    yield app
    web.close(app)


@pytest.fixture
def session(seeded: Flask) -> Iterator[Session]:
    clock.fix(NOW)
    with seeded.app_context(), db.rehearsal() as opened:
        yield opened


def legs_of(session: Session) -> dict[int, list[Leg]]:
    """The legs of each petition, in their order."""
    found = defaultdict(list)
    for leg in session.scalars(select(Leg).order_by(Leg.id)):
        found[leg.petition_id].append(leg)
    return found


def test_there_are_as_many_as_asked_for_in_every_state_and_by_every_way(session: Session) -> None:
    states = Counter(session.scalars(select(Petition.state)))

    assert states.total() == COUNT
    assert set(states) == set(State)
    assert len(ways.WAYS) < COUNT


def test_every_chain_holds_and_begins_with_the_arrival(session: Session) -> None:
    firsts = session.scalars(select(AuditEntry.event).where(AuditEntry.number == 1)).all()

    assert list(audit.faults(session)) == []
    assert firsts == ["PetitionReceived"] * COUNT


def test_what_happened_stands_in_the_order_of_time(session: Session) -> None:
    entries = session.execute(
        select(AuditEntry.subject_id, AuditEntry.at).order_by(AuditEntry.subject_id, AuditEntry.number)
    ).all()

    assert [tuple(each) for each in entries] == sorted(tuple(each) for each in entries)
    assert max(entry.at for entry in entries) <= NOW


def test_states_follow_on_without_a_gap_by_the_table_of_the_workflow(session: Session) -> None:
    spells = defaultdict(list)
    for spell in session.scalars(select(StateSpell).order_by(StateSpell.id)):
        spells[spell.leg_id].append(spell)

    for leg_id, each in spells.items():
        assert each[0].state is State.RECEIVED, leg_id
        for earlier, later in itertools.pairwise(each):
            assert earlier.to_at == later.from_at, leg_id
            assert (earlier.state, later.state) in _MOVES, leg_id
        assert sum(spell.to_at is None for spell in each) <= 1


def test_a_further_leg_begins_when_the_earlier_one_ends_or_is_supplemented(session: Session) -> None:
    for each in legs_of(session).values():
        assert each[0].cause is LegCause.RECEIVED
        for earlier, later in itertools.pairwise(each):
            assert earlier.ended_at is not None
            assert later.opened_at >= earlier.ended_at
            assert later.cause in (LegCause.FORWARDED, LegCause.SUPPLEMENTED)


def test_the_columns_for_lists_say_what_the_history_says(session: Session) -> None:
    legs = legs_of(session)
    for petition in session.scalars(select(Petition)):
        leg = legs[petition.id][-1]
        spell = last(session, StateSpell, StateSpell.leg_id == leg.id)
        held = last(session, Assignment, Assignment.leg_id == leg.id)
        filing = last(session, Filing, Filing.petition_id == petition.id)
        running = queries.running(session, leg)

        assert petition.state is spell.state
        assert petition.agency_id == leg.agency_id
        assert (petition.unit_id, petition.officer_id) == (held.unit_id, held.officer_id)
        assert (petition.field_id, petition.kind, petition.scope) == (
            filing.field_id,
            filing.kind,
            filing.scope,
        )
        assert petition.due_on == (running.due_on if running else None)


def last(session: Session, model: type, where: object) -> object:
    return session.scalars(select(model).where(where).order_by(model.id.desc()).limit(1)).one()


def test_nothing_is_held_or_filed_twice_at_once(session: Session) -> None:
    held = Counter(session.scalars(select(Assignment.leg_id).where(Assignment.to_at.is_(None))))
    filed = Counter(session.scalars(select(Filing.petition_id).where(Filing.to_at.is_(None))))
    ended = set(session.scalars(select(Leg.id).where(Leg.ended_at.is_not(None))))

    assert set(held.values()) == {1}
    assert not ended & set(held)
    assert set(filed.values()) == {1}
    assert len(filed) == COUNT


def test_words_for_the_search_are_those_the_service_would_store(session: Session) -> None:
    for petition in session.scalars(select(Petition).limit(60)):
        assert petition.search_text == search_text(petition.code, petition)


def test_texts_are_as_long_as_real_ones_and_differ(session: Session) -> None:
    contents = session.scalars(select(Petition.content)).all()
    lengths = sorted(len(text.split()) for text in contents)

    assert len(set(contents)) == COUNT
    assert lengths[COUNT // 10] >= 60
    assert lengths[-COUNT // 10] <= 150


def test_everybody_is_marked_as_made_up(session: Session) -> None:
    assert all("(mẫu)" in name for name in session.scalars(select(Petitioner.full_name)))


def test_every_deadline_is_what_the_real_calendar_and_the_terms_in_force_give(session: Session) -> None:
    calendar = queries.calendar(session)
    for each in session.scalars(select(Deadline)):
        leg = each.leg
        due = calendar.count(each.started_on, each.working_days)

        assert (each.due_on, each.provisional) == (due.due_on, due.provisional)
        assert explain.from_json(each.explanation) == due
        assert each.term is not None
        assert each.term.step is each.step
        usual = leg.agency.supplement_days if each.step is Step.SUPPLY else each.term.working_days
        assert each.working_days == usual


def test_met_is_what_was_done_before_the_end_of_the_last_day(session: Session) -> None:
    settled = [each for each in session.scalars(select(Deadline)) if each.met_at is not None]

    assert settled
    for each in settled:
        in_time = each.met_at is not None and each.met_at < clock.end_of(each.due_on)
        assert each.result is (Result.MET if in_time else Result.MISSED)


def test_a_petition_that_is_over_owes_nothing_and_one_that_is_open_owes_one_thing(session: Session) -> None:
    owed = defaultdict(list)
    for each in session.scalars(select(Deadline).where(Deadline.result == Result.OPEN)):
        owed[each.leg.petition_id].append(each.step)

    for petition in session.scalars(select(Petition)):
        if petition.state in OPEN:
            assert len(set(owed[petition.id])) == len(owed[petition.id]) > 0
        else:
            assert owed[petition.id] == []


def test_the_clock_has_nothing_left_to_tell_of_deadlines(session: Session) -> None:
    before = told(session)

    escalation.scan(session, NOW)

    assert told(session) == before


def told(session: Session) -> int:
    names = (DeadlineNear.__name__, DeadlinePassed.__name__)
    return session.scalar(select(func.count(AuditEntry.id)).where(AuditEntry.event.in_(names))) or 0


def test_nothing_waits_to_be_told(session: Session) -> None:
    assert session.scalar(select(func.count(outbox.OutboxRow.id))) == 0


def test_every_arrival_was_confirmed_by_mail_or_by_hand(session: Session) -> None:
    receipts = session.scalars(select(Message).where(Message.template == "citizen/receipt")).all()

    assert len(receipts) == COUNT
    for each in receipts:
        task = session.scalars(select(Task).where(Task.message_id == each.id)).first()
        assert (task is None) == (each.way is Way.EMAIL)
        by_hand_still = task is not None and task.done_at is None
        assert each.state is (MessageState.TASK if by_hand_still else MessageState.SENT)


def test_messages_never_stand_in_the_way_of_real_ones(session: Session) -> None:
    assert all(number < 0 for number in session.scalars(select(Message.event_id)))


def test_what_is_public_hides_the_petitioner(session: Session) -> None:
    for shown in session.scalars(select(Publication)):
        who = shown.petition.petitioner
        given = [part for part in (who.full_name, who.address, who.phone, who.email) if part]
        said = "\n".join((shown.title, shown.question, shown.answer, shown.grounds))
        assert not [part for part in given if part in said]


def test_the_real_redaction_of_a_whole_text_seldom_finds_more_to_hide(session: Session) -> None:
    shown = session.scalars(select(Publication)).all()

    same = [each for each in shown if redact(each.question).text == each.question]

    assert len(same) > 0.9 * len(
        shown
    )  # a post that ends one part can take the next part's first word for a name


def test_what_is_public_is_found_by_the_words_that_can_be_read(session: Session) -> None:
    for shown in session.scalars(select(Publication).limit(60)):
        readable = [
            " ".join(piece.text for piece in pieces(text) if piece.hidden is None)
            for text in (shown.title, shown.question, shown.answer)
        ]
        assert shown.search_text == search_key(*readable, shown.answered_by)


def test_the_next_petition_gets_the_number_behind_and_goes_its_way(session: Session) -> None:
    year = clock.local(NOW).year
    before = session.scalar(select(func.count(Petition.id)).where(Petition.code.like(f"PAKN-{year}-%"))) or 0
    sent = replace(sample.SENT, agency="xa-mau-1", token="t" * 32)

    receipt = intake.submit(session, sent, key=KEY.encode(), now=NOW)
    session.flush()

    assert receipt.code == codes.tracking_code(year, before + 1)
    new = petitions.by_code(session, receipt.code)
    assert new.id == COUNT + 1
    assert list(audit.faults(session)) == []


def test_pages_open_over_it(seeded: Flask) -> None:
    clock.fix(NOW)
    hashed = passwords.hashed(sample.PASSWORD)
    with seeded.app_context(), db.transaction() as session:
        for officer in session.scalars(select(Officer).where(Officer.username.like("xa-mau-1-%"))):
            officer.password_hash = hashed
        some = session.scalars(
            select(Petition.code)
            .join(Agency)
            .where(Agency.code == "xa-mau-1")
            .order_by(Petition.id)
            .limit(25)
        ).all()
        numbers = session.scalars(
            select(Publication.number).where(Publication.state == PublicationState.PUBLIC).limit(5)
        ).all()
    person = sample.signed_in(seeded, "xa-mau-1-van-phong")
    desk = ["/can-bo", "/can-bo?view=da-xong", "/can-bo?q=giay+to", "/van-phong/phan-loai"]
    desk += ["/van-phong/bao-cao?ky=2026-Q3", "/ket-qua", "/ket-qua?q=giay+to"]

    answers = [person.client.get(f"/can-bo/pakn/{code}") for code in some]
    answers += [person.client.get(f"/ket-qua/{number}") for number in numbers]
    answers += [person.client.get(path) for path in desk]

    assert [answer.status_code for answer in answers] == [200] * len(answers)


def test_a_citizen_can_look_a_seeded_petition_up(session: Session) -> None:
    from pakn.cli.seeding.make import secret

    petition = session.scalars(select(Petition).limit(1)).one()
    mine = secret(1, KEY.encode(), petition.code)

    assert codes.same_secret(KEY.encode(), petition.code, mine, petition.secret_digest)


def test_the_report_counts_it(environ: dict[str, str]) -> None:
    said = CliRunner().invoke(cli, ["report", "on-time", "--period", "2026-Q3"], env=environ)

    assert said.exit_code == 0, said.output
    assert "không có số liệu" not in said.output.splitlines()[4]
