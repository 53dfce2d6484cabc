"""An office with a mail before it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask

from pakn.mailbox.verdicts import Taken
from tests import sample
from tests.mailbox.post import PDF, fresh_sender, mail, take
from tests.sample import Person

OFFER = "Dear Sir or Madam, we would like to offer you a very good loan for your company today. " * 2


@pytest.fixture
def aside(site: Flask) -> Taken:
    """A mail that waits for the office of xã Đông."""
    return bring(site, mail(OFFER, subject="A <b>loan</b>", sender=fresh_sender(), files={"don.pdf": PDF}))


@pytest.fixture
def clerk(site: Flask) -> Person:
    """The office of xã Đông."""
    return sample.signed_in(site, "dong-vp")


def bring(site: Flask, raw: bytes, **options: Any) -> Taken:
    """A mail that has come; requests must not share a context with what is done around them."""
    with site.app_context():
        return take(raw, **options)


def address(mail: Taken, slug: str = "") -> str:
    """The address of its page, or of what is done there."""
    return f"/van-phong/thu/{mail.mail_id}{slug}"


def text(answer: Any) -> str:
    """What the page says."""
    return str(answer.get_data(as_text=True))
