"""What the one that leads does besides handing events out."""

from __future__ import annotations

from pathlib import Path

from structlog.testing import capture_logs

from pakn.kernel import broker
from tests.services.valkey import RedisServer
from tests.services.web import MakeApp
from workers.leading import _Leader
from workers.stopping import Stopping

BOX = "imap://pakn:kin@127.0.0.1:1/INBOX?address=pakn@xa.example&agency=xa-dong\n"


def test_a_file_of_mailboxes_that_is_spoilt_while_it_runs_ends_nothing(
    make_app: MakeApp, redis_server: RedisServer, tmp_path: Path
) -> None:
    boxes = tmp_path / "mailboxes"
    boxes.write_text(BOX)
    app = make_app(redis_url=redis_server.url, imap_url=f"file:{boxes}")
    leader = _Leader(app, app.extensions["pakn_settings"], Stopping())
    assert leader._ask_for_mail() == 2

    boxes.write_text("mat-khau-kin, written where an address belongs")
    with capture_logs() as said:
        assert leader._ask_for_mail() == 0

    assert [each["event"] for each in said] == ["mailboxes_unreadable"]
    assert "mat-khau-kin" not in str(said)
    assert broker.depth(redis_server.client) == 2
