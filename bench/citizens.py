"""Citizens who send petitions, some at a time, from a process of their own: a job as JSON in, latencies as JSON out."""

from __future__ import annotations

import html
import json
import re
import sys
import threading
import time
from random import Random
from typing import Any

from bench.wire import Line
from pakn.cli.seeding import texts
from pakn.routing import corpus

_BOUNDARY = "----bench0123456789"
MULTIPART = f"multipart/form-data; boundary={_BOUNDARY}"
_HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|form_token)"[^>]*value="([^"]*)"')
_DIFFERENT = 300


def letters(seed: int, different: int = _DIFFERENT) -> list[dict[str, str]]:
    """What is sent: texts as long and as different as real ones."""
    dice, examples = Random(seed), [each for each in corpus.read() if each.scope == "pakn"]
    return [_letter(dice, dice.choice(examples), number) for number in range(different)]


def _letter(dice: Random, example: corpus.Example, number: int) -> dict[str, str]:
    who = texts.person(dice, number, "xã mẫu (mẫu)")
    return {
        "submitter_type": "ca_nhan",
        "full_name": who.name,
        "organization": "",
        "address": who.address,
        "phone": f"09120{dice.randrange(100_000):05d}",
        "email": f"bench-{number}@dan.example",
        "subject": texts.subject(example, dice).text,
        "content": texts.content(example, who, dice).text,
        "regulation": "",
        "notice_read": "y",
    }


def body(fields: dict[str, str]) -> bytes:
    """A form as a browser sends it: one part for each field, and the empty place for files."""
    parts = [
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
        for name, value in fields.items()
    ]
    parts.append(
        f'--{_BOUNDARY}\r\nContent-Disposition: form-data; name="attachments"; filename=""\r\n'
        f"Content-Type: application/octet-stream\r\n\r\n\r\n--{_BOUNDARY}--\r\n"
    )
    return "".join(parts).encode()


def hidden(page: bytes) -> dict[str, str]:
    """The tokens of a form."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(page.decode())}


def _posts(line: Line, job: dict[str, Any], sent: list[dict[str, str]]) -> Any:
    """POST only: the page was opened once, its CSRF token and cookie serve for every petition."""
    tokens = hidden(line.get(job["form"]).body) if job["tokens"] else {}
    tokens.pop("form_token", None)
    extra = tokens | job["fields"]
    ready = [line.request("POST", job["path"], body(fields | extra), MULTIPART) for fields in sent]

    def once(number: int) -> int:
        return line.send(ready[number % len(ready)]).status

    return once


def _flows(line: Line, job: dict[str, Any], sent: list[dict[str, str]]) -> Any:
    """The whole way of a citizen: open the form, send it, read the receipt."""

    def once(number: int) -> int:
        line.cookies.clear()
        page = line.get(job["form"])
        fields = sent[number % len(sent)] | hidden(page.body) | job["fields"]
        answer = line.post(job["path"], body(fields), MULTIPART)
        if answer.status != 303:
            return answer.status
        receipt = line.get(answer.location)
        return 303 if receipt.status == 200 else receipt.status

    return once


def _one(
    job: dict[str, Any], seed: int, start: threading.Barrier, out: list[float], wrong: list[int]
) -> None:
    line = Line(job["port"])
    once = {"post": _posts, "flow": _flows}[job["kind"]](line, job, letters(seed, job["different"]))
    start.wait()
    end, number = time.perf_counter() + job["seconds"], 0
    while (begun := time.perf_counter()) < end:
        status = once(number)
        out.append(time.perf_counter() - begun)
        number += 1
        if status != 303:
            wrong.append(status)


def main() -> None:
    """Run the job on standard input."""
    job = json.load(sys.stdin)
    start, out, wrong = threading.Barrier(job["clients"] + 1), [], []  # type: tuple[Any, list[float], list[int]]
    clients = [
        threading.Thread(target=_one, args=(job, job["seed"] * 100 + number, start, out, wrong))
        for number in range(job["clients"])
    ]
    for client in clients:
        client.start()
    start.wait()
    begun = time.perf_counter()
    for client in clients:
        client.join()
    json.dump({"seconds": time.perf_counter() - begun, "latencies": out, "wrong": wrong}, sys.stdout)


if __name__ == "__main__":
    main()
