"""Serving an application from this process, with the embedded runner beside it."""

from __future__ import annotations

import socket as sockets
from typing import TYPE_CHECKING

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
        reason = getattr(fault, "strerror", None) or str(fault)
        raise Said(f"Không mở được cổng {port} ở {host}: {reason}. Chọn cổng khác bằng PORT=...") from None
    return taken


def serve(app: Flask, socket: sockets.socket, threads: int = 8) -> None:
    """Answer requests on this socket and do the background work, until the process is told to stop."""
    from waitress import create_server

    from workers import embedded

    server = create_server(app, sockets=[socket], threads=threads, ident="pakn")
    with embedded.running(app):
        server.run()
