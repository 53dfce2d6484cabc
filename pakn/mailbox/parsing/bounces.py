"""Reports that a mail of ours did not arrive: RFC 3464, and what servers write that do not follow it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pakn.kernel.addresses import unmarked
from pakn.kernel.text import fold
from pakn.mailbox.letters import Ours
from pakn.mailbox.parsing import charsets, headers, people
from pakn.mailbox.parsing.headers import Headers
from pakn.mailbox.parsing.machines import Seen, is_mail_server, null_sender
from pakn.mailbox.parsing.parts import Part

_STATUS_KINDS = ("message/delivery-status", "message/global-delivery-status")
_HARMLESS = {"delayed": "delayed", "delivered": "receipt", "relayed": "receipt", "expanded": "receipt"}
_LONGEST_TEXT = 20_000
_MOST_GROUPS = 100
_MOST_IDS = 50

_ENHANCED = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,250}@[^<>\s@]{1,250}>")
_ADDRESS = re.compile(r"[^\s<>\"(),;:@]{1,64}@[^\s<>\"(),;:@]{1,190}")
# Folded: without marks and in lower case.
_FAILED_TEXT = re.compile(
    r"this is the qmail-send program|delivery has failed to these recipients|delivery to the following recipients? "
    r"(?:has )?failed|(?:could|can) ?not be delivered|undeliverable|undelivered mail returned|returned mail"
    r"|delivery status notification \(failure\)|mail delivery (?:failed|failure)|delivery failure|failure notice"
    r"|address not found|message not delivered|your message wasn't delivered|user unknown|no such user|mailbox full"
    r"|khong the gui|khong gui duoc|gui khong thanh cong|khong the chuyen (?:thu|den|toi)|khong chuyen duoc thu"
    r"|khong the phan phoi|thu bi tra lai|khong tim thay dia chi|dia chi (?:email |thu )?khong ton tai"
    r"|hop thu (?:cua nguoi nhan )?(?:da )?day"
)
_DELAYED_TEXT = re.compile(
    r"delivery status notification \(delay\)|warning: (?:could not send message|message .{0,40}delayed)"
    r"|delivery is delayed|message is delayed|delayed mail|will be retried|tam thoi chua gui|thu bi cham"
)


@dataclass(frozen=True)
class Report:
    """What a report says of a mail of ours; `harmless` is a code when nothing is lost: delayed, or arrived."""

    recipient: str = ""
    status: str = ""
    message_ids: tuple[str, ...] = ()
    harmless: str = ""


def read(seen: Seen, *, to_return_address: bool) -> Report | None:
    """The report this mail is, or None when it is none. Only servers are believed to report anything."""
    parts = seen.root.walk()
    groups = [group for part in parts if part.kind in _STATUS_KINDS for group in _groups(part)]
    failed = seen.headers.raw("x-failed-recipients")
    by_server = failed or to_return_address or null_sender(seen) or is_mail_server(seen.sender)
    if groups and (by_server or seen.root.kind == "multipart/report"):
        return _by_fields(seen, groups, parts)
    if not by_server:
        return None
    return _by_words(seen, failed, parts)


def _groups(part: Part) -> list[Headers]:
    """The fields of a delivery status: one group for the mail, then one for each recipient (RFC 3464, 2.1)."""
    blocks = part.data.replace(b"\r\n", b"\n").split(b"\n\n", _MOST_GROUPS)[:_MOST_GROUPS]
    return [headers.read(block.strip(b"\n") + b"\n\n")[0] for block in blocks if block.strip()]


def _by_fields(seen: Seen, groups: list[Headers], parts: list[Part]) -> Report | None:
    told = [
        (group.raw("action").strip().lower(), group)
        for group in groups
        if "action" in group or "status" in group
    ]
    failed = [
        group for action, group in told if action == "failed" or (not action and _code(group).startswith("5"))
    ]
    if not failed:
        harmless = next((_HARMLESS[action] for action, _ in told if action in _HARMLESS), "")
        return Report(harmless=harmless) if harmless else _by_words(seen, "", parts)
    group = failed[0]
    return Report(_recipient(group), _code(group), _message_ids(seen, parts))


def _recipient(group: Headers) -> str:
    typed = group.raw("original-recipient") or group.raw("final-recipient")
    return people.usable(typed.partition(";")[2].strip(" <>")) or people.usable(typed.strip(" <>"))


def _code(group: Headers) -> str:
    found = _ENHANCED.search(group.raw("status")[:100]) or _ENHANCED.search(
        group.raw("diagnostic-code")[:1_000]
    )
    return found[0] if found else ""


def _by_words(seen: Seen, failed: str, parts: list[Part]) -> Report | None:
    text = _text(parts)
    said = fold(f"{seen.subject[:500]}\n{text}")
    if _DELAYED_TEXT.search(said):
        return Report(harmless="delayed")
    if not failed and not _FAILED_TEXT.search(said):
        return None
    status = _ENHANCED.search(text)
    named = people.people(failed)
    recipient = named[0].address if named else _first_stranger(seen, text)
    return Report(recipient, status[0] if status else "", _message_ids(seen, parts))


def _text(parts: list[Part]) -> str:
    """What the report says in words, before the mail it encloses."""
    first = next((part for part in parts if part.kind.startswith("text/") or part is parts[-1]), None)
    if first is None or first.kind == "message/rfc822":
        return ""
    return charsets.readable(charsets.decode(first.data[:_LONGEST_TEXT], first.parameters.get("charset", "")))


def _first_stranger(seen: Seen, text: str) -> str:
    """The first address in the words of the report that is neither ours nor the server's."""
    found = (people.usable(each.rstrip(".'>")) for each in _ADDRESS.findall(text))
    own = seen.ours.addresses | {seen.sender}
    return next(
        (each for each in found if each and each not in own and f"@{seen.ours.domain}" not in each), ""
    )


def _is_own_mail(ours: Ours, identity: str) -> bool:
    """Whether this is a Message-ID of ours; our addresses stand in brackets too."""
    address = unmarked(identity, delimiter=ours.delimiter)
    return identity.endswith(f"@{ours.domain.lower()}") and address not in ours.addresses


def _message_ids(seen: Seen, parts: list[Part]) -> tuple[str, ...]:
    """Our Message-IDs that the report quotes, wherever it does; when none is ours, those of the mail it encloses."""
    enclosed = [part.headers.raw("message-id") for part in parts[1:]]
    quoted = [
        part.data[:_LONGEST_TEXT].decode("latin-1")
        for part in parts
        if not part.children and part.body.strip()
    ]
    answered = seen.headers.all("references", "in-reply-to")
    told = "\n".join(each[:_LONGEST_TEXT] for each in (*enclosed, *quoted[:20], *answered))
    found = _MESSAGE_ID.findall(charsets.readable(told))
    own = [each for each in found if _is_own_mail(seen.ours, each.lower().strip("<>"))]
    chosen = own or _MESSAGE_ID.findall(
        charsets.readable("\n".join(each[:_LONGEST_TEXT] for each in enclosed))
    )
    return tuple(dict.fromkeys(chosen))[:_MOST_IDS]
