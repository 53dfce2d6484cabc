"""Serving an application from this process, with the work beside it unless other processes do that."""

from __future__ import annotations

import errno
import signal
import socket as sockets
import sys
from contextlib import nullcontext
from typing import TYPE_CHECKING, NoReturn

from pakn.cli.said import Said

if TYPE_CHECKING:
    from flask import Flask


def listen(host: str, port: int) -> sockets.socket:
    """Take the port before anything else is done; one that is taken ends the command with a sentence."""
    family = sockets.AF_INET6 if ":" in host else sockets.AF_INET
    taken = sockets.socket(family, sockets.SOCK_STREAM)
    taken.setsockopt(sockets.SOL_SOCKET, sockets.SO_REUSEADDR, 1)
    try:
        taken.bind((host, port))
    except (OSError, UnicodeError) as fault:
        taken.close()
        raise Said(
            f"Không mở được cổng {port} ở {host}: {_reason(fault)}. Chọn cổng khác bằng PORT=..."
        ) from None
    return taken


def address(host: str, port: int) -> str:
    """Where a browser finds what listens there; an IPv6 address stands in brackets."""
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _reason(fault: OSError | UnicodeError) -> str:
    known = {errno.EADDRINUSE: "chương trình khác đang dùng", errno.EACCES: "không có quyền"}
    number = fault.errno if isinstance(fault, OSError) else None
    return known.get(number or 0) or getattr(fault, "strerror", None) or str(fault)


def stop_when_told() -> None:
    """SIGTERM ends the process like Ctrl+C does: after the request and the job at hand."""
    signal.signal(signal.SIGTERM, _stop)


def _stop(_number: int, _frame: object) -> NoReturn:
    sys.exit(0)


def serve(
    app: Flask,
    socket: sockets.socket,
    *,
    threads: int = 8,
    behind_proxies: bool = False,
    works_too: bool = True,
) -> None:
    """Answer requests on this socket, and do the background work if it `works_too`, until told to stop.

    Behind a trusted proxy its X-Forwarded headers reach the application; else they are dropped before it.
    """
    from waitress import create_server

    from pakn.web.limits import MAX_BODY
    from workers import embedded

    server = create_server(
        app,
        sockets=[socket],
        threads=threads,
        ident="pakn",
        max_request_body_size=MAX_BODY + 1,
        clear_untrusted_proxy_headers=not behind_proxies,
    )
    with embedded.running(app) if works_too else nullcontext():
        server.run()
