"""The numbers and endings of a report in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence

from pakn.petitions.models import EndAct
from pakn.reporting import charts
from pakn.reporting.on_time import AgencyLine, Row
from pakn.reporting.rates import Case, Group, Rates, Standing
from pakn.reporting.views.behind import Monthly
from pakn.web.i18n import LazyString, _, lazy

LISTS: dict[Group | Monthly, LazyString] = {
    Group.COUNTED: lazy("Đã và đang xử lý trong kỳ"),
    Group.ON_TIME: lazy("Đúng hạn, kể cả việc còn trong hạn"),
    Group.LATE: lazy("Quá hạn"),
    Group.DONE_ON_TIME: lazy("Xong đúng hạn"),
    Group.DONE_LATE: lazy("Xong quá hạn"),
    Group.OPEN_ON_TIME: lazy("Đang xử lý trong hạn"),
    Group.OPEN_LATE: lazy("Đang xử lý quá hạn"),
    Group.CLOSED: lazy("Đã trả lời, không tiếp nhận, trả lại hoặc chuyển"),
    Group.CLOSED_ON_TIME: lazy("Đã trả lời, không tiếp nhận, trả lại hoặc chuyển đúng hạn"),
    Group.LAPSED: lazy("Đóng do không bổ sung"),
    Group.WITHDRAWN: lazy("Đã rút"),
    Group.MERGED: lazy("Đã gộp"),
    Group.ASKED_AGAIN: lazy("Hỏi bổ sung lần nữa"),
    Group.EXCLUDED: lazy("Không tính vào tỷ lệ"),
    Monthly.RECEIVED: lazy("Tiếp nhận trong kỳ"),
    Monthly.DONE: lazy("Xử lý xong trong kỳ"),
}

_ENDINGS: dict[str, LazyString] = {
    EndAct.APPROVED: lazy("Đã trả lời"),
    EndAct.REFUSED: lazy("Không tiếp nhận"),
    EndAct.RETURNED: lazy("Đã trả lại"),
    EndAct.FORWARDED: lazy("Đã chuyển"),
    EndAct.SUPPLEMENT_ASKED: lazy("Yêu cầu bổ sung"),
    EndAct.LAPSED: lazy("Đóng do không bổ sung"),
    EndAct.WITHDRAWN: lazy("Đã rút"),
    "merged": lazy("Đã gộp"),
}

_VERDICTS: dict[Standing, tuple[str, LazyString]] = {
    Standing.DONE_ON_TIME: ("kept", lazy("Đúng hạn")),
    Standing.DONE_LATE: ("late", lazy("Quá hạn")),
    Standing.OPEN_ON_TIME: ("open", lazy("Còn trong hạn")),
    Standing.OPEN_LATE: ("late", lazy("Quá hạn")),
    Standing.OUTSIDE: ("", lazy("Không tính")),
}

UNASSIGNED, UNFILED = lazy("Chưa giao đơn vị"), lazy("Chưa phân loại")


def ending(act: str | None) -> str:
    """How a leg ended, or that it has not."""
    return str(_ENDINGS[act]) if act else _("Đang xử lý")


def verdict(case: Case) -> tuple[str, str]:
    """How a case is shown: its look (kept, late, open or none) and its words."""
    look, words = _VERDICTS[case.standing]
    if case.standing is Standing.DONE_LATE and case.facts.act_in_time:
        return look, _("Công khai chậm")
    return look, str(words)


def agency_names(agencies: Sequence[AgencyLine]) -> str:
    """The agency of a report, or how many it covers."""
    return agencies[0].name if len(agencies) == 1 else _("%(n)d cơ quan", n=len(agencies))


def unit_name(row: Row) -> str:
    """A unit, with its agency where a report covers several."""
    name = row.name or str(UNASSIGNED)
    return f"{name} · {row.agency}" if row.agency else name


def aside(total: Rates) -> list[tuple[int, str, Group]]:
    """What stands in neither rate: how many, in words, and the list."""
    return [
        (total.merged, _("gộp"), Group.MERGED),
        (total.lapsed, _("đóng do không bổ sung"), Group.LAPSED),
        (total.withdrawn, _("rút"), Group.WITHDRAWN),
        (total.asked_again, _("hỏi bổ sung lần nữa"), Group.ASKED_AGAIN),
    ]


def units_title(rows: Sequence[Row]) -> str:
    """Where the work is late, as a sentence; how often stands in the table below it."""
    if not rows:
        return _("Theo đơn vị: không có số liệu")
    worst = charts.most_late(rows)
    if worst is None:
        return _("Không đơn vị nào quá hạn")
    return _("%(name)s quá hạn nhiều nhất", name=unit_name(worst))


def fields_title(rows: Sequence[Row]) -> str:
    """What people write about most, as a sentence."""
    first = charts.largest(rows)
    if first is None:
        return _("Theo lĩnh vực") if rows else _("Theo lĩnh vực: không có số liệu")
    return _("%(name)s được phản ánh nhiều nhất", name=first.name)


def months_title(months: Sequence[charts.Month]) -> str:
    """How the last month of the run went, as a sentence."""
    last = months[-1]
    if last.done < last.received:
        return _("%(month)s nhận nhiều hơn xử lý xong", month=last.label)
    if last.done > last.received:
        return _("%(month)s xử lý xong nhiều hơn nhận", month=last.label)
    return _("%(month)s nhận bao nhiêu, xử lý xong bấy nhiêu", month=last.label)
