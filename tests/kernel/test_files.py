"""Files are what their content says, lie under random keys, and go when nobody wanted them."""

from __future__ import annotations

import hashlib
import io
import threading
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from pakn.kernel import files
from pakn.kernel.db import reading, rehearsal, transaction
from pakn.kernel.errors import Refused
from pakn.kernel.files import Store, StoredFile

NOW = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)
PDF = b"%PDF-1.7\n" + b"giay" * 50


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """An empty folder of files."""
    return Store(tmp_path / "files")


@pytest.fixture
def inside(app: Flask) -> Iterator[Flask]:
    """In the application's context."""
    with app.app_context():
        yield app


def accept(store: Store, name: str = "a.pdf", body: bytes = PDF) -> StoredFile:
    return files.accept(store, io.BytesIO(body), name, NOW)


def save(store: Store, *names: str) -> list[str]:
    with transaction() as session:
        rows = [accept(store, name) for name in names]
        session.add_all(rows)
        session.flush()
        return [row.key for row in rows]


def staged(keys: list[str], at: datetime = NOW) -> list[str]:
    reading().rollback()
    return [row.name for row in files.staged(reading(), keys, at)]


def test_an_accepted_file_is_on_disk_before_the_row_says_so(store: Store) -> None:
    row = accept(store, "Đơn.PDF")

    assert store.path(row.key).read_bytes() == PDF
    assert (row.name, row.media_type, row.size) == ("Đơn.PDF", "application/pdf", len(PDF))
    assert row.sha256 == hashlib.sha256(PDF).hexdigest()
    assert row.staged_until == NOW + timedelta(hours=24)


@pytest.mark.parametrize(
    ("name", "body", "code"),
    [
        ("a.exe", PDF, "file_type"),
        ("pdf", PDF, "file_type"),
        ("", PDF, "file_type"),
        ("a.pdf", b"", "file_empty"),
        ("a.pdf", b"MZ" + PDF[1:], "file_content"),
        ("a.jpg", PDF, "file_content"),
        ("a.pdf", PDF + bytes(files.MAX_BYTES), "file_size"),
    ],
)
def test_what_is_not_taken_leaves_nothing_on_disk(store: Store, name: str, body: bytes, code: str) -> None:
    with pytest.raises(Refused) as refused:
        accept(store, name, body)

    assert refused.value.code == code
    assert not list(store.folder.rglob("*"))


def test_a_file_of_exactly_the_limit_is_taken(store: Store) -> None:
    assert accept(store, body=PDF.ljust(files.MAX_BYTES, b"0")).size == files.MAX_BYTES


def word_document(name: str) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(name, "x")
    return held.getvalue()


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"\xff\xd8\xff\xe1Exif", "image/jpeg"),
        (b"\x89PNG\r\n\x1a\n", "image/png"),
        (b"\xef\xbb\xbf\n%PDF-1.4", "application/pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
        (word_document("word/document.xml"), files.TYPES[".docx"]),
        (word_document("xl/workbook.xml"), None),
        (b"PK\x03\x04", None),
        (b"GIF89a", None),
        (b"<svg onload=alert(1)>", None),
        (b"x" * 1024 + b"%PDF-", None),
        (b"", None),
    ],
)
def test_the_content_says_what_a_file_is(body: bytes, kind: str | None) -> None:
    assert files.sniff(body) == kind


@given(st.binary(max_size=200).map(lambda tail: b"PK" + tail) | st.binary(max_size=200))
def test_any_bytes_can_be_looked_at(body: bytes) -> None:
    assert files.sniff(body) in {*files.TYPES.values(), None}


@given(st.text(st.characters() | st.sampled_from("/\\. \x00\u202e\ud800"), max_size=400))
def test_a_name_is_one_short_line_without_a_path(name: str) -> None:
    safe = files.safe_name(name)

    assert safe
    assert len(safe) <= 150
    assert not set(safe) & set("/\\\x00\n\r\u202e")
    safe.encode()


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("C:\\Users\\Tôi\\ảnh nhà.jpg", "ảnh nhà.jpg"),
        ("../../etc/passwd", "passwd"),
        ("x" * 300 + ".pdf", "x" * 146 + ".pdf"),
        ("a." + "b" * 300, "a." + "b" * 148),
        (" ... ", "tep"),
        ("/", "tep"),
    ],
)
def test_the_last_part_of_a_name_is_kept_with_its_extension(name: str, safe: str) -> None:
    assert files.safe_name(name) == safe


def test_staged_files_come_in_the_order_asked_for_each_once(inside: Flask, store: Store) -> None:
    keys = save(store, "a.pdf", "b.pdf")

    assert staged([keys[1], "none", keys[0], keys[1]]) == ["b.pdf", "a.pdf"]
    assert staged(keys, NOW + timedelta(hours=24)) == []


def test_a_file_that_was_taken_is_staged_no_more(inside: Flask, store: Store) -> None:
    keys = save(store, "a.pdf")
    with transaction() as session:
        for row in files.take(session, keys, NOW):
            row.staged_until = None

    assert staged(keys) == []
    with transaction() as session:
        assert files.take(session, keys, NOW) == []


def swept(now: datetime) -> list[str]:
    with transaction() as session:
        return files.sweep(session, now)


def test_sweeping_forgets_what_nobody_sent_an_hour_after_its_day(inside: Flask, store: Store) -> None:
    owned, stale = save(store, "owned.pdf", "stale.pdf")
    with transaction() as session:
        files.take(session, [owned], NOW)[0].staged_until = None

    assert [swept(NOW + timedelta(hours=hours)) for hours in (24, 24.9, 25, 48)] == [[], [], [stale], []]

    assert list(reading().scalars(select(StoredFile.key))) == [owned]


def test_a_sweep_that_is_taken_back_leaves_the_file_on_disk(inside: Flask, store: Store) -> None:
    (key,) = save(store, "a.pdf")

    with rehearsal() as session:
        assert files.sweep(session, NOW + timedelta(days=2)) == [key]

    assert list(reading().scalars(select(StoredFile.key))) == [key]
    assert store.path(key).exists()


def test_a_file_is_removed_once_and_a_missing_one_is_as_good(inside: Flask, store: Store) -> None:
    (key,) = save(store, "a.pdf")

    store.remove(key)
    store.remove(key)

    assert not store.path(key).exists()


def test_a_file_somebody_is_about_to_own_is_passed_by(inside: Flask, store: Store) -> None:
    on_sqlite = reading().get_bind().dialect.name == "sqlite"  # there the sweep waits for the one writer
    held, free = save(store, "held.pdf", "free.pdf")
    found: list[str] = []

    def sweeping() -> None:
        with inside.app_context():
            found.extend(swept(NOW + timedelta(days=2)))

    with transaction() as session:
        files.take(session, [held], NOW)[0].staged_until = None
        session.flush()
        thread = threading.Thread(target=sweeping)
        thread.start()
        thread.join(0.5 if on_sqlite else 60)
        assert found == ([] if on_sqlite else [free])
    thread.join()

    assert found == [free]
    assert list(reading().scalars(select(StoredFile.key))) == [held]
