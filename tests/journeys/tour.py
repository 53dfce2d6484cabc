"""Every page of the program, who opens it, and what is done there before one looks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from playwright.sync_api import Page

from pakn.handling.views import slugs
from pakn.mailbox.models import Outcome
from pakn.petitions.models import TaskKind
from pakn.petitions.workflow import Verb
from tests import sample
from tests.journeys.commune import BY_MAIL, LONG_SUBJECT, Commune

RECEIVED = "Trại lợn xả nước thải"
ASKED = "Đăng ký tạm trú bị trả lại"
WORKED_ON = "Kênh thủy lợi thôn Bắc"
LATE = "Nhà bên cạnh xây lấn"
TO_SIGN = "Hồ sơ tách thửa đất"
TO_PUBLISH = "Nước sạch thôn Bắc"
PUBLIC = "Chứng thực bản sao phải chờ"
SENT_BACK = "Cống thoát nước đường trục"
REFUSED = "Không đồng ý với quyết định thu hồi"
LONG = LONG_SUBJECT[:40]

WRONG_CALENDAR = b"date,status,kind,name,provisional\n2027-13-40,off,holiday,Sai,1\n"
NEW_CALENDAR = (
    "date,status,kind,name,provisional\n2026-11-27,off,holiday,Ngày nghỉ mẫu,no\n"
    "2026-09-02,off,holiday,Quốc khánh,no\n"
)


@dataclass(frozen=True)
class Stop:
    """One page: its name, whose cookie is in the browser, the address, and what to press before looking."""

    name: str
    who: str
    path: str
    act: Callable[[Page], None] | None = None


def _press_send(page: Page) -> None:
    page.locator("main form[method=post] .btns button, main form[method=post] button.btn").last.click()


def _fill_everything_wrong(page: Page) -> None:
    page.get_by_label("Tóm tắt trong một câu").fill("dài " * 80)
    page.get_by_label("Tổ chức", exact=True).check()
    page.get_by_label("Nội dung", exact=True).fill("dài " * 2600)
    page.get_by_label("Quy định hoặc thủ tục").fill("dài " * 200)
    page.get_by_label("Số điện thoại").first.fill("0912 345 67")
    page.get_by_label("Thư điện tử").fill("hoa.nguyen")
    page.get_by_label("Ảnh, giấy tờ kèm theo").set_input_files(
        {"name": "quay-phim.mov", "mimeType": "video/quicktime", "buffer": b"\0" * 64}
    )
    _press_send(page)


def _send_with_digits(page: Page) -> None:
    page.get_by_label("Mã trên phiếu").fill("PAKN-2026-000001-0")
    page.get_by_label("Mã bí mật").fill("SAI-MA")
    _press_send(page)


def _sign_in_wrongly(page: Page) -> None:
    page.get_by_label("Tên đăng nhập").fill("vanphong")
    page.get_by_label("Mật khẩu").fill("sai-mat-khau")
    _press_send(page)


def _read_calendar(data: bytes) -> Callable[[Page], None]:
    def act(page: Page) -> None:
        page.get_by_label("Tệp CSV").set_input_files(
            {"name": "lich.csv", "mimeType": "text/csv", "buffer": data}
        )
        page.get_by_label("Nguồn").fill("Thông báo mẫu số 1/TB")
        page.get_by_role("button", name="Đọc tệp").click()

    return act


def _send_a_petition(page: Page) -> None:
    page.get_by_label("Tóm tắt trong một câu").fill(sample.SENT.subject)
    page.get_by_label("Nội dung", exact=True).fill(sample.LAND)
    page.get_by_label("Họ và tên").fill("Nguyễn Mẫu Thị Xuân")
    page.get_by_label("Địa chỉ", exact=True).fill("Xóm 1, thôn Đông (mẫu)")
    page.get_by_label("Số điện thoại").first.fill("0900 000 111")
    page.get_by_label("Thư điện tử").fill("xuan@nguoidan.example")
    page.get_by_label("Tôi đã ghi đúng sự thật").check()
    _press_send(page)


def _open_supplement(page: Page) -> None:
    page.locator("a[href*='/bo-sung/']").first.click()


def _open_supplement_and_send(page: Page) -> None:
    _open_supplement(page)
    _press_send(page)


def _open_first_mail(page: Page) -> None:
    page.locator("main table a").first.click()


def _open_account(page: Page) -> None:
    page.locator(".topbar__user summary").click()


def citizen_stops(commune: Commune) -> Iterator[Stop]:
    """The pages of whoever writes."""
    track = "/tra-cuu?code="
    yield Stop("trang-chu", "stranger", "/")
    yield Stop("gui", "stranger", "/gui")
    yield Stop("gui-trong", "stranger", "/gui", _press_send)
    yield Stop("gui-sai-het", "stranger", "/gui", _fill_everything_wrong)
    yield Stop("bien-nhan", "stranger", "/gui", _send_a_petition)
    yield Stop("bien-nhan-dong", "stranger", f"/bien-nhan/{commune.code(PUBLIC)}")
    yield Stop("tra-cuu", "stranger", "/tra-cuu")
    yield Stop("tra-cuu-sai", "stranger", "/tra-cuu", _send_with_digits)
    yield Stop("theo-doi-han-che", "neighbour", track + commune.code(RECEIVED))
    yield Stop("theo-doi-cho-bo-sung", "citizen", track + commune.code(ASKED))
    yield Stop("theo-doi-da-tra-loi", "citizen", track + commune.code(PUBLIC))
    yield Stop("theo-doi-tu-choi", "citizen", track + commune.code(REFUSED))
    yield Stop("theo-doi-dai", "citizen", track + commune.code(LONG))
    yield Stop("bo-sung", "citizen", track + commune.code(ASKED), _open_supplement)
    yield Stop("bo-sung-trong", "citizen", track + commune.code(ASKED), _open_supplement_and_send)
    yield Stop("rut", "citizen", f"/tra-cuu/{commune.code(ASKED)}/rut")
    yield Stop("ket-qua", "stranger", "/ket-qua")
    yield Stop("ket-qua-tim", "stranger", "/ket-qua?q=rac+thon")
    yield Stop("ket-qua-khong-co", "stranger", "/ket-qua?q=khongcogi")
    yield Stop("ket-qua-mot", "stranger", "/ket-qua/1")
    yield Stop("lien-he", "stranger", "/lien-he")
    yield Stop("quyen-rieng-tu", "stranger", "/quyen-rieng-tu")
    yield Stop("khong-co-trang", "stranger", "/khong-co-trang-nay")
    yield Stop("may-loi", "stranger", "/may-hong")
    yield Stop("thu-di", "stranger", "/demo/thu-di")
    yield Stop("mot-thu", "stranger", "/demo/thu-di", _open_first_mail)
    yield Stop("dang-nhap", "stranger", "/can-bo/dang-nhap")
    yield Stop("dang-nhap-sai", "stranger", "/can-bo/dang-nhap", _sign_in_wrongly)


def officer_stops(commune: Commune) -> Iterator[Stop]:
    """The pages of those who work."""
    yield Stop("hop-viec", "kinhte", "/can-bo")
    yield Stop("hop-viec-tat-ca", "vanphong", "/can-bo?view=tat-ca")
    yield Stop("hop-viec-cho-duyet", "chutich", "/can-bo?view=cho-duyet")
    yield Stop("hop-viec-khong-khop", "vanphong", "/can-bo?q=khongcogi")
    yield Stop("hop-viec-menu", "vanphong", "/can-bo?view=da-xong", _open_account)
    yield Stop("phan-loai", "vanphong", "/van-phong/phan-loai")
    yield Stop("goi-dien", "vanphong", commune.task(TaskKind.CALL))
    yield Stop("gui-thu", "vanphong", commune.task(TaskKind.POST_LETTER))
    yield from _mail_stops(commune)
    yield Stop("bao-cao", "vanphong", "/van-phong/bao-cao")
    yield Stop("bao-cao-khong", "vanphong", "/van-phong/bao-cao?tu=2020-01-01&den=2020-01-31")
    yield Stop("bao-cao-sai-ky", "vanphong", "/van-phong/bao-cao?ky=khong-co")
    yield Stop("bao-cao-danh-sach", "vanphong", "/van-phong/bao-cao/danh-sach")
    yield Stop("lich", "quantri", "/quan-tri/lich")
    yield Stop("lich-xem-truoc", "quantri", "/quan-tri/lich", _read_calendar(NEW_CALENDAR.encode()))
    yield Stop("lich-sai", "quantri", "/quan-tri/lich", _read_calendar(WRONG_CALENDAR))
    yield Stop("khong-duoc", "kinhte", "/van-phong/phan-loai")
    yield from _petition_stops(commune)


def _petition_stops(commune: Commune) -> Iterator[Stop]:
    at = "/can-bo/pakn/"
    subjects = {
        "cho-tiep-nhan": RECEIVED,
        "cho-bo-sung": ASKED,
        "qua-han": LATE,
        "tra-lai-de-sua": SENT_BACK,
        "da-cong-khai": PUBLIC,
        "tu-choi": REFUSED,
        "dai": LONG,
    }
    for name, subject in subjects.items():
        yield Stop(f"ho-so-{name}", "vanphong", at + commune.code(subject))
    yield Stop("ho-so-ghi-chu", "vanphong", f"{at}{commune.code(RECEIVED)}/ghi-chu", _press_send)
    yield Stop("ho-so-sua-phan-loai", "vanphong", f"{at}{commune.code(RECEIVED)}/phan-loai")
    yield Stop("ho-so-lien-he", "vanphong", f"{at}{commune.code(RECEIVED)}/lien-he")
    yield Stop("ho-so-lien-he-trong", "vanphong", f"{at}{commune.code(RECEIVED)}/lien-he", _press_send)
    forms = [
        ("vanphong", RECEIVED, Verb.ASSIGN),
        ("vanphong", RECEIVED, Verb.ACCEPT),
        ("vanphong", RECEIVED, Verb.REFUSE),
        ("vanphong", RECEIVED, Verb.ASK_SUPPLEMENT),
        ("vanphong", RECEIVED, Verb.FORWARD),
        ("vanphong", ASKED, Verb.SUPPLEMENT),
        ("kinhte", WORKED_ON, Verb.HAND_BACK),
        ("kinhte", WORKED_ON, Verb.SUBMIT),
        ("chutich", TO_SIGN, Verb.APPROVE),
        ("chutich", TO_SIGN, Verb.SEND_BACK),
        ("vanphong", TO_PUBLISH, Verb.PUBLISH),
        ("vanphong", TO_PUBLISH, Verb.KEEP_PRIVATE),
    ]
    for who, subject, verb in forms:
        path = f"{at}{commune.code(subject)}/{slugs.slug(verb)}"
        yield Stop(f"viec-{slugs.slug(verb)}", who, path)
        if verb in {Verb.REFUSE, Verb.SUBMIT}:
            yield Stop(f"viec-{slugs.slug(verb)}-trong", who, path, _press_send)


def _mail_stops(commune: Commune) -> Iterator[Stop]:
    """The mails that came, and what the office does with one that was set aside."""
    waits, entered = commune.mail(Outcome.SET_ASIDE), commune.mail(Outcome.ACCEPTED)
    yield Stop("thu-den", "vanphong", "/van-phong/thu")
    yield Stop("thu-den-da-nhap", "vanphong", "/van-phong/thu?xem=da-nhap")
    yield Stop("thu-den-khong-co", "vanphong", "/van-phong/thu?xem=gui-tiep")
    yield Stop("thu-de-rieng", "vanphong", waits)
    yield Stop("thu-da-nhap", "vanphong", entered)
    yield Stop("thu-cua-phan-anh", "vanphong", f"/van-phong/thu/phan-anh/{commune.code(BY_MAIL)}")
    for slug in ("nhap", "gan", "doc-lai", "bo-qua"):
        yield Stop(f"thu-{slug}", "vanphong", f"{waits}/{slug}")
    yield Stop("thu-gan-trong", "vanphong", f"{waits}/gan", _press_send)


def empty_stops() -> Iterator[Stop]:
    """The pages of a province where nobody has written yet."""
    yield Stop("trong-trang-chu", "stranger", "/")
    yield Stop("trong-gui-tinh", "stranger", "/gui")
    yield Stop("trong-ket-qua", "stranger", "/ket-qua")
    yield Stop("trong-thu-di", "stranger", "/demo/thu-di")
    yield Stop("trong-hop-viec", "dong-kt", "/can-bo")
    yield Stop("trong-phan-loai", "dong-vp", "/van-phong/phan-loai")
    yield Stop("trong-thu-den", "dong-vp", "/van-phong/thu")
    yield Stop("trong-bao-cao", "dong-vp", "/van-phong/bao-cao")
    yield Stop("trong-bao-cao-nhieu-noi", "tinh-xem", "/van-phong/bao-cao")


def cookies(commune: Commune) -> dict[str, str]:
    """Who may be in the browser, and the cookie that says so."""
    known = {name: commune.officer(name) for name in ("vanphong", "kinhte", "chutich", "quantri")}
    known["citizen"] = commune.citizen(ASKED, PUBLIC, REFUSED, LONG)
    known["neighbour"] = commune.with_digits(RECEIVED, "0020")
    return known
