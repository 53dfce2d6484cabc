"""`pakn classify`: a text per line in, its field and why out."""

from __future__ import annotations

import json

from tests.cli.conftest import Process, Run

LAND = "Tôi nộp hồ sơ xin cấp sổ đỏ và tách thửa đất ba tháng chưa có kết quả"


def test_a_line_of_text_gives_a_line_of_data(pakn: Run) -> None:
    said = pakn("classify", "--json", stdin=f"{LAND}\n{LAND.upper()}\n")

    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["field"] for line in lines] == ["dat_dai", "dat_dai"]
    assert all(0 < line["probability"] <= 1 for line in lines)
    assert {"text", "field", "probability", "scope", "kind", "suggestions", "model"} == set(lines[0])
    assert len(lines[0]["suggestions"]) == 3
    assert lines[0]["suggestions"][0]["words"]


def test_a_person_reads_the_field_and_the_words_that_led_there(pakn: Run) -> None:
    said = pakn("classify", stdin=LAND)

    assert "dat_dai" in said.stdout
    assert "vì:" in said.stdout
    assert "phạm vi" in said.stdout


def test_nothing_to_read_gives_nothing(pakn: Run) -> None:
    said = pakn("classify", "--json", stdin=b"")

    assert (said.exit_code, said.stdout) == (0, "")


def test_a_line_without_words_keeps_its_place_and_is_nothing_sure(pakn: Run) -> None:
    said = pakn("classify", "--json", stdin=f"\n  \n{LAND}\n\x00\n".encode())

    lines = [json.loads(line) for line in said.stdout.splitlines()]
    assert [line["field"] for line in lines] == ["khac", "khac", "dat_dai", "khac"]
    assert all(line["probability"] < 0.5 for line in lines if not line["text"])


def test_bytes_that_are_no_text_are_read_as_far_as_they_can_be(pakn: Run) -> None:
    said = pakn("classify", "--json", stdin=b"\xff\xfe" + LAND.encode() + b"\x00 \xed\xa0\x80\n")

    assert said.exit_code == 0
    assert json.loads(said.stdout)["field"] == "dat_dai"


def test_it_needs_no_settings_and_no_database(process: Process) -> None:
    done = process(
        "classify", PAKN_ENV="production", PAKN_SECRET_KEY="", PAKN_DATABASE_URL="nonsense", PAKN_CLOCK=""
    )

    assert (done.returncode, done.stderr) == (0, "")
