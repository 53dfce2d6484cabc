"""The inbox: what waits for whom, the earliest deadline first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from flask import render_template, request, url_for
from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.handling import queries
from pakn.handling.queries import Asked, Days, Desk
from pakn.handling.views import officer_bp, showing
from pakn.identity import access
from pakn.identity.access import requires
from pakn.identity.models import Agency
from pakn.identity.permissions import Permission, Role, Viewer
from pakn.kernel import clock
from pakn.kernel.db import reading
from pakn.kernel.paging import Page, page_number
from pakn.kernel.text import one_line
from pakn.petitions import wording
from pakn.petitions.models import Petition
from pakn.petitions.workflow import OPEN, State
from pakn.sla import queries as deadlines
from pakn.sla import showing as sla
from pakn.web.i18n import LazyString, _, lazy

_TITLES: dict[Desk, LazyString] = {
    Desk.MINE: lazy("Việc của tôi"),
    Desk.UNIT: lazy("Đơn vị tôi"),
    Desk.ALL: lazy("Tất cả đang mở"),
    Desk.LATE: lazy("Quá hạn"),
    Desk.SOON: lazy("Sắp đến hạn"),
    Desk.APPROVAL: lazy("Chờ duyệt"),
    Desk.SUPPLEMENT: lazy("Chờ bổ sung"),
    Desk.PUBLICATION: lazy("Chờ công khai"),
    Desk.DONE: lazy("Đã xong"),
}
_TERMS = (
    ("qua-han", lazy("Quá hạn")),
    ("sap-den-han", lazy("Sắp đến hạn")),
    ("con-han", lazy("Còn hạn")),
)


@officer_bp.get("/can-bo")
@requires(Permission.READ)
def inbox() -> str:
    """Work in groups by urgency, with counts, views and filters."""
    session, viewer, now = reading(), access.viewer(), clock.now()
    border = queries.days(session, now, _near_due_days(session, viewer))
    asked = _asked()
    counts = queries.counts(session, viewer, border)
    page = queries.inbox(session, viewer, asked, border, counts.get(asked.desk))
    return render_template(
        "officer/inbox.html",
        title=_("Tìm “%(q)s”", q=asked.words)
        if asked.words and asked.desk is Desk.ALL
        else _TITLES[asked.desk],
        views=[_view(desk, asked.desk, counts.get(desk)) for desk in _desks(viewer)],
        late=counts[Desk.LATE],
        soon=counts[Desk.SOON],
        note=showing.today_note(session, border.today),
        view=asked.desk.value,
        q=asked.words,
        state=asked.state.value if asked.state else "",
        field=asked.field,
        term=asked.term,
        states=[{"code": each.value, "name": wording.STATES[each]} for each in State if each in OPEN],
        fields=[{"code": each.code, "name": each.name} for each in _fields(session, viewer)],
        terms=[{"code": code, "name": name} for code, name in _TERMS],
        groups=list(_groups(session, page, asked.desk, border, now)),
        page=page,
        nothing=_nothing(asked) if not page.items else None,
    )


def _near_due_days(session: Session, viewer: Viewer) -> int:
    agency = session.get(Agency, viewer.posts[0].agency_id) if viewer.posts else None
    return agency.near_due_days if agency else 3


def _fields(session: Session, viewer: Viewer) -> Sequence[Any]:
    agency = session.get(Agency, viewer.posts[0].agency_id) if viewer.posts else None
    return catalogue.fields(session, agency.field_set) if agency else []


def _asked() -> Asked:
    args = request.args
    words = one_line(args.get("q", ""))[:200]
    default = Desk.ALL if words else Desk.MINE
    return Asked(
        desk=Desk(args["view"]) if args.get("view") in set(Desk) else default,
        words=words,
        state=State(args["state"]) if args.get("state") in set(State) else None,
        field=args.get("field", "")[:64],
        term=args.get("term", "") if args.get("term") in dict(_TERMS) else "",
        page=page_number(args.get("trang")),
    )


def _desks(viewer: Viewer) -> list[Desk]:
    shown = [Desk.MINE]
    if viewer.units():
        shown.append(Desk.UNIT)
    if viewer.agencies(Role.LEADER):
        shown.append(Desk.APPROVAL)
    shown += [Desk.LATE, Desk.SOON, Desk.SUPPLEMENT, Desk.PUBLICATION, Desk.ALL, Desk.DONE]
    return shown


def _view(desk: Desk, current: Desk, count: int | None) -> dict[str, Any]:
    return {
        "label": _TITLES[desk],
        "href": url_for("officer.inbox", view=desk.value),
        "current": desk is current,
        "count": count,
    }


def _groups(
    session: Session, page: Page[Petition], desk: Desk, border: Days, now: datetime
) -> Iterator[dict[str, Any]]:
    due = deadlines.for_list(session, [petition.id for petition in page.items])
    titles: dict[str, LazyString] = {
        "late": lazy("Quá hạn"),
        "soon": lazy("Sắp đến hạn"),
        "ok": lazy("Còn hạn") if desk is not Desk.DONE else lazy("Đã xong"),
        "wait": lazy("Chờ người dân"),
    }
    for kind, title in titles.items():
        items = [
            showing.inbox_item(
                petition, sla.show(session, due[petition.id], now, why=False) if petition.id in due else None
            )
            for petition in page.items
            if _urgency(petition, border) == kind
        ]
        if items:
            yield {"title": title, "kind": kind, "items": items}


def _urgency(petition: Petition, border: Days) -> str:
    if petition.state is State.AWAITING_SUPPLEMENT:
        return "wait"
    if petition.due_on is None or petition.state not in OPEN:
        return "ok"
    return "late" if petition.due_on < border.today else "soon" if petition.due_on <= border.soon else "ok"


def _nothing(asked: Asked) -> dict[str, Any]:
    if asked.words or asked.state or asked.field or asked.term:
        action = (_("Bỏ bộ lọc"), url_for("officer.inbox", view=asked.desk.value))
        return {
            "title": _("Không có việc nào khớp"),
            "text": _("Thử bớt một bộ lọc hoặc gõ ít chữ hơn."),
            "actions": [action],
        }
    action = (_("Xem tất cả đang mở"), url_for("officer.inbox", view=Desk.ALL.value))
    return {
        "title": _("Không còn việc nào ở đây"),
        "text": "",
        "actions": [action] if asked.desk is not Desk.ALL else [],
    }
