"""What every test may ask for; the servers themselves are in tests/services/."""

from __future__ import annotations

import pytest
from hypothesis import settings

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
