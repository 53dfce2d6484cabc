"""States, verbs, events and kinds in Vietnamese: the same word on button, page title and history."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from pakn.petitions.models import Kind, SubjectScope, SubmitterType
from pakn.petitions.petitioners import Source
from pakn.petitions.timeline import Happening
from pakn.petitions.workflow import State, Verb
from pakn.web.i18n import LazyString, _, lazy

STATES: dict[State, LazyString] = {
    State.RECEIVED: lazy("Chờ tiếp nhận"),
    State.AWAITING_SUPPLEMENT: lazy("Chờ bổ sung"),
    State.IN_PROGRESS: lazy("Đang xử lý"),
    State.AWAITING_APPROVAL: lazy("Chờ duyệt"),
    State.AWAITING_PUBLICATION: lazy("Chờ công khai"),
    State.PUBLISHED: lazy("Đã công khai"),
    State.ANSWERED_UNPUBLISHED: lazy("Đã trả lời"),
    State.REFUSED: lazy("Không tiếp nhận"),
    State.RETURNED: lazy("Đã trả lại"),
    State.FORWARDED: lazy("Đã chuyển"),
    State.LAPSED: lazy("Đóng do không bổ sung"),
    State.WITHDRAWN: lazy("Đã rút"),
}

VERBS: dict[Verb, LazyString] = {
    Verb.ASSIGN: lazy("Giao việc"),
    Verb.ACCEPT: lazy("Tiếp nhận"),
    Verb.REFUSE: lazy("Không tiếp nhận"),
    Verb.ASK_SUPPLEMENT: lazy("Yêu cầu bổ sung"),
    Verb.SUPPLEMENT: lazy("Ghi bổ sung"),
    Verb.LAPSE: lazy("Đóng do không bổ sung"),
    Verb.WITHDRAW: lazy("Rút phản ánh"),
    Verb.FORWARD: lazy("Chuyển cơ quan khác"),
    Verb.RETURN: lazy("Trả lại nơi chuyển"),
    Verb.HAND_BACK: lazy("Không phải việc của tôi"),
    Verb.SUBMIT: lazy("Trình duyệt"),
    Verb.APPROVE: lazy("Duyệt và gửi"),
    Verb.SEND_BACK: lazy("Trả lại để sửa"),
    Verb.PUBLISH: lazy("Công khai"),
    Verb.KEEP_PRIVATE: lazy("Không công khai"),
}

KINDS: dict[Kind, LazyString] = {
    Kind.CONDUCT: lazy("Hành vi hành chính"),
    Kind.REGULATION: lazy("Quy định hành chính"),
    Kind.BOTH: lazy("Cả hành vi và quy định"),
}

SCOPES: dict[SubjectScope, LazyString] = {
    SubjectScope.PAKN: lazy("Phản ánh, kiến nghị"),
    SubjectScope.COMPLAINT: lazy("Khiếu nại hoặc tố cáo"),
    SubjectScope.QUESTION: lazy("Hỏi đáp pháp luật"),
    SubjectScope.FIELD_REPORT: lazy("Phản ánh hiện trường"),
    SubjectScope.SPAM: lazy("Thư rác"),
}

SUBMITTERS: dict[SubmitterType, LazyString] = {
    SubmitterType.PERSON: lazy("Cá nhân"),
    SubmitterType.ORGANIZATION: lazy("Tổ chức"),
    SubmitterType.ENTERPRISE: lazy("Doanh nghiệp"),
    SubmitterType.STATE_AGENCY: lazy("Cơ quan nhà nước"),
}

SOURCES: dict[Source, LazyString] = {
    Source.TELEPHONE: lazy("Người gửi báo qua điện thoại"),
    Source.COUNTER: lazy("Người gửi đến báo trực tiếp"),
    Source.LETTER: lazy("Người gửi viết thư báo"),
    Source.PETITION: lazy("Có trong nội dung phản ánh"),
    Source.TYPING: lazy("Sửa chỗ gõ sai"),
}
_REACHED_BY: dict[str, LazyString] = {
    "email": lazy("thư điện tử"),
    "phone": lazy("số điện thoại"),
    "address": lazy("địa chỉ"),
    "contact_by_post": lazy("có nhận thư qua bưu chính hay không"),
}

NEXT: dict[State, LazyString] = {
    State.RECEIVED: lazy("Tiếp nhận hoặc chuyển"),
    State.AWAITING_SUPPLEMENT: lazy("Chờ người dân gửi thêm"),
    State.IN_PROGRESS: lazy("Soạn trả lời"),
    State.AWAITING_APPROVAL: lazy("Duyệt trả lời"),
    State.AWAITING_PUBLICATION: lazy("Công khai kết quả"),
}

NOW: dict[State, LazyString] = {
    State.RECEIVED: lazy("Văn phòng đang kiểm tra xem việc này do ai giải quyết."),
    State.AWAITING_SUPPLEMENT: lazy("Xã cần ông/bà gửi thêm thông tin rồi mới làm tiếp được."),
    State.IN_PROGRESS: lazy("Cán bộ đang xem xét và soạn trả lời."),
    State.AWAITING_APPROVAL: lazy("Trả lời đã soạn xong, lãnh đạo đang duyệt."),
    State.AWAITING_PUBLICATION: lazy("Xã đã trả lời. Kết quả sắp được công khai, tên và địa chỉ được che."),
    State.PUBLISHED: lazy("Xã đã trả lời và công khai kết quả."),
    State.ANSWERED_UNPUBLISHED: lazy("Xã đã trả lời. Kết quả này không công khai."),
    State.REFUSED: lazy("Xã không tiếp nhận phản ánh này. Lý do và nơi gửi đúng ở phần lịch sử bên dưới."),
    State.RETURNED: lazy("Xã đã trả lại cho cơ quan chuyển đến."),
    State.FORWARDED: lazy("Xã đã chuyển đến cơ quan có thẩm quyền."),
    State.LAPSED: lazy("Phiếu đã đóng vì chưa nhận được bổ sung. Ông/bà vẫn gửi phản ánh mới được."),
    State.WITHDRAWN: lazy("Ông/bà đã rút phản ánh này."),
}

_PUBLIC_EVENTS = frozenset(
    {
        "PetitionReceived",
        "PetitionAccepted",
        "SupplementAsked",
        "PetitionSupplemented",
        "PetitionerCompleted",
        "ContactCorrected",
        "CitizenWrote",
        "FilesNotTaken",
        "PetitionRefused",
        "PetitionForwarded",
        "PetitionReturned",
        "PetitionLapsed",
        "PetitionWithdrawn",
        "PetitionAnswered",
        "ResultPublished",
        "ResultKeptPrivate",
        "DeadlineMoved",
    }
)

_EVENTS: dict[str, LazyString] = {
    "PetitionReceived": lazy("Nhận, vào sổ"),
    "PetitionFiled": lazy("Phân loại"),
    "PetitionAccepted": lazy("Tiếp nhận"),
    "PetitionHandedBack": lazy("Trả về văn phòng"),
    "SupplementAsked": lazy("Yêu cầu bổ sung"),
    "PetitionSupplemented": lazy("Đã bổ sung"),
    "PetitionerCompleted": lazy("Điền thông tin người gửi"),
    "ContactCorrected": lazy("Sửa cách liên hệ"),
    "NoticeSentAgain": lazy("Gửi lại thư chưa đến nơi"),
    "CitizenWrote": lazy("Người gửi viết thêm"),
    "FilesNotTaken": lazy("Có tệp không nhận được"),
    "PetitionRefused": lazy("Không tiếp nhận"),
    "PetitionForwarded": lazy("Chuyển đến %(to_name)s"),
    "PetitionReturned": lazy("Trả lại %(to_name)s"),
    "PetitionLapsed": lazy("Đóng do không bổ sung"),
    "PetitionWithdrawn": lazy("Rút phản ánh"),
    "ReplySubmitted": lazy("Trình duyệt trả lời"),
    "ReplySentBack": lazy("Trả lại để sửa"),
    "PetitionAnswered": lazy("Duyệt và gửi trả lời"),
    "ResultPublished": lazy("Công khai kết quả, số %(number)s"),
    "ResultKeptPrivate": lazy("Không công khai kết quả"),
    "NoteAdded": lazy("Thêm ghi chú nội bộ"),
    "AboutOfficersSet": lazy("Ghi tên cán bộ được phản ánh"),
    "TaskDone": lazy("Đã làm xong việc gọi điện hoặc gửi thư"),
    "PhoneShown": lazy("Mở xem cách liên hệ người gửi"),
    "AccessRefused": lazy("Từ chối một lượt truy cập"),
    "DeadlineNear": lazy("Nhắc: còn %(days_left)s ngày làm việc"),
    "DeadlinePassed": lazy("Quá hạn %(days_late)s ngày làm việc"),
    "DeadlineMoved": lazy("Dời hạn từ %(old)s sang %(new)s"),
    "DecisionNear": lazy("Nhắc: sắp hết hạn quyết định tiếp nhận"),
    "SupplementReminded": lazy("Nhắc người dân bổ sung"),
}


# Why the machine gave a petition to somebody or left it to the office, by the codes of the routing.
_ROUTED: dict[str, LazyString] = {
    "confident": lazy("Máy chuyển theo lĩnh vực, vì đủ chắc."),
    "unsure": lazy("Máy không đủ chắc về lĩnh vực."),
    "field_khac": lazy("Máy không thấy lĩnh vực nào hợp."),
    "out_of_scope": lazy("Máy thấy có thể không phải phản ánh, kiến nghị."),
    "no_rule": lazy("Lĩnh vực này chưa có đơn vị phụ trách."),
    "names_officer": lazy("Phản ánh nói tên cán bộ nên máy không tự chuyển."),
    "letter_names_officer": lazy("Thư gửi thêm nói tên cán bộ. Văn phòng xem ai được phản ánh rồi giao lại."),
}


def is_public(happening: Happening) -> bool:
    """Whether the citizen reads it; of the days that move, only that of the answer was promised to them."""
    if happening.event == "DeadlineMoved" and happening.payload.get("step") != "answer":
        return False
    return happening.event in _PUBLIC_EVENTS


def title(happening: Happening) -> str:
    """What happened, in one line; … stands for what was erased."""
    params = defaultdict(lambda: "…", happening.payload)
    if happening.event == "DeadlineMoved" and happening.payload:
        return _moved(params)
    if happening.event == "PetitionAssigned":
        return _given(happening.holder)
    words = _EVENTS.get(happening.event)
    return str(words) % params if words is not None else happening.event


def _given(holder: str) -> str:
    return _("Giao cho %(holder)s", holder=holder) if holder else _("Chờ văn phòng phân loại")


def _moved(params: Mapping[str, object]) -> str:
    old, new = _day(str(params["old_due_on"])), _day(str(params["new_due_on"]))
    if old == new:
        return _("Lịch nghỉ đã công bố: hạn %(day)s không còn là dự kiến", day=new)
    return str(_EVENTS["DeadlineMoved"]) % {"old": old, "new": new}


def _corrected(payload: Mapping[str, Any]) -> str:
    if not payload:  # erased
        return ""
    changed = ", ".join(str(_REACHED_BY[name]) for name in payload["new"])
    return _("%(source)s. Phần sửa: %(changed)s.", source=SOURCES[Source(payload["source"])], changed=changed)


def _day(iso: str) -> str:
    year, month, day = iso.split("-")
    return f"{day}/{month}/{year}"


def detail(happening: Happening) -> str:
    """The reason somebody or the machine gave, or what was asked or not taken; empty when there is none.

    Of a correction it says how the office knew and what changed, never to what.
    """
    if happening.event == "ContactCorrected":
        return _corrected(happening.payload)
    sentences = happening.payload.get("sentences", [])
    said = str(happening.payload.get("reason") or happening.payload.get("items") or "\n".join(sentences))
    by_machine = happening.event == "PetitionAssigned" and said in _ROUTED
    return str(_ROUTED[said]) if by_machine else said
