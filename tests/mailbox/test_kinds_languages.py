"""Which mails show that they are Vietnamese: only those are answered without a person."""

from __future__ import annotations

import pytest

from pakn.kernel.text import fold
from pakn.mailbox.language import is_vietnamese
from pakn.mailbox.models import Outcome
from pakn.mailbox.reasons import Reason
from pakn.notifications.models import Message
from pakn.petitions.models import Petition
from pakn.routing import corpus
from tests.mailbox.post import count, fresh_sender, mail, take
from tests.mailbox.tongues import FOREIGN, VIETNAMESE

MIXED = {
    "안녕하세요. 저희 회사는 다양한 제품을 제공하고 있습니다. Đường vào thôn bị ngập, đề nghị sửa.": True,
    "Kính gửi xã,\nEm nộp hồ sơ thì máy báo: Your session has expired, please sign in again.": True,
    "https://spam.example/duong-lang-hong-khong-ai-sua": False,
    "Ba Đình hotel offers you the best price": False,
    "": False,
    "\ud800\x00": False,
}


@pytest.mark.parametrize("text", VIETNAMESE)
def test_vietnamese_shows_it_in_a_few_words_however_it_is_typed(text):
    assert is_vietnamese(text)
    assert is_vietnamese(text.upper())


@pytest.mark.parametrize("text", FOREIGN)
def test_no_other_language_passes_for_it(text):
    assert not is_vietnamese(text)
    assert not is_vietnamese(text.upper())


@pytest.mark.parametrize("text", MIXED)
def test_what_is_mixed_goes_by_the_greater_part(text):
    assert is_vietnamese(text) is MIXED[text]


def test_petitions_typed_without_marks_are_recognised_nearly_all():
    texts = [each.text for each in corpus.read() if each.scope != corpus.JUNK]

    lost = [text for text in texts if not (is_vietnamese(text) and is_vietnamese(fold(text)))]

    assert len(lost) <= len(texts) * 0.005, lost


def test_a_long_letter_keeps_its_language_above_an_english_notice():
    notice = (
        "This message is confidential and intended only for whoever it names. Please delete it otherwise. "
        * 5
    )
    letter = (
        "Đường vào thôn bị ngập sau mỗi trận mưa, học sinh phải lội nước tới trường, người già không ra ngoài được. "
        "Đề nghị xã sớm sửa lại đoạn cống hỏng trước cửa nhà văn hóa để nước thoát nhanh hơn."
    )

    assert is_vietnamese(f"{letter}\n\n{notice}")


@pytest.mark.parametrize("text", ["hi", "Buy cheap watches now, click here http://spam.example"])
def test_what_nobody_knows_to_be_vietnamese_is_left_to_a_person(office, text):
    before = count(Petition), count(Message)

    taken = take(mail(text, subject="Hello", sender=fresh_sender()))

    assert (taken.outcome, taken.reason) == (Outcome.SET_ASIDE, Reason.NOT_VIETNAMESE)
    assert (count(Petition), count(Message)) == before
