"""The numbers and endings of a report in Vietnamese."""

from __future__ import annotations

from collections.abc import Sequence

from pakn.petitions.models import EndAct
from pakn.reporting import charts
from pakn.reporting.on_time import AgencyLine, Row
from pakn.reporting.rates import Case, Group, Standing
from pakn.web.i18n import LazyString, _, lazy

GROUPS: dict[Group, LazyString] = {
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
    Group.ASKED_AGAIN: lazy("Yêu cầu bổ sung lần sau"),
    Group.EXCLUDED: lazy("Không tính vào tỷ lệ"),
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


def units_title(rows: Sequence[Row]) -> str:
    """Where the work is late, as a sentence."""
    if not rows:
        return _("Theo đơn vị: không có số liệu")
    worst = charts.most_late(rows)
    if worst is None:
        return _("Không đơn vị nào quá hạn")
    return _("%(name)s quá hạn nhiều nhất, %(n)d lượt", name=unit_name(worst), n=worst.rates.late)


def fields_title(rows: Sequence[Row]) -> str:
    """What people write about most, as a sentence."""
    first = charts.largest(rows)
    if first is None:
        return _("Theo lĩnh vực") if rows else _("Theo lĩnh vực: không có số liệu")
    return _("%(name)s nhiều nhất, %(n)d lượt", name=first.name, n=first.rates.counted)


def months_title(months: Sequence[charts.Month]) -> str:
    """The last month of the run, as a sentence."""
    last = months[-1]
    return _(
        "%(month)s nhận %(n)d lượt, xử lý xong %(done)d", month=last.label, n=last.received, done=last.done
    )
