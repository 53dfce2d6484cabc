"""Addresses that say, signed, what an answer to them is about."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pakn.kernel.addresses import Mark, Purpose, marked, read_mark, unmarked

KEY = b"a key for tests"
MARKS = st.builds(Mark, st.sampled_from(Purpose), st.integers(1, 10**18 - 1))


@given(mark=MARKS, delimiter=st.sampled_from("+-=_"))
def test_what_was_marked_is_read_back_whatever_a_server_did_to_its_case(mark: Mark, delimiter: str):
    address = marked("pakn@xa.example", mark, key=KEY, delimiter=delimiter)

    for seen in (address, address.upper(), address.title()):
        assert read_mark(seen, key=KEY, delimiter=delimiter) == mark
        assert unmarked(seen, delimiter=delimiter) == "pakn@xa.example"


@given(mark=MARKS)
def test_the_local_part_stays_within_the_64_octets_of_rfc_5321(mark: Mark):
    local = marked("phananh.kiennghi@xa.example", mark, key=KEY, delimiter="+").partition("@")[0]

    assert len(local) <= 64


@given(mark=MARKS, number=st.integers(1, 10**18 - 1), purpose=st.sampled_from(Purpose))
def test_a_mark_cannot_be_moved_to_another_number_or_purpose(mark: Mark, number: int, purpose: Purpose):
    address = marked("pakn@xa.example", mark, key=KEY, delimiter="+")
    mac = address.partition("-")[2]

    moved = read_mark(f"pakn+{purpose}{number}-{mac}", key=KEY, delimiter="+")

    assert moved is None or moved == mark


@pytest.mark.parametrize(
    "address",
    ["", "@", "pakn", "pakn@xa.example", "pakn+@xa.example", "pakn+r1-@x", "pakn+r٣-aaaaaaaaaaaaaaaa@x"],
)
def test_an_address_without_a_mark_of_ours_says_nothing(address: str):
    assert read_mark(address, key=KEY, delimiter="+") is None
    assert read_mark(address, key=KEY, delimiter="") is None


@given(mark=MARKS, delimiter=st.sampled_from("+-=_"))
def test_the_name_itself_may_hold_the_delimiter(mark: Mark, delimiter: str):
    name = f"phan{delimiter}anh{delimiter}r7@xa.example"
    address = marked(name, mark, key=KEY, delimiter=delimiter)

    assert read_mark(address, key=KEY, delimiter=delimiter) == mark
    assert unmarked(address, delimiter=delimiter) == name


def test_another_installations_mark_says_nothing():
    address = marked("pakn@xa.example", Mark(Purpose.REPLY, 7), key=b"another key", delimiter="+")

    assert read_mark(address, key=KEY, delimiter="+") is None


def test_without_a_delimiter_the_address_stays_as_it_is():
    assert marked("pakn@xa.example", Mark(Purpose.REPLY, 7), key=KEY, delimiter="") == "pakn@xa.example"
    assert unmarked("Pakn+x@xa.example", delimiter="") == "pakn+x@xa.example"
    assert unmarked("Pakn+x@xa.example", delimiter="+") == "pakn+x@xa.example"


def test_neither_an_empty_key_nor_half_an_address_can_be_marked():
    with pytest.raises(ValueError, match="key"):
        marked("pakn@xa.example", Mark(Purpose.REPLY, 7), key=b"", delimiter="+")
    with pytest.raises(ValueError, match="@"):
        marked("pakn", Mark(Purpose.REPLY, 7), key=KEY, delimiter="+")
