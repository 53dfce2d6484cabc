"""Trying to sign in."""

from __future__ import annotations

from tests import sample

SIGN_IN = "/can-bo/dang-nhap"
WRONG = "Tên đăng nhập hoặc mật khẩu không đúng."
NEW_PASSWORD = "mat-khau-moi-2"


def attempt(app, username, password=sample.PASSWORD, **fields):
    """The answer to a form filled in so."""
    return sample.Person(app.test_client()).post(SIGN_IN, username=username, password=password, **fields)
