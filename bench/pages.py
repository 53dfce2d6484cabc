"""Pages as officers and citizens read them, one reader at a time, in a database that holds all."""

from __future__ import annotations

import time
from urllib.parse import quote_plus

from bench.citizens import hidden
from bench.figures import Figure, Times, together
from bench.wire import Line

QUERIES = (
    "giấy khai sinh",
    "giay khai sinh",
    "sổ đỏ",
    "đường",
    "thôn Xuân Lãng",
    "thon cam vuong",
    "PAKN-2026-000123",
)
"""Frequent and rare words, with and without their marks."""
_AIM = "p95 < 60 ms"
_LONGEST, _FEWEST = 10, 3
"""Seconds after which a slow page has been read often enough."""


def signed_in(port: int, username: str, password: str) -> Line:
    """An officer's connection; raises RuntimeError when the door stays shut."""
    line = Line(port)
    tokens = hidden(line.get("/can-bo/dang-nhap").body)
    fields = tokens | {"username": username, "password": password}
    body = "&".join(f"{name}={quote_plus(value)}" for name, value in fields.items()).encode()
    answer = line.post("/can-bo/dang-nhap", body, "application/x-www-form-urlencoded")
    if answer.status != 303:
        raise RuntimeError(f"{username} could not sign in: {answer.status}")
    return line


def figures(port: int, office: str, officer: str, password: str, period: str, times: int) -> list[Figure]:
    """Each page asked for `times` times."""
    of_office, of_officer = signed_in(port, office, password), signed_in(port, officer, password)
    anyone = Line(port)
    searches = [f"?q={quote_plus(words)}" for words in QUERIES]
    return [
        Figure("inbox of the office", str(read(of_office, ["/can-bo"], times)), _AIM),
        Figure("inbox of an officer", str(read(of_officer, ["/can-bo"], times)), _AIM),
        Figure("inbox, everything open", str(read(of_office, ["/can-bo?view=tat-ca"], times)), _AIM),
        Figure("inbox, everything done", str(read(of_office, ["/can-bo?view=da-xong"], times)), _AIM),
        Figure("inbox, search", _searched(of_office, "/can-bo", searches, times), _AIM),
        Figure("triage", str(read(of_office, ["/van-phong/phan-loai"], times))),
        Figure("public results", str(read(anyone, ["/ket-qua"], times)), _AIM),
        Figure("public search", _searched(anyone, "/ket-qua", searches, times), _AIM),
        Figure(
            "page of the on-time report",
            str(read(of_office, [f"/van-phong/bao-cao?ky={period}"], 5)),
            "< 1 s",
        ),
    ]


def _searched(line: Line, path: str, searches: list[str], times: int) -> str:
    """All words together, and the words that took longest."""
    each = [read(line, [path + search], max(3, times // len(searches))) for search in searches]
    slowest = max(zip(each, QUERIES, strict=True), key=lambda pair: pair[0].p50)
    return f"{together(each)}; slowest “{slowest[1]}” {slowest[0].p50:.1f} ms"


def read(line: Line, paths: list[str], times: int) -> Times:
    """Raises RuntimeError for anything but a page."""
    line.get(paths[0])
    taken: list[float] = []
    begun = time.perf_counter()
    for number in range(times):
        if sum(taken) > _LONGEST and len(taken) >= _FEWEST:
            break
        asked = time.perf_counter()
        answer = line.get(paths[number % len(paths)])
        taken.append(time.perf_counter() - asked)
        if answer.status != 200:
            raise RuntimeError(f"{paths[number % len(paths)]}: {answer.status}")
    return Times(tuple(taken), time.perf_counter() - begun)
