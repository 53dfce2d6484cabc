"""What every test may ask for; the servers themselves are in tests/services/."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from argon2 import PasswordHasher
from hypothesis import settings

from pakn.identity import passwords
from pakn.kernel import clock
from tests import sample
from tests.services import processes, run

pytest_plugins = (
    "tests.services.postgres",
    "tests.services.sqlite",
    "tests.services.smtp",
    "tests.services.dovecot",
    "tests.services.valkey",
    "tests.services.web",
    "tests.services.browser",
)


settings.register_profile("shared machine", deadline=None)
settings.load_profile("shared machine")


@pytest.fixture(autouse=True)
def _the_clock_runs() -> Iterator[None]:
    """A test that wants the clock to stand still says so itself, and for itself alone."""
    clock.fix(None)
    yield
    clock.fix(None)


@pytest.fixture(autouse=True, scope="session")
def _signing_in_costs_little() -> Iterator[None]:
    """The same argon2id at its least cost; test_passwords.py and every process of its own have the real one."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(passwords, "_hasher", PasswordHasher(**sample.LEAST))
        yield


def _leads(config: pytest.Config) -> bool:
    """Whether this process leads the run: it starts the workers, or does all the work itself."""
    return not hasattr(config, "workerinput")


def pytest_configure(config: pytest.Config) -> None:
    if _leads(config):
        run.open_shared_folder()
        processes.adopt_orphans()


def pytest_unconfigure(config: pytest.Config) -> None:
    if _leads(config):
        processes.end_all()
        run.close_shared_folder()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    skipped = [str(report.longrepr) for report in terminalreporter.stats.get("skipped", [])]
    without = sum(run.MISSING in reason for reason in skipped)
    if without:
        terminalreporter.write_line(
            f"{without} tests did not run for want of a server; PAKN_TEST_STRICT=1 makes that a failure.",
            red=True,
            bold=True,
        )
