"""The sample province, shared by the tests of a module."""

from tests.province import _at_now, province, session, site

__all__ = ["_at_now", "province", "session", "site"]
