"""`make bench`: one run, one table."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from sqlalchemy import create_engine, select, text

from bench import mails, pages, reports, services, submitting
from bench.figures import Figure, keep, table

RESULTS = Path(__file__).parent / "results"
AGENCY = "xa-mau-1"
OFFICE, OFFICER = f"{AGENCY}-van-phong", f"{AGENCY}-phong-kinh-te"
PASSWORD = "mat-khau-do-luong-1"  # of a database that is thrown away
PARTS = ("submissions", "pages", "report", "mails")


@dataclass(frozen=True)
class Size:
    """How much is measured."""

    petitions: int
    rounds: int
    seconds: float
    reads: int
    mails: int


FULL = Size(100_000, rounds=3, seconds=10, reads=200, mails=2_000)
QUICK = Size(5_000, rounds=1, seconds=2, reads=14, mails=60)


def main() -> None:
    """Measure, print, keep."""
    asked = _arguments()
    usual = QUICK if asked.quick else FULL
    given = {
        name: value for name in ("petitions", "seconds", "reads", "mails") if (value := getattr(asked, name))
    }
    size = replace(usual, **given)
    folder = Path(tempfile.mkdtemp(prefix="pakn-bench-"))
    try:
        found = list(_measured(folder, size, asked.only or PARTS, asked.database))
    except Exception:
        _show_logs(folder)
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{'; '.join(machine().values())}\n\n{table(found)}")
    keep(Path(asked.results), f"{datetime.now(UTC):%Y-%m-%dT%H%M%S}", found, machine())


def _show_logs(folder: Path) -> None:
    """The last words of the servers, which say more than the client's."""
    for log in sorted(folder.glob("*.log")):
        lines = log.read_text("utf-8", errors="replace").splitlines()[-30:]
        print(f"--- {log.name}", *lines, sep="\n", file=sys.stderr)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench", description="Measure PAKN on this machine.")
    parser.add_argument(
        "--quick", action="store_true", help="a few thousand petitions, a few seconds for each line"
    )
    parser.add_argument("--database", help="URL of a seeded database to measure, and to write into, instead")
    parser.add_argument("--petitions", type=int, help="how many petitions the database holds")
    parser.add_argument("--seconds", type=float, help="how long a round of submissions lasts")
    parser.add_argument("--reads", type=int, help="how often a page is read")
    parser.add_argument("--mails", type=int, help="how many mails come in")
    parser.add_argument("--only", nargs="+", choices=PARTS, help="leave the other lines out")
    parser.add_argument("--results", default=str(RESULTS), help="where the figures are kept")
    return parser.parse_args()


def _measured(folder: Path, size: Size, parts: tuple[str, ...], known: str | None) -> Iterator[Figure]:
    with nullcontext(known) if known else services.postgresql(folder) as url:
        environment = _environment(folder, url)
        if not known:
            _say("seeding")
            yield _seed(environment, size.petitions)
        with _application(environment) as app:
            _give_passwords(app)
            _settle(environment["PAKN_DATABASE_URL"])
            yield from _of_the_web(app, folder, environment, size, parts)
            if "report" in parts:
                _say("report")
                yield from reports.figures(app, _quarter())
            if "mails" in parts:
                _say("mails")
                yield from mails.figures(app, AGENCY, size.mails)


def _of_the_web(
    app: Flask, folder: Path, environment: dict[str, str], size: Size, parts: tuple[str, ...]
) -> Iterator[Figure]:
    with services.gunicorn("wsgi:app", folder, environment, "/healthz") as port:
        if "pages" in parts:
            _say("pages")
            yield from pages.figures(port, OFFICE, OFFICER, PASSWORD, _quarter(), size.reads)
        if "submissions" in parts:
            _prepare_yardstick(environment["PAKN_DATABASE_URL"])
            _say("submissions")
            ours = submitting.Target(port, tokens=True, agency=AGENCY)
            with services.gunicorn("bench.yardstick:app", folder, environment, "/") as bare:
                least = submitting.Target(bare, tokens=False, agency=AGENCY)
                yield from submitting.figures(ours, least, size.rounds, size.seconds)
    _settle(environment["PAKN_DATABASE_URL"])


def _environment(folder: Path, url: str) -> dict[str, str]:
    """Of the commands and servers; what the caller's shell has set must not change the figures."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PAKN_")}
    return kept | {
        "PAKN_ENV": "test",
        "PAKN_DATABASE_URL": url,
        "PAKN_SECRET_KEY": "a key for measuring only, long enough for production",
        "PAKN_BASE_URL": "http://127.0.0.1",
        "PAKN_MAIL_FROM": "pakn@xa.example",
        "PAKN_MAIL_DOMAIN": "xa.example",
        "PAKN_DATA_DIR": str(folder / "var"),
        "PAKN_RATE_LIMITS": "false",
        "PAKN_LOG_LEVEL": "ERROR",
    }


def _seed(environment: dict[str, str], petitions: int) -> Figure:
    services.command("db", "upgrade", environment=environment)
    begun = time.perf_counter()
    services.command("seed", "--petitions", str(petitions), environment=environment)
    seconds = time.perf_counter() - begun
    return Figure(f"pakn seed --petitions {petitions}", f"{seconds:.0f} s", "100,000 in 180 s")


@contextmanager
def _application(environment: dict[str, str]) -> Iterator[Flask]:
    os.environ.update({name: value for name, value in environment.items() if name.startswith("PAKN_")})
    from pakn.app import create_app

    app = create_app()
    yield app
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _give_passwords(app: Flask) -> None:
    from pakn.identity import passwords
    from pakn.identity.models import Officer
    from pakn.kernel.db import transaction

    with app.app_context(), transaction() as session:
        hashed = passwords.hashed(PASSWORD)
        for officer in session.scalars(select(Officer).where(Officer.username.in_((OFFICE, OFFICER)))):
            officer.password_hash = hashed


def _prepare_yardstick(url: str) -> None:
    os.environ["PAKN_DATABASE_URL"] = url
    from bench import yardstick

    yardstick.prepare()


def _settle(url: str) -> None:
    """What was written lies in its place before the next line begins, as it does after a quiet night."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in ("VACUUM (ANALYZE)", "CHECKPOINT"):
            connection.execute(text(statement))
    engine.dispose()


def _quarter() -> str:
    """The quarter that is over: full of petitions that are answered."""
    now = datetime.now(UTC)
    month = now.month - 3
    return f"{now.year if month > 0 else now.year - 1}-Q{((month - 1) % 12) // 3 + 1}"


def machine() -> dict[str, str]:
    """What it was measured on."""
    told = subprocess.run(["lscpu"], capture_output=True, text=True, check=False).stdout
    fields = dict(line.split(":", 1) for line in told.splitlines() if ":" in line)
    with Path("/proc/meminfo").open() as lines:
        memory = int(next(lines).split()[1]) // (1024 * 1024)
    return {
        "date": f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC",
        "processor": f"{os.cpu_count()} × {fields.get('Model name', platform.machine()).strip()}",
        "memory": f"{memory} GB",
        "python": f"Python {platform.python_version()}",
        "load": "load average before and during: {:.1f}, {:.1f}, {:.1f}".format(*os.getloadavg()),
    }


def _say(what: str) -> None:
    print(f"bench: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
