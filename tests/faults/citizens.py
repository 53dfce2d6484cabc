"""Citizens who do not give up: they press the button until the receipt is there, or leave a mail in the mailbox."""

from __future__ import annotations

import http.client
import re
from contextlib import closing, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from html import unescape
from urllib.parse import urlencode

from tests import sample
from tests.services.waiting import until

PATIENCE_S = 90.0


def subject(number: int) -> str:
    """What the petition of this number is called; no two share it."""
    return f"Cấp sổ đỏ chậm, việc số {number}"


def address(number: int) -> str:
    """Where its notices go."""
    return f"dan-{number}@dan.example"


@dataclass
class Browser:
    """A citizen at the form, on a line that may break at any moment."""

    port: int
    cookie: str = ""

    def send(self, number: int) -> str:
        """The code on the receipt of petition `number`, however often it has to be sent."""
        hidden: dict[str, str] = {}

        def tried() -> str:
            with suppress(OSError, http.client.HTTPException):
                hidden.update(hidden or self._hidden())
                status, location, _page = self._ask("POST", "/gui", urlencode(hidden | _filled(number)))
                if status == 303:
                    return re.sub(r".*/", "", location)
            return ""

        return until(tried, lambda: f"petition {number} could not be sent", seconds=PATIENCE_S)

    def _hidden(self) -> dict[str, str]:
        _status, _location, page = self._ask("GET", "/gui")
        return {name: sample.hidden(page, name) for name in ("csrf_token", "form_token") if page}

    def _ask(self, method: str, path: str, body: str | None = None) -> tuple[int, str, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=10)
        with closing(connection):
            kind = {"Content-Type": "application/x-www-form-urlencoded"} if body else {}
            connection.request(method, path, body, {"Cookie": self.cookie} | kind)
            answer = connection.getresponse()
            page = answer.read().decode()
        if method == "GET" and answer.status != 200:
            raise http.client.HTTPException(f"status {answer.status}")
        for value in answer.headers.get_all("Set-Cookie") or []:
            self.cookie = value.split(";", 1)[0]
        return answer.status, answer.headers.get("Location", ""), unescape(page)


def _filled(number: int) -> dict[str, str]:
    return {
        "submitter_type": "ca_nhan",
        "full_name": f"Người Gửi Số {number}",
        "address": "Thôn Một, xã Đông (mẫu)",
        "phone": "0912 345 678",
        "email": address(number),
        "agency": "xa-dong",
        "subject": subject(number),
        "content": f"{sample.LAND} Việc số {number}.",
        "notice_read": "y",
    }


def letter(number: int) -> bytes:
    """The same in a mail."""
    made = EmailMessage()
    made["From"] = f"Người Gửi Số {number} <{address(number)}>"
    made["To"] = "pakn@xa.example"
    made["Subject"] = subject(number)
    made["Message-ID"] = f"<thu-{number}@dan.example>"
    made.set_content(
        f"Kính gửi UBND xã Đông,\n\n{sample.LAND} Việc số {number}.\n\n"
        f"Họ và tên: Nguyễn Văn Người Gửi\nĐịa chỉ: Thôn Một, xã Đông (mẫu)\nĐiện thoại: 0912 345 678\n"
    )
    return made.as_bytes()
