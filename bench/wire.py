"""HTTP on a bare socket that is kept open: as little of the machine as possible goes into asking."""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass, field

_LENGTH = re.compile(rb"\r\ncontent-length: (\d+)", re.IGNORECASE)
_COOKIE = re.compile(rb"\r\nset-cookie: ([^=;]+)=([^;\r]*)", re.IGNORECASE)
_CLOSE = re.compile(rb"\r\nconnection: close", re.IGNORECASE)
_LOCATION = re.compile(rb"\r\nlocation: ([^\r]+)", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    head: bytes
    body: bytes

    @property
    def location(self) -> str:
        """Where it leads on; empty when it does not."""
        found = _LOCATION.search(self.head)
        return found[1].decode() if found else ""


@dataclass
class Line:
    """One visitor's connection and cookies."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    _socket: socket.socket | None = None

    def get(self, path: str) -> Answer:
        """Read a page."""
        return self._ask(self.request("GET", path))

    def post(self, path: str, body: bytes, content_type: str) -> Answer:
        """Send a form."""
        return self._ask(self.request("POST", path, body, content_type))

    def send(self, request: bytes) -> Answer:
        """Send a request made beforehand."""
        return self._ask(request)

    def request(self, method: str, path: str, body: bytes = b"", content_type: str = "") -> bytes:
        """The bytes of a request, with the cookies as they are now."""
        lines = [f"{method} {path} HTTP/1.1", f"Host: 127.0.0.1:{self.port}"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if method == "POST":
            lines += [f"Content-Type: {content_type}", f"Content-Length: {len(body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + body

    def _ask(self, request: bytes) -> Answer:
        for fresh in (False, True):
            if self._socket is None or fresh:
                self._socket = socket.create_connection(("127.0.0.1", self.port), timeout=60)
                self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            try:
                self._socket.sendall(request)
                return self._read()
            except (ConnectionError, EOFError):
                self._socket.close()
        raise ConnectionError("the server closes the connection")

    def _read(self) -> Answer:
        if self._socket is None:
            raise ConnectionError
        got = b""
        while (end := got.find(b"\r\n\r\n")) < 0:
            got += self._more()
        head, body = got[: end + 2], got[end + 4 :]
        length = _LENGTH.search(head)
        missing = (int(length[1]) if length else 0) - len(body)
        parts = [body]
        while missing > 0:
            parts.append(self._more())
            missing -= len(parts[-1])
        for name, value in _COOKIE.findall(head):
            self.cookies[name.decode()] = value.decode()
        if _CLOSE.search(head):
            self._socket.close()
            self._socket = None
        return Answer(int(head[9:12]), head, b"".join(parts))

    def _more(self) -> bytes:
        more = self._socket.recv(262_144) if self._socket else b""
        if not more:
            raise EOFError
        return more
