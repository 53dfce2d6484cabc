from __future__ import annotations

import pytest

from pakn.kernel.addresses import Mark, Purpose, marked
from pakn.mailbox.letters import Automatic, Bounce, FollowUp, Submission
from pakn.mailbox.parsing import parse
from tests.mailbox.written import OUR_ADDRESS, OURS, TEXT, body_of, part, parts, raw

OWN_ID = "<notice-7@xa.example>"
RETURN = marked(OUR_ADDRESS, Mark(Purpose.BOUNCE, 77), key=OURS.key, delimiter=OURS.delimiter)
AWAY = "Trả lời tự động: Biên nhận phản ánh"

AUTOMATIC: dict[str, tuple[str, dict[str, str]]] = {
    "replied by a machine": ("auto_submitted", {"Auto_Submitted": "auto-replied"}),
    "made by a machine": ("auto_submitted", {"Auto_Submitted": "auto-generated; owner-email=x"}),
    "an older word for it": ("auto_submitted", {"X_Autoreply": "yes"}),
    "another": ("auto_submitted", {"X_Autorespond": "Vắng mặt"}),
    "suppressed all": ("auto_submitted", {"X_Auto_Response_Suppress": "All"}),
    "suppressed some": ("auto_submitted", {"X_Auto_Response_Suppress": "DR, OOF, AutoReply"}),
    "bulk": ("bulk", {"Precedence": "bulk"}),
    "junk": ("bulk", {"Precedence": "Junk"}),
    "auto_reply": ("bulk", {"Precedence": "auto_reply"}),
    "a list": ("mailing_list", {"Precedence": "list"}),
    "a list by its name": ("mailing_list", {"List_Id": "<tin.dan.example>"}),
    "a newsletter": ("mailing_list", {"List_Unsubscribe": "<mailto:roi@dan.example>"}),
    "nobody to return to": ("null_sender", {"Return_Path": "<>"}),
    "a vacation program": ("vacation", {"X_Mailer": "vacation 1.2"}),
    "a loop": ("loop", {"X_Loop": "an@dan.example"}),
    "a complaint": ("complaint", {"Feedback_Type": "abuse"}),
    "away, about our mail": ("vacation", {"Subject": AWAY, "In_Reply_To": OWN_ID}),
    "away, in English": ("vacation", {"Subject": "Out of Office: Re: Bien nhan", "References": OWN_ID}),
    "absent, about our mail": ("vacation", {"Subject": "Vắng mặt: Re: Biên nhận", "In_Reply_To": OWN_ID}),
    "absent, with a word before": ("vacation", {"Subject": "[Thông báo nghỉ phép]", "In_Reply_To": OWN_ID}),
    "away, about anything": ("vacation", {"Subject": "Automatic reply: Xã đã nhận phản ánh"}),
    "away, about anything, in Vietnamese": ("vacation", {"Subject": "Trả lời tự động: Biên nhận"}),
    "a calendar's answer": ("auto_submitted", {"Content_Type": "text/calendar; method=REPLY"}),
    "our own mail": ("own_mail", {"From": OUR_ADDRESS, "Message_ID": OWN_ID}),
    "our own mail with another's name on it": ("own_mail", {"Message_ID": f"<{'0aF9' * 8}@XA.example>"}),
    "our address on another's mail": ("own_mail", {"From": OUR_ADDRESS.upper()}),
    "our reply address on another's mail": ("own_mail", {"From": RETURN}),
}
DAEMONS = (
    "MAILER-DAEMON@dan.example",
    "postmaster@dan.example",
    "no-reply@dan.example",
    "noreply@dan.example",
    "do-not-reply@dan.example",
    "donotreply@dan.example",
    "no_reply+abc@dan.example",
    "khong-tra-loi@dan.example",
    "bounce@dan.example",
    "bounces+123-an=dan.example@dan.example",
    "MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@dan.example",
)
BY_PEOPLE: dict[str, dict[str, str]] = {
    "said to be by hand": {"Auto_Submitted": "no"},
    "said so with a comment": {"Auto_Submitted": "no (by hand)"},
    "from our domain, by hand": {"Message_ID": "<0af9@xa.example>"},
    "with a number like ours of elsewhere": {"Message_ID": f"<{'0af9' * 8}@dan.example>"},
    "normal precedence": {"Precedence": "normal"},
    "of importance": {"X_Priority": "1", "Importance": "high"},
    "a return path": {"Return_Path": "<an@dan.example>"},
    "suppressed nothing": {"X_Auto_Response_Suppress": "None"},
    "about being away": {"Subject": "Cán bộ một cửa vắng mặt cả tuần"},
    "about answering machines": {"Subject": "Trả lời tự động của xã không chạy: đã ba ngày"},
    "an invitation": {"Content_Type": "text/calendar; method=REQUEST; name=moi.ics"},
    "about holidays": {"Subject": "Hỏi về chế độ nghỉ phép"},
    "an answer to us": {"In_Reply_To": OWN_ID},
    "an answer to us about being away": {
        "Subject": "Re: Cán bộ đi công tác, nghỉ phép",
        "In_Reply_To": OWN_ID,
    },
    "from a person named like a daemon": {"From": "noa@dan.example"},
    "from an office": {"From": "Van phong <vanphong@so.example>", "Sender": "vanthu@so.example"},
    "an organization": {"Organization": "UBND", "X_Mailer": "Zimbra 9.0", "User_Agent": "Thunderbird"},
}


@pytest.mark.parametrize("why", AUTOMATIC)
def test_what_a_machine_wrote_is_known(why):
    code, headers = AUTOMATIC[why]

    parsed = parse(raw(**headers), OURS)

    assert isinstance(parsed, Automatic)
    assert parsed.reason == code


@pytest.mark.parametrize("sender", DAEMONS)
@pytest.mark.parametrize("header", ["From", "Sender"])
def test_nobody_sits_behind_the_address_of_a_daemon(sender, header):
    parsed = parse(raw(**{header: f"Hệ thống <{sender}>"}), OURS)

    assert isinstance(parsed, Automatic)
    assert parsed.reason == "daemon"


@pytest.mark.parametrize("what", BY_PEOPLE)
def test_what_people_write_is_not_taken_for_a_machines(what):
    assert isinstance(parse(raw(**BY_PEOPLE[what]), OURS), Submission | FollowUp)


def test_a_receipt_is_automatic():
    data = parts(
        part("Đã đọc."),
        part("Disposition: x", "message/disposition-notification"),
        kind="report",
        In_Reply_To=OWN_ID,
    )

    parsed = parse(data, OURS)

    assert isinstance(parsed, Automatic)
    assert (parsed.reason, parsed.sender) == ("receipt", "an@dan.example")


def test_a_button_pressed_in_a_calendar_is_no_letter():
    answer = part("METHOD:REPLY", 'text/calendar; charset="UTF-8"; method=REPLY')
    inner = part(body_of(part("Đã chấp nhận."), answer), 'multipart/alternative; boundary="ranh"')
    mail = raw(body_of(inner, boundary="ngoai"), Content_Type="multipart/mixed; boundary=ngoai")

    assert isinstance(parse(mail, OURS), Automatic)


def test_an_answer_to_the_return_address_without_a_word_is_a_machines():
    parsed = parse(raw("Tôi vắng đến 20/11.", To=RETURN), OURS)

    assert isinstance(parsed, Automatic)
    assert parsed.reason == "return_address"


def test_a_person_may_answer_the_return_address():
    assert isinstance(parse(raw(To=RETURN, In_Reply_To=OWN_ID, Subject="Re: Biên nhận"), OURS), FollowUp)


def _report(
    fields: str,
    *,
    enclosed: str = f"Message-ID: {OWN_ID}\r\nSubject: x\r\n\r\nx",
    to: str = RETURN,
    kind: str = "",
) -> bytes:
    status = f"Reporting-MTA: dns; mx.dan.example\r\n\r\n{fields}"
    return raw(
        body_of(
            part("Không gửi được thư."),
            part(status, "message/delivery-status"),
            part(enclosed, kind or "message/rfc822"),
        ),
        From="Mail Delivery System <MAILER-DAEMON@dan.example>",
        To=to,
        Return_Path="<>",
        Subject="Undelivered Mail Returned to Sender",
        Content_Type='multipart/report; report-type=delivery-status; boundary="ranh"',
    )


FAILED = "Final-Recipient: rfc822; lan@dan.example\r\nAction: failed\r\nStatus: 5.1.1\r\n"


def test_a_report_names_the_ledger_row_the_mail_the_recipient_and_the_fault():
    parsed = parse(_report(FAILED), OURS)

    assert isinstance(parsed, Bounce)
    assert (parsed.number, parsed.message_ids) == (77, (OWN_ID,))
    assert (parsed.recipient, parsed.status) == ("lan@dan.example", "5.1.1")


@pytest.mark.parametrize("kind", ["text/rfc822-headers", "message/rfc822", "text/plain"])
def test_our_mail_is_found_in_what_the_report_encloses(kind):
    parsed = parse(_report(FAILED, to=OUR_ADDRESS, kind=kind), OURS)

    assert isinstance(parsed, Bounce)
    assert (parsed.number, parsed.message_ids) == (None, (OWN_ID,))


def test_a_forged_return_address_names_no_row():
    parsed = parse(_report(FAILED, to="pakn+b77-aaaaaaaaaaaaaaaa@xa.example"), OURS)

    assert isinstance(parsed, Bounce)
    assert parsed.number is None


def test_the_fault_is_read_from_the_diagnosis_when_the_status_is_missing():
    fields = "Final-Recipient: rfc822;lan@dan.example\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 5.7.1 Tu choi"

    parsed = parse(_report(fields), OURS)

    assert isinstance(parsed, Bounce)
    assert parsed.status == "5.7.1"


def test_the_recipient_that_failed_is_named_among_others():
    fields = "Final-Recipient: rfc822; hoa@dan.example\r\nAction: delivered\r\nStatus: 2.0.0\r\n\r\n" + FAILED

    parsed = parse(_report(fields), OURS)

    assert isinstance(parsed, Bounce)
    assert parsed.recipient == "lan@dan.example"


@pytest.mark.parametrize(
    ("action", "reason"), [("delayed", "delayed"), ("delivered", "receipt"), ("relayed", "receipt")]
)
def test_a_report_of_no_failure_is_only_automatic(action, reason):
    parsed = parse(
        _report(f"Final-Recipient: rfc822; lan@dan.example\r\nAction: {action}\r\nStatus: 4.4.1"), OURS
    )

    assert isinstance(parsed, Automatic)
    assert parsed.reason == reason


def _told(text: str, **headers: str) -> bytes:
    named = {
        "From": "Mail Delivery Subsystem <mailer-daemon@dan.example>",
        "Return_Path": "<>",
        "Subject": "Thư",
        **headers,
    }
    return raw(text, **named)


@pytest.mark.parametrize(
    "data",
    [
        _told("Address not found", X_Failed_Recipients="lan@dan.example", References=OWN_ID),
        _told(
            f"This is the qmail-send program at x.\n\n<lan@dan.example>:\nno mailbox (#5.1.1)\n\nMessage-ID: {OWN_ID}"
        ),
        _told(
            f"Delivery has failed to these recipients or groups:\n\nlan@dan.example\n\nMessage-ID: {OWN_ID}"
        ),
        _told(f"Không thể gửi thư tới lan@dan.example vì hộp thư đã đầy.\n\nMessage-ID: {OWN_ID}"),
        _told(f"Thư gửi không thành công đến <lan@dan.example>\n{OWN_ID}", Subject="Thông báo"),
        _told(f"<lan@dan.example>\n{OWN_ID}", Subject="Undelivered Mail Returned to Sender"),
    ],
)
def test_reports_in_words_are_read(data):
    parsed = parse(data, OURS)

    assert isinstance(parsed, Bounce)
    assert (parsed.recipient, parsed.message_ids) == ("lan@dan.example", (OWN_ID,))


def test_the_row_is_read_from_where_the_server_put_the_address():
    parsed = parse(_told("User unknown", To="undisclosed-recipients:;", Delivered_To=RETURN), OURS)

    assert isinstance(parsed, Bounce)
    assert parsed.number == 77


def test_a_warning_in_words_is_no_bounce():
    parsed = parse(_told("Warning: could not send message for past 4 hours"), OURS)

    assert isinstance(parsed, Automatic)
    assert parsed.reason == "delayed"


def test_our_addresses_in_a_report_are_no_mails_of_ours():
    parsed = parse(
        _report(FAILED, enclosed=f"From: <{OUR_ADDRESS}>\r\nTo: <{RETURN}>\r\n{OWN_ID}", kind="text/plain"),
        OURS,
    )

    assert isinstance(parsed, Bounce)
    assert parsed.message_ids == (OWN_ID,)


def test_a_shop_that_could_not_deliver_a_parcel_reports_no_bounce():
    parsed = parse(raw("Your parcel could not be delivered.", From="noreply@hang.example"), OURS)

    assert isinstance(parsed, Automatic)
    assert parsed.reason == "daemon"


def test_a_delivery_status_in_a_plain_multipart_is_read_when_a_server_sent_it():
    data = _report(FAILED).replace(b"multipart/report; report-type=delivery-status", b"multipart/mixed")

    parsed = parse(data, OURS)

    assert isinstance(parsed, Bounce)
    assert parsed.status == "5.1.1"


def test_a_person_who_sends_a_report_on_is_heard():
    data = parts(part("Thư của tôi bị trả lại."), part(_report(FAILED), "message/rfc822"))

    assert isinstance(parse(data, OURS), Submission)


def test_a_person_who_tells_of_a_bounce_is_heard():
    told = f"{TEXT}\nThư trước của tôi bị trả lại: Delivery has failed to these recipients."

    assert isinstance(parse(raw(told, Subject="Không gửi được thư cho xã"), OURS), Submission)
