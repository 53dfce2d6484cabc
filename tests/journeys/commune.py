"""The sample commune being served, with petitions in every state, and who looks at it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path

from flask import Flask, abort
from flask.testing import FlaskClient
from sqlalchemy import select

from pakn.app import create_app
from pakn.cli import sample as demo
from pakn.cli.stage import token
from pakn.identity import passwords
from pakn.identity.access import anyone
from pakn.identity.models import Officer
from pakn.intake import service as intake
from pakn.kernel import codes
from pakn.kernel.db import reading, transaction
from pakn.mailbox.models import IncomingMail
from pakn.mailbox.models import Outcome as MailOutcome
from pakn.petitions import queries as petitions
from pakn.petitions.models import Petition, Task, TaskKind
from pakn.settings import Env, Settings
from tests import sample
from tests.mailbox import post
from tests.services.web import SECRET_KEY
from workers import embedded

NOW = datetime(2026, 11, 20, 3, 15, tzinfo=UTC)
LONG_NAME = "Công Tằng Tôn Nữ Nguyễn Phước Hoàng Khánh Huyền Trân (mẫu)"
LONG_SUBJECT = (
    "Kiến nghị xem lại việc yêu cầu nộp bản sao có chứng thực giấy tờ đã có trong cơ sở dữ liệu quốc gia về "
    "dân cư khi làm thủ tục đăng ký biến động đất đai cho các hộ ở thôn Đông, thôn Tây và thôn Nam"
)
BY_MAIL = "Đường vào thôn Tây ngập sau mưa"
LONG_WORD = "https://vanban.example/" + "van-ban-rat-dai-khong-co-dau-cach-" * 4


def build(folder: Path, database_url: str, base_url: str) -> Flask:
    """An application whose clock stands still, so that every run sees the same pages."""
    settings = Settings(
        env=Env.TEST,
        database_url=database_url,
        secret_key=SECRET_KEY,
        base_url=base_url,
        mail_from="pakn@xa.example",
        mail_domain="xa.example",
        data_dir=folder / "var",
        rate_limits=False,
        clock=NOW,
    )
    app = create_app(settings)
    app.add_url_rule("/may-hong", "broken", anyone(lambda: abort(500)))
    return app


def fill(app: Flask) -> None:
    """The commune of `pakn demo`, one petition with everything as long as it may be, and all mail told."""
    with app.app_context(), transaction() as session:
        demo.make(session, key=SECRET_KEY.encode(), now=NOW)
        hashed = passwords.hashed(sample.PASSWORD)
        for officer in session.scalars(select(Officer)):
            officer.password_hash = hashed
        long = replace(
            sample.SENT,
            agency="xa-mau",
            full_name=LONG_NAME,
            subject=LONG_SUBJECT,
            content=f"{sample.LAND}\n\n{LONG_WORD}\n\n{LONG_SUBJECT}.",
            token=token(900),
        )
        intake.submit(session, long, key=SECRET_KEY.encode(), now=NOW - timedelta(hours=20))
    with app.app_context():
        _bring_mail()
    embedded.drain(app)


def _bring_mail() -> None:
    """One mail that was entered, one that waits for the office with everything as long as it may be."""
    post.take(post.mail(sender=post.SENDER, subject=BY_MAIL), agency="xa-mau", at=NOW - timedelta(hours=3))
    strange = f"{LONG_WORD}\n\n" + "We would like to offer you a very good loan for your company today. " * 9
    sender = "tu-mot-noi-rat-xa-" * 3 + "@cong-ty.example"
    long = post.mail(
        strange, sender=sender, subject=f"{LONG_WORD} offer", files={LONG_WORD + ".pdf": post.PDF}
    )
    post.take(long, agency="xa-mau", at=NOW - timedelta(hours=2))


@dataclass(frozen=True)
class Commune:
    """Addresses of the commune's petitions, and the cookies of those who may open them."""

    app: Flask
    url: str

    @cached_property
    def codes(self) -> dict[str, str]:
        """Tracking codes by subject."""
        with self.app.app_context():
            found = reading().execute(select(Petition.subject, Petition.code))
            return {row.subject: row.code for row in found}

    def code(self, subject: str) -> str:
        """The code of the petition whose subject begins so."""
        return next(code for known, code in self.codes.items() if known.startswith(subject))

    def task(self, kind: TaskKind) -> str:
        """The address of a call to make or a letter to post."""
        with self.app.app_context():
            found = select(Task.id).where(Task.kind == kind, Task.done_at.is_(None))
            return f"/van-phong/viec/{reading().scalars(found.order_by(Task.id)).first()}"

    def mail(self, outcome: MailOutcome) -> str:
        """The address of a mail with which this was done."""
        with self.app.app_context():
            found = select(IncomingMail.id).where(IncomingMail.outcome == outcome)
            return f"/van-phong/thu/{reading().scalars(found.order_by(IncomingMail.id)).first()}"

    def secret(self, code: str) -> str:
        """What its receipt says."""
        with self.app.app_context():
            petition = petitions.by_code(reading(), code)
            return codes.new_secret(SECRET_KEY.encode(), petition.submission_key or "")

    def officer(self, username: str) -> str:
        """The cookie of somebody who has signed in."""
        return _cookie(sample.signed_in(self.app, username).client)

    def citizen(self, *subjects: str) -> str:
        """The cookie of somebody who has just sent one petition and looked others up with their secrets."""
        person = sample.Person(self.app.test_client())
        for subject in subjects:
            code = self.code(subject)
            person.post("/tra-cuu", code=code, secret=self.secret(code))
        return _cookie(person.client)

    def with_digits(self, subject: str, last4: str) -> str:
        """The cookie of somebody who knows a code and four digits."""
        person = sample.Person(self.app.test_client())
        person.post("/tra-cuu", code=self.code(subject), last4=last4)
        return _cookie(person.client)


def _cookie(client: FlaskClient) -> str:
    found = client.get_cookie("pakn")
    assert found is not None
    return found.value
