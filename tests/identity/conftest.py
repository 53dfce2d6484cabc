"""The sample province, shared by the tests of a module, and somebody who has just come."""

from __future__ import annotations

import pytest

from pakn.identity.models import Officer
from pakn.identity.permissions import Role
from pakn.kernel.db import transaction
from tests import sample
from tests.province import _at_now, province, session, site

__all__ = ["_at_now", "newcomer", "province", "session", "site"]


@pytest.fixture
def newcomer(site):
    """An officer of this test alone, whose account may be locked or disabled; returns the sign-in name."""
    with site.app_context(), transaction() as session:
        name = f"dong-moi-{session.query(Officer).count()}"
        sample.hire(session, name)
        sample.post(session, name, "xa-dong", Role.OFFICER, unit_code="kinh-te")
    return name
