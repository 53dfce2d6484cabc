from __future__ import annotations

import inspect
import re

import pytest

from pakn.mailbox.models import Outcome
from pakn.mailbox.parsing import bounces, machines, message
from pakn.mailbox.queries import Tab
from pakn.mailbox.reasons import Reason, of_fault
from pakn.mailbox.wording import OUTCOMES, TABS, outcome_words, reason_words

BY_RULE = {code for code, _holds in machines.RULES}
BY_REPORT = set(bounces._HARMLESS.values()) | set(re.findall(r'harmless="(\w+)"', inspect.getsource(bounces)))
_SAID = re.compile(r'(?:_unusable\(|_for_a_person\(|return "" if .* else )"(\w+)"')
BY_MESSAGE = set(_SAID.findall(inspect.getsource(message)))
CODES = sorted({*Reason, *BY_RULE, *BY_REPORT, *BY_MESSAGE, "busy"})


def test_the_codes_of_the_parser_are_found_in_it():
    assert {"not_a_mail", "no_sender", "encrypted", "empty", "return_address"} <= BY_MESSAGE
    assert {"delayed", "receipt"} <= BY_REPORT


@pytest.mark.parametrize("code", CODES)
def test_every_reason_has_a_sentence(code):
    said = reason_words(code)

    assert said != code
    assert said.endswith(".")
    assert "%(" not in said


@pytest.mark.parametrize("reason", [of_fault("ValueError"), "5.1.1", "4.2.10"])
def test_a_fault_and_a_status_stand_in_a_sentence(reason):
    said = reason_words(reason)

    assert reason.partition(":")[2] in said
    assert said.endswith(".")
    assert said != reason


def test_every_outcome_and_tab_has_words():
    assert all(map(outcome_words, [*Outcome, None]))
    assert set(OUTCOMES) == set(Outcome)
    assert set(TABS) == set(Tab)
