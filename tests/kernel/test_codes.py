"""Tracking codes survive careless typing and catch wrong ones; secrets and signatures open only what they should."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.kernel import codes, signing

KEY = b"a key for the tests"
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)
ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"

years = st.integers(2000, 2100)
numbers = st.one_of(st.integers(1, 999_999), st.integers(1_000_000, 10**12))


def test_the_check_character_agrees_with_the_published_example() -> None:
    assert codes.check_character("A12425GABC1234002") == "M"


def test_a_code_is_written_with_its_year_six_digits_and_a_check_character() -> None:
    assert codes.tracking_code(2026, 123) == "PAKN-2026-000123-" + codes.check_character("PAKN2026000123")
    assert codes.tracking_code(2026, 1_234_567).startswith("PAKN-2026-1234567-")


@pytest.mark.parametrize(("year", "number"), [(26, 1), (10_000, 1), (2026, 0), (2026, -1)])
def test_a_code_that_could_not_be_read_back_is_not_made(year: int, number: int) -> None:
    with pytest.raises(ValueError, match="tracking code"):
        codes.tracking_code(year, number)


@given(years, numbers)
def test_a_code_reads_back(year: int, number: int) -> None:
    code = codes.tracking_code(year, number)

    assert codes.parse_tracking_code(code) == code


@given(years, numbers, st.randoms(use_true_random=False))
def test_careless_typing_is_forgiven(year: int, number: int, chance: st.Random) -> None:
    code = codes.tracking_code(year, number)
    prefix, middle, check = code[:5], code[5:-1], code[-1]
    digits = "".join(chance.choice({"0": "0Oo", "1": "1IilL"}.get(char, char)) for char in middle)
    typed = chance.choice(["", "pakn ", "Pakn–", prefix]) + digits + chance.choice([check, check.lower()])
    typed = chance.choice([typed, f"  {typed}\n", typed.replace("-", chance.choice(["", " ", " - ", "."]))])
    wide = typed.translate({ord(char): ord(char) + 0xFEE0 for char in ALPHABET})

    assert codes.parse_tracking_code(typed) == code
    assert codes.parse_tracking_code(wide) == code


@given(years, numbers, st.data())
def test_one_wrong_character_is_always_caught(year: int, number: int, data: st.DataObject) -> None:
    code = codes.tracking_code(year, number)
    place = data.draw(st.integers(5, len(code) - 1).filter(lambda place: code[place] != "-"))
    alphabet = ALPHABET if place == len(code) - 1 else "0123456789"
    wrong = data.draw(st.sampled_from([char for char in alphabet if char != code[place]]))

    assert codes.parse_tracking_code(code[:place] + wrong + code[place + 1 :]) is None


def test_two_neighbours_exchanged_are_nearly_always_caught() -> None:
    """ISO 7064 finds every single wrong character; of exchanged ones its hybrid systems miss a few."""
    exchanged = missed = 0
    for number in range(1, 1_000_000, 997):
        code = codes.tracking_code(2026, number).replace("-", "")
        for place in range(4, len(code) - 1):
            swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
            if swapped != code:
                exchanged += 1
                missed += codes.parse_tracking_code(swapped) is not None

    assert exchanged > 9000
    assert missed / exchanged < 0.01


@given(st.one_of(st.text(), st.text(alphabet="PAKN-0123456789OIl \ud800\x00")))
def test_any_typing_is_a_canonical_code_or_none(typed: str) -> None:
    code = codes.parse_tracking_code(typed)

    assert code is None or codes.parse_tracking_code(code) == code


@pytest.mark.parametrize(
    "typed", ["", "PAKN", "PAKN-2026-123", "PAKN-0000-000001-0", "PAKN-2026-000000-0", "9" * 10_000]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert codes.parse_tracking_code(typed) is None


@given(st.text())
def test_a_secret_follows_from_its_token_and_is_easy_to_read(token: str) -> None:
    secret = codes.new_secret(KEY, token)

    assert secret == codes.new_secret(KEY, token)
    assert secret != codes.new_secret(b"another key", token)
    assert len(secret) == 10
    assert set(secret) <= set("0123456789ABCDEFGHJKMNPQRSTVWXYZ")


def test_secrets_of_many_tokens_differ() -> None:
    assert len({codes.new_secret(KEY, str(token)) for token in range(2000)}) == 2000


@given(st.text(), st.text())
def test_the_right_secret_opens_in_any_careless_typing(code: str, token: str) -> None:
    secret = codes.new_secret(KEY, token)
    digest = codes.secret_digest(KEY, code, secret)
    careless = secret.replace("0", "o").replace("1", "l").lower()

    assert codes.same_secret(KEY, code, secret, digest)
    assert codes.same_secret(KEY, code, f" {careless[:5]} - {careless[5:]} ", digest)
    assert not codes.same_secret(KEY, code + "x", secret, digest)
    assert secret not in digest


@given(st.text(), st.text())
def test_another_secret_or_a_broken_digest_opens_nothing(typed: str, digest: str) -> None:
    right = codes.secret_digest(KEY, "PAKN-2026-000001-X", "7F4K9QMD00")

    assert not codes.same_secret(KEY, "PAKN-2026-000001-X", typed, right)
    assert not codes.same_secret(KEY, "PAKN-2026-000001-X", "7F4K9QMD00", digest)


def test_no_key_no_secret() -> None:
    with pytest.raises(ValueError, match="key"):
        codes.new_secret(b"", "token")


@given(
    st.recursive(
        st.integers() | st.text(st.characters(codec="utf-8")) | st.booleans(), st.lists, max_leaves=5
    )
)
def test_a_signed_value_reads_back_for_its_purpose_only(value: object) -> None:
    signed = signing.sign(KEY, "supplement", value, now=NOW)

    assert signing.read(KEY, "supplement", signed, 60, now=NOW) == value
    assert signing.read(KEY, "rating", signed, 60, now=NOW) is None
    assert signing.read(b"another key", "supplement", signed, 60, now=NOW) is None


def test_a_signed_value_expires() -> None:
    signed = signing.sign(KEY, "supplement", "PAKN", now=NOW)

    assert signing.read(KEY, "supplement", signed, 60, now=NOW + timedelta(seconds=60)) == "PAKN"
    assert signing.read(KEY, "supplement", signed, 60, now=NOW + timedelta(seconds=61)) is None
    assert signing.read(KEY, "supplement", signed, 60, now=NOW - timedelta(seconds=5)) is None


def test_without_a_time_the_clock_of_the_machine_is_asked() -> None:
    assert signing.read(KEY, "x", signing.sign(KEY, "x", {"id": 7}), 60) == {"id": 7}


@given(st.one_of(st.text(), st.from_regex(r"[\w.-]{0,60}"), st.just("\ud800")))
def test_a_forged_text_reads_as_nothing(signed: str) -> None:
    assert signing.read(KEY, "supplement", signed, 60) is None


@given(st.data())
def test_a_signed_value_changed_anywhere_reads_as_nothing(data: st.DataObject) -> None:
    signed = signing.sign(KEY, "supplement", {"petition": 12}, now=NOW)
    place = data.draw(st.integers(0, len(signed) - 2))
    wrong = data.draw(st.sampled_from([char for char in "Aa0-_." if char != signed[place]]))

    assert signing.read(KEY, "supplement", signed[:place] + wrong + signed[place + 1 :], 60, now=NOW) is None


def test_nothing_and_no_key_are_not_signed() -> None:
    with pytest.raises(ValueError, match="None"):
        signing.sign(KEY, "supplement", None)
    with pytest.raises(ValueError, match="key"):
        signing.sign(b"", "supplement", 1)
