"""The report, its lists and its file, as a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from html import unescape
from html.parser import HTMLParser

import pytest
from flask import Flask
from flask.testing import FlaskClient

from pakn.identity.models import Agency, Membership, Officer
from pakn.identity.permissions import Role, Scope
from pakn.kernel import clock
from pakn.kernel.db import transaction
from pakn.kernel.paging import PER_PAGE
from pakn.petitions.models import Leg, Petition
from tests.reporting.quarter import small_quarter
from tests.reporting.world import World, at
from tests.services import web

REPORT, LIST, FILE = "/van-phong/bao-cao", "/van-phong/bao-cao/danh-sach", "/van-phong/bao-cao.csv"


@dataclass(frozen=True)
class Site:
    """An application on 20/11/2026 with the quarter counted by hand, and the codes of its petitions by number."""

    app: Flask
    codes: dict[int, str]
    economy: int

    def client(self, username: str | None = "van-phong") -> FlaskClient:
        """A visitor, signed in as this officer."""
        client = self.app.test_client()
        if username:
            with self.app.app_context(), transaction() as session:
                officer = session.query(Officer).filter_by(username=username).one()
                signed_in = f"{officer.id}.{officer.session_epoch}"
            with client.session_transaction() as cookie:
                cookie["_user_id"] = signed_in
        return client

    def read(self, address: str, username: str | None = "van-phong", status: int = 200) -> str:
        answer = self.client(username).get(address)
        assert answer.status_code == status, answer.get_data(as_text=True)[:2000]
        return unescape(answer.get_data(as_text=True))


def _hold(world: World, name: str, agency: Agency, role: Role, scope: Scope = Scope.OWN) -> Officer:
    officer = world.officer(name)
    world.session.add(
        Membership(
            officer_id=officer.id, agency_id=agency.id, role=role, scope=scope, from_on=date(2026, 1, 1)
        )
    )
    return officer


@pytest.fixture(scope="module")
def counted(url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """One for all tests: they only read."""
    app = web.build(url, tmp_path_factory.mktemp("var"))
    with app.app_context(), transaction() as session:
        world = World(session)
        legs = small_quarter(world)
        world.target(world.commune, 100)
        _hold(world, "van-phong", world.commune, Role.OFFICE)
        _hold(world, "can-bo", world.commune, Role.OFFICER)
        _hold(world, "xa-hai", world.neighbour, Role.OFFICE)
        _hold(world, "tinh", world.province, Role.VIEWER, Scope.SUBTREE)
        concerned = _hold(world, "bi-neu-ten", world.commune, Role.LEADER)
        session.get_one(Petition, legs[3].petition_id).about_officers = [concerned]
        session.flush()
        codes = {number: session.get_one(Petition, _petition(leg)).code for number, leg in legs.items()}
        made = Site(app, codes, world.economy.id)
    yield made
    web.close(app)


@pytest.fixture
def site(counted: Site) -> Site:
    """The same, on its day."""
    clock.fix(at("20/11"))
    return counted


def _petition(leg: Leg) -> int:
    return leg.petition_id


def _links(page: str) -> list[str]:
    return [link for link in re.findall(r'href="([^"]+)"', page) if link.startswith(LIST)]


def _words(page: str) -> str:
    """What a reader sees, without what only screen readers say."""
    return " ".join(text for text, _link in Words.of(page))


class Words(HTMLParser):
    """The texts of the main part of a page, each with the link it stands in; drawings, forms and hidden words aside."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []
        self._open: list[tuple[str, bool]] = []
        self._link = ""

    @classmethod
    def of(cls, page: str) -> list[tuple[str, str]]:
        reader = cls()
        reader.feed(page)
        return reader.found

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in VOID:
            return
        aside = tag in ("svg", "form") or "vh" in (given.get("class") or "").split()
        self._open.append((tag, aside))
        if tag == "a":
            self._link = given.get("href") or ""

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Holds no text."""

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        in_main = any(tag == "main" for tag, _aside in self._open)
        if in_main and data.strip() and not any(aside for _tag, aside in self._open):
            self.found.append((" ".join(data.split()), self._link))


VOID = {"meta", "link", "input", "br", "img"}
# Dates and times, shares, names of periods and months, the law, and how many agencies: no counts of petitions.
NO_COUNT = re.compile(
    r"\d\d/\d\d/\d{4}|\d+ giờ \d+|\d+(?:,\d+)?%|(?:năm|Năm|tháng|Tháng) \d+|\bT\d+\b|766, mục 5\.2|\d+ cơ quan"
)


def test_the_report_shows_both_rates_with_both_numbers_and_the_target(site: Site) -> None:
    page = _words(site.read(f"{REPORT}?ky=2026-Q3"))

    assert "Quý III năm 2026" in page
    assert "60,00% 6 trong 10" in page
    assert "Chỉ tính việc đã xong: 50,00% , 3 trong 6 ." in page
    assert "Kế hoạch thử" in page
    assert "Phòng Kinh tế quá hạn nhiều nhất" in page
    assert "Đất đai được phản ánh nhiều nhất" in page
    assert "0 gộp , 1 đóng do không bổ sung , 1 rút , 1 hỏi bổ sung lần nữa" in page


def test_each_unit_and_field_has_both_rates_and_its_late_ones(site: Site) -> None:
    page = _words(site.read(f"{REPORT}?ky=2026-Q3"))

    assert "Phòng Kinh tế 60,00% 3 trong 5 66,67% 2 trong 3 2" in page
    assert "Phòng Văn hóa 66,67% 2 trong 3 50,00% 1 trong 2 1" in page
    assert "Chưa giao đơn vị 50,00% 1 trong 2 0,00% 0 trong 1 1" in page
    assert "Hộ tịch 66,67% 2 trong 3 50,00% 1 trong 2 1" in page


def test_while_the_period_runs_it_says_up_to_when_things_are_counted(site: Site) -> None:
    assert "Số liệu đến 20/11/2026, 9 giờ 00, kỳ chưa hết." in site.read(f"{REPORT}?ky=2026-Q4")
    assert "Số liệu đến" not in site.read(f"{REPORT}?ky=2026-Q3")


def test_without_a_period_it_is_the_quarter_that_runs(site: Site) -> None:
    assert "Quý IV năm 2026" in site.read(REPORT)


def test_two_days_may_be_asked_for_instead_of_a_period(site: Site) -> None:
    page = site.read(f"{REPORT}?ky=2026-Q1&tu=2026-07-01&den=2026-07-22")

    assert "Từ 01/07/2026 đến 22/07/2026" in page


@pytest.mark.parametrize("period", ["2026-Q3", "2019-Q1", "2026-07-01..2026-07-22"])
def test_the_period_shown_is_the_one_selected_in_the_form(site: Site, period: str) -> None:
    assert f'<option value="{period}" selected>' in site.read(f"{REPORT}?ky={period}")


@pytest.mark.parametrize("address", [REPORT, LIST, FILE])
@pytest.mark.parametrize(
    "asked", ["ky=quy-ba", "ky=2026-Q5", "tu=2026-07-01", "tu=2026-07-22&den=2026-07-01"]
)
def test_a_wrong_period_gets_a_sentence_and_no_report(site: Site, address: str, asked: str) -> None:
    page = site.read(f"{address}?{asked}", status=422)

    assert "Không hiểu kỳ" in page
    assert "trong 10" not in page
    assert not _links(page)


@pytest.mark.parametrize(
    ("username", "asked", "least"),
    [
        ("van-phong", "ky=2026-Q3", 60),
        ("tinh", "ky=2026-Q3", 65),
        ("tinh", "ky=2026-Q3&co-quan=xa-hai", 40),
        ("van-phong", "ky=2026-Q4", 40),
    ],
)
def test_every_number_is_a_link_to_a_list_of_as_many_petitions(
    site: Site, username: str, asked: str, least: int
) -> None:
    client = site.client(username)
    texts = Words.of(client.get(f"{REPORT}?{asked}").get_data(as_text=True))
    numbered = [
        (int(number), text, link)
        for text, link in texts
        for number in re.findall(r"\d+", NO_COUNT.sub("", text))
    ]

    assert len(numbered) >= least
    assert [text for _number, text, link in numbered if not link.startswith(LIST)] == []
    told = {link: client.get(link).get_data(as_text=True) for _number, _text, link in numbered}
    assert [
        (text, link)
        for number, text, link in numbered
        if f"· {number} lượt xử lý" not in told[link]
        or told[link].count("<tr") - bool(number) != min(number, PER_PAGE)
    ] == []


def test_a_list_names_each_petition_its_unit_and_its_verdict(site: Site) -> None:
    page = site.read(f"{LIST}?ky=2026-Q3&nhom=late&phong={site.economy}")

    assert f"/can-bo/pakn/{site.codes[2]}" in page
    assert f"/can-bo/pakn/{site.codes[7]}" in page
    assert f"/can-bo/pakn/{site.codes[3]}" not in page
    assert "Quá hạn · Phòng Kinh tế" in page
    assert "Công khai chậm" in page
    assert "2 lượt xử lý" in page


def test_who_is_named_in_a_petition_finds_it_in_no_list(site: Site) -> None:
    address = f"{LIST}?ky=2026-Q3&nhom=late"

    assert f"/can-bo/pakn/{site.codes[3]}" in site.read(address)
    assert f"/can-bo/pakn/{site.codes[3]}" not in site.read(address, "bi-neu-ten")
    assert "6 trong 10" in _words(site.read(f"{REPORT}?ky=2026-Q3", "bi-neu-ten"))


@pytest.mark.parametrize("address", [REPORT, LIST, FILE])
def test_reports_are_for_those_who_may_read_them(site: Site, address: str) -> None:
    assert site.client(None).get(address).status_code == 302
    assert site.client("can-bo").get(address).status_code == 403


@pytest.mark.parametrize("address", [REPORT, LIST, FILE])
def test_another_agency_is_not_found(site: Site, address: str) -> None:
    site.read(f"{address}?co-quan=xa-mot", "xa-hai", status=404)
    site.read(f"{address}?co-quan=khong-co", "xa-hai", status=404)


def test_who_reaches_several_agencies_sees_them_together_or_one(site: Site) -> None:
    together = site.read(f"{REPORT}?ky=2026-Q3", "tinh")
    alone = site.read(f"{REPORT}?ky=2026-Q3&co-quan=xa-hai", "tinh")

    assert "6 trong 11" in _words(together)
    assert "Phòng Kinh tế · Xã Một" in together
    assert "0 trong 1" in _words(alone)
    assert all("co-quan=xa-hai" in link for link in _links(alone))


def test_who_reaches_several_agencies_picks_one_and_keeps_it(site: Site) -> None:
    together = site.read(f"{REPORT}?ky=2026-Q3", "tinh")
    alone = site.read(f"{REPORT}?ky=2026-Q4&co-quan=xa-hai", "tinh")

    assert '<select class="select" id="co-quan" name="co-quan">' in together
    assert '<option value="" selected>Mọi cơ quan</option>' in together
    assert '<option value="xa-hai" selected>UBND Xã Hai</option>' in alone
    assert 'name="co-quan"' not in site.read(REPORT)


@pytest.mark.parametrize("asked", ["nhom=het", "phong=abc", "phong=999999", "linh-vuc=999999", "phong=-1"])
def test_a_list_that_no_report_links_to_is_not_found(site: Site, asked: str) -> None:
    site.read(f"{LIST}?ky=2026-Q3&{asked}", status=404)


def test_a_unit_of_another_agency_is_not_found(site: Site) -> None:
    site.read(f"{LIST}?ky=2026-Q3&phong={site.economy}", "xa-hai", status=404)


def test_a_period_with_nothing_in_it_has_no_rate(site: Site) -> None:
    page = site.read(f"{REPORT}?ky=2025-Q3")

    assert "Không có số liệu" in page
    assert "100,00%" not in page.replace("mục tiêu 100,00%", "").replace("Mục tiêu 100,00%", "")


def test_the_file_opens_in_a_spreadsheet(site: Site) -> None:
    answer = site.client().get(f"{FILE}?ky=2026-Q3")

    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == 'attachment; filename="dung-han-2026-Q3.csv"'
    assert answer.get_data().decode("utf-8-sig").splitlines()[1].startswith("Tổng,,UBND Xã Một,6,10,60.00")
