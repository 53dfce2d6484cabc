"""Mails in one process: generated Vietnamese letters through the code of `pakn mail ingest`."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.message import Message
from email.mime.application import MIMEApplication
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from email.utils import format_datetime
from random import Random

from flask import Flask

from bench.citizens import letters
from bench.figures import Figure

_ATTACHED = 0.3
_SIZE = 40 * 1024
_PDF = b"%PDF-1.4\n"


def written(count: int, seed: int) -> list[bytes]:
    """Letters as a mailbox holds them; three in ten carry a file of 40 KB."""
    dice, told = Random(seed), letters(seed)
    return [_mail(dice, told[number % len(told)], number) for number in range(count)]


def _mail(dice: Random, told: dict[str, str], number: int) -> bytes:
    text = (
        f"{told['content']}\n\nHọ và tên: {told['full_name']}\nĐịa chỉ: {told['address']}\n"
        f"Số điện thoại: {told['phone']}\nVụ việc số {number}.\n"
    )
    body = MIMEText(text, "plain", "utf-8")
    mail: Message = body
    if dice.random() < _ATTACHED:
        mail = MIMEMultipart()
        mail.attach(body)
        file = MIMEApplication(_PDF + dice.randbytes(_SIZE), "pdf")
        file.add_header("Content-Disposition", "attachment", filename="giay-hen.pdf")
        mail.attach(file)
    sent_at = datetime(2026, 11, 2, 1, 0, tzinfo=UTC) + timedelta(seconds=number)
    mail["From"] = f"nguoi-gui-{number}@dan.example"
    mail["To"] = "pakn@xa.example"
    mail["Subject"] = Header(told["subject"], "utf-8")
    mail["Date"] = format_datetime(sent_at)
    mail["Message-ID"] = f"<bench-{number}-{dice.getrandbits(64):016x}@dan.example>"
    return mail.as_bytes()


def figures(app: Flask, agency: str, count: int) -> list[Figure]:
    """Stored, read, entered or answered; what is told of them afterwards is the worker's."""
    from pakn.cli.mail_files import Found, batches
    from pakn.identity import queries as identity
    from pakn.kernel import clock
    from pakn.kernel.db import reading
    from pakn.mailbox import service
    from pakn.mailbox.door import door_of
    from pakn.mailbox.storing import Arrived
    from pakn.web.config import settings

    raw = written(count, 7)
    outcomes: dict[str, int] = {}
    with app.app_context():
        found = identity.agency_by_code(reading(), agency)
        door, number = door_of(settings()), found.id if found else None
        begun = time.perf_counter()
        for batch in batches(Found("", each) for each in raw):
            arrived = [Arrived(each.raw, "", number, "file", clock.now()) for each in batch]
            for taken in service.take_in_batch(door, arrived):
                outcomes[str(taken.outcome)] = outcomes.get(str(taken.outcome), 0) + 1
        seconds = time.perf_counter() - begun
    said = ", ".join(f"{name} {times}" for name, times in sorted(outcomes.items()))
    return [Figure("mails, one process", f"{count / seconds:.0f}/s ({said})", "150/s")]
