"""The verbs in addresses."""

from __future__ import annotations

from pakn.petitions.workflow import Verb

_SLUGS: dict[Verb, str] = {
    Verb.ASSIGN: "giao-viec",
    Verb.ACCEPT: "tiep-nhan",
    Verb.REFUSE: "khong-tiep-nhan",
    Verb.ASK_SUPPLEMENT: "yeu-cau-bo-sung",
    Verb.SUPPLEMENT: "ghi-bo-sung",
    Verb.FORWARD: "chuyen",
    Verb.RETURN: "tra-lai-noi-chuyen",
    Verb.HAND_BACK: "khong-phai-viec-cua-toi",
    Verb.SUBMIT: "tra-loi",
    Verb.APPROVE: "duyet",
    Verb.SEND_BACK: "tra-lai-de-sua",
    Verb.PUBLISH: "cong-khai",
    Verb.KEEP_PRIVATE: "khong-cong-khai",
}
_VERBS = {text: verb for verb, text in _SLUGS.items()}


def slug(verb: Verb) -> str:
    """The part of an address that names a verb."""
    return _SLUGS[verb]


def verb_of(text: str) -> Verb | None:
    """The verb an address names, or None."""
    return _VERBS.get(text)
