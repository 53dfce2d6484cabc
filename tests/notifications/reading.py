"""Reading what was written to a citizen."""

from __future__ import annotations

import re

from pakn.notifications.models import Message


def only(messages: list[Message]) -> Message:
    """The one message there is."""
    (message,) = messages
    return message


def signed_in(text: str, page: str) -> str:
    """What signs the link to this page."""
    found = re.search(rf"https://pakn\.xa\.example/{page}/(\S+)", text)
    assert found, text
    return found[1]
