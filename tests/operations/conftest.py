"""The sample province, with the clock standing still."""

from __future__ import annotations

from tests.workers.conftest import province as province
