"""Every message, in every way, with everything a citizen may type."""

from __future__ import annotations

import re
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from pakn.catalogue.models import Outcome
from pakn.identity.models import Agency
from pakn.kernel.db import reading
from pakn.notifications import to_citizens, to_officers
from pakn.notifications.models import Message
from pakn.petitions import events
from pakn.petitions.models import Petition
from pakn.petitions.workflow import State
from pakn.sla.events import DeadlineMoved, DeadlineNear, SupplementReminded
from pakn.web.paths import template_folder
from pakn.web.rendering import render
from tests.notifications.factories import Handler, World

HOSTILE = '<script>alert("1")</script> & 100% {{ 7*7 }} %(code)s\r\nBcc: someone@else.example'
VOID = {"meta", "br", "hr"}


class Tags(HTMLParser):
    """Whether tags close what they open, and what was loaded."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def every_event(world: World) -> list[tuple[Handler, Any]]:
    number = world.petition_id
    return [
        (to_citizens.receipt, events.PetitionReceived(number, "web")),
        (to_citizens.supplement_asked, events.SupplementAsked(number, HOSTILE, "2026-11-24")),
        (to_citizens.supplement_reminded, SupplementReminded(number, "2026-11-24")),
        (to_citizens.supplemented, events.PetitionSupplemented(number)),
        (to_citizens.files_not_taken, events.FilesNotTaken(number, [HOSTILE, "Tệp “a.zip”"])),
        (to_citizens.forwarded, events.PetitionForwarded(number, None, HOSTILE, HOSTILE)),
        (to_citizens.returned, events.PetitionReturned(number, None, HOSTILE, HOSTILE)),
        (to_citizens.refused, events.PetitionRefused(number, "R5", HOSTILE)),
        (to_citizens.answered, events.PetitionAnswered(number, "x")),
        (to_citizens.lapsed, events.PetitionLapsed(number, "R11")),
        (to_citizens.withdrawn, events.PetitionWithdrawn(number, "R12")),
        (to_citizens.published, events.ResultPublished(number, 3)),
        (to_citizens.deadline_moved, DeadlineMoved(number, "answer", "2027-01-05", "2027-01-06", True)),
        (to_officers.citizen_wrote, events.CitizenWrote(number)),
        (to_officers.handed_back, events.PetitionHandedBack(number, None, None, HOSTILE)),
        (to_officers.reply_sent_back, events.ReplySentBack(number, HOSTILE)),
        (to_officers.reply_submitted, events.ReplySubmitted(number, "x")),
        (to_officers.deadline_near, DeadlineNear(number, world.deadline(), 1)),
    ]


def everything(world: World) -> list[Message]:
    world.change(Petition, world.petition_id, subject=HOSTILE)
    world.change(Agency, world.agency_id, name=HOSTILE)
    world.change_petitioner(full_name=HOSTILE)
    world.deadline()
    world.reply(text=HOSTILE, grounds=HOSTILE, approved_at=world.envelope(None).recorded_at, approved_by=1)
    world.change(Outcome, reading().scalars(select(Outcome.id)).one(), label=HOSTILE)
    given = events.PetitionAssigned(world.petition_id, world.unit_id, world.officers["officer"], HOSTILE)
    told = [world.tell(to_officers.assigned, given)]
    world.change(Petition, world.petition_id, state=State.AWAITING_SUPPLEMENT)
    told += [world.tell(handler, event) for handler, event in every_event(world)]
    assert all(told)
    return [message for messages in told for message in messages]


def test_what_citizens_type_stays_text(world: World) -> None:
    for message in everything(world):
        assert "<script" not in message.html
        assert "49" not in message.html.replace("&#34;", "")
        assert "&lt;script&gt;" in message.html
        assert '<script>alert("1")</script> & 100% {{ 7*7 }} %(code)s' in message.text


def test_no_subject_has_a_second_line(world: World) -> None:
    for message in everything(world):
        assert message.subject.isprintable()
        assert len(message.subject) <= 200
        assert not message.text.startswith("Bcc")


def test_html_is_whole_and_loads_nothing(world: World) -> None:
    for message in everything(world):
        page = Tags()
        page.feed(message.html)
        page.close()
        assert page.open == []
        for tag, attributes in page.seen:
            assert tag not in {"img", "link", "script", "style", "iframe", "table"}
            assert not set(attributes) & {"style", "src", "background", "onclick"}
            assert str(attributes.get("href", "https://pakn.xa.example/")).startswith(
                "https://pakn.xa.example/"
            )


def test_nobody_is_called_you_and_no_system_acts(world: World) -> None:
    for message in everything(world):
        for word in ("bạn", "quý khách", "hệ thống", "vui lòng", "người dùng", "None"):
            assert not re.search(rf"\b{word}\b", message.text, re.IGNORECASE), message.text


def test_text_has_no_ragged_blank_lines(world: World) -> None:
    for message in everything(world):
        assert "\n\n\n" not in message.text
        assert all(line == line.rstrip() for line in message.text.split("\n"))


def test_each_text_has_its_html_and_both_say_the_same(office_app: Flask) -> None:
    folder = template_folder() / "mail"
    for kind in ("citizen", "officer"):
        texts = {path.stem for path in (folder / kind).glob("*.txt")}
        assert texts == {path.stem for path in (folder / kind).glob("*.html")}
        for stem in texts:
            said = _sentences((folder / kind / f"{stem}.txt").read_text())
            shown = _sentences((folder / kind / f"{stem}.html").read_text())
            assert shown <= said
            assert len(said - shown) <= 2


def _sentences(template: str) -> set[str]:
    return set(re.findall(r'_\("([^"]+)"', template))


@pytest.mark.parametrize("way", ["email", "phone", "post"])
def test_an_agency_with_nothing_filled_in_still_writes_whole_letters(office_app: Flask, way: str) -> None:
    agency = Agency(
        name="UBND xã Mới", **dict.fromkeys(("address", "postal_address", "hotline", "email"), "")
    )
    agency.website = agency.office_hours = ""

    text = render(
        "mail/citizen/withdrawn.txt",
        code="PAKN",
        about="Đèn",
        name="ông/bà A",
        address="Thôn 1",
        way=way,
        agency=agency,
        us="xã",
        we="Xã",
        received_on=date(2026, 11, 10),
    )

    assert "xin báo ngay cho UBND xã Mới" in text
    assert not re.search(r": *\n|\(\)", text.replace("Kính gửi: ", ""))
