"""Over TLS the session cookie never leaves it."""

from __future__ import annotations

from tests import sample


def test_behind_https_the_session_cookie_is_secure(make_app):
    app = make_app(base_url="https://pakn.xa.example")
    sample.set_up(app)
    client = app.test_client()
    page = client.get("/can-bo/dang-nhap", base_url="https://pakn.xa.example")
    token = sample.hidden(page.get_data(as_text=True), "csrf_token")

    answer = client.post(
        "/can-bo/dang-nhap",
        base_url="https://pakn.xa.example",
        headers={"Referer": "https://pakn.xa.example/can-bo/dang-nhap"},
        data={"csrf_token": token, "username": "dong-kt2", "password": sample.PASSWORD},
    )

    assert answer.status_code == 303
    assert "Secure" in answer.headers["Set-Cookie"]
