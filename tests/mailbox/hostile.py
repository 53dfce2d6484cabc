"""Mail made to break a mail programme, each under the name of what is wrong with it.

None of it may raise, hang, lose the mails after it or be taken for what it is not: each has exactly one outcome.
"""

from __future__ import annotations

import base64
import random

OUR_ADDRESS = "pakn@xa.example"
OUR_DOMAIN = "xa.example"

TEXT = "Kính gửi Ủy ban nhân dân xã, tôi phản ánh việc con đường vào thôn bị ngập sau mỗi trận mưa."
_PLAIN = {
    "From": "Người Dân <nguoidan@dan.example>",
    "To": OUR_ADDRESS,
    "Subject": "Đường bị ngập",
    "Date": "Mon, 16 Nov 2026 09:12:00 +0700",
    "Message-ID": "<hostile@dan.example>",
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=utf-8",
    "Content-Transfer-Encoding": "8bit",
}


def _mail(body: bytes | str = TEXT, **changes: bytes | str | None) -> bytes:
    """A plain mail with some headers changed (an underscore stands for a hyphen) or, with None, left out."""
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    headers: dict[str, bytes | str | None] = {**_PLAIN, **named}
    lines = [f"{name}: ".encode() + _bytes(value) for name, value in headers.items() if value is not None]
    return b"\r\n".join([*lines, b"", _bytes(body)])


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode("utf-8", "surrogatepass")


def _multipart(*parts: bytes, kind: str = "mixed", closed: bool = True) -> bytes:
    body = b"".join(b"--sep\r\n" + part + b"\r\n" for part in parts) + (b"--sep--\r\n" if closed else b"")
    return _mail(body, Content_Type=f'multipart/{kind}; boundary="sep"')


def _text_part(text: str = TEXT) -> bytes:
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()


def _file_part(disposition: str, data: bytes = b"%PDF-1.4 mau", kind: str = "application/pdf") -> bytes:
    encoded = base64.encodebytes(data)
    return (
        f"Content-Type: {kind}\r\nContent-Disposition: {disposition}\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    ).encode() + encoded


def _nested(depth: int) -> bytes:
    opening = "".join(
        f'--b{level}\r\nContent-Type: multipart/mixed; boundary="b{level + 1}"\r\n\r\n'
        for level in range(depth)
    )
    body = f"{opening}--b{depth}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TEXT}\r\n"
    closing = "".join(f"--b{level}--\r\n" for level in range(depth, -1, -1))
    return _mail(body + closing, Content_Type='multipart/mixed; boundary="b0"')


def _forwarded_in_forwarded(depth: int) -> bytes:
    return _mail("Content-Type: message/rfc822\r\n\r\n" * depth + TEXT, Content_Type="message/rfc822")


def _html(body: str) -> bytes:
    return _mail(body, Content_Type="text/html; charset=utf-8")


def _text_mails() -> dict[str, bytes]:
    windows_1258 = "Đường làng bị ngập".encode("cp1258", "ignore")
    return {
        "NUL bytes in the text": _mail(TEXT.replace(" ", "\0")),
        "control characters and escape sequences": _mail("\x1b[31m\x07\x08" + TEXT + "\x00\x0b\x0c\x9b\x7f"),
        "bidirectional controls in subject, name and text": _mail(
            "\u202e" + TEXT + "\u2066\u2069",
            Subject="\u202egnp.exe\u202c",
            From="\u202eNguời <a@dan.example>",
        ),
        "lone surrogates as bytes": _mail(b"\xed\xa0\x80\xed\xb0\x80 " + TEXT.encode()),
        "one line of a megabyte": _mail("ngập " * 200_000),
        "a megabyte without a space": _mail("n" * 1_000_000),
        "unknown charset": _mail("Đường làng".encode(), Content_Type="text/plain; charset=x-viet-tcvn"),
        "charset VISCII": _mail(b"\xd0\xdf\xb6ng l\xe0ng", Content_Type="text/plain; charset=VISCII"),
        "charset that names a codec of no characters": _mail(Content_Type="text/plain; charset=zlib_codec"),
        "charset idna": _mail("a" * 300 + "." + TEXT, Content_Type="text/plain; charset=idna"),
        "charset undefined": _mail(Content_Type="text/plain; charset=undefined"),
        "charset with a path in it": _mail(Content_Type='text/plain; charset="../../etc/passwd"'),
        "charset of ten thousand characters": _mail(Content_Type="text/plain; charset=" + "u" * 10_000),
        "charset utf-8 over windows-1258 bytes": _mail(windows_1258),
        "charset us-ascii over UTF-8 bytes": _mail(Content_Type="text/plain; charset=us-ascii"),
        "UTF-16 text with its mark": _mail(TEXT.encode("utf-16"), Content_Type="text/plain; charset=utf-16"),
        "UTF-16 of an odd length": _mail(
            TEXT.encode("utf-16-le")[:-1], Content_Type="text/plain; charset=utf-16le"
        ),
        "UTF-7 with markup": _mail("+ADw-script+AD4-" + "ngap", Content_Type="text/plain; charset=utf-7"),
        "broken base64": _mail(b"S\xc3!nh g*&==u1EED=i=====" * 50, Content_Transfer_Encoding="base64"),
        "base64 of one character": _mail("A", Content_Transfer_Encoding="base64"),
        "broken quoted-printable": _mail(
            "=ZZ=C3=\r\n=A=\xff=== đường = =\r\n=", Content_Transfer_Encoding="quoted-printable"
        ),
        "unknown transfer encoding": _mail(Content_Transfer_Encoding="x-rot-13"),
        "uuencode in the text": _mail(
            TEXT + "\r\n\r\nbegin 644 ../../thu.txt\r\n#0V%T\r\n`\r\nend\r\n" + "begin 644 x\r\n" * 50
        ),
        "uuencode that is no uuencode": _mail(
            "begin 644 a\r\n\x7f\x7f\x7f\r\nM!!!\r\nend", Content_Transfer_Encoding="x-uuencode"
        ),
        "huge quoted text": _mail(TEXT + "\r\n" + "> đã trả lời\r\n" * 100_000),
        "quotes within quotes": _mail(TEXT + "\r\n" + ">" * 200_000 + " x"),
        "bait for greedy patterns: opening lines": _mail("Vào " * 50_000 + "\r\n" + "On a " * 50_000),
        "bait for greedy patterns: blanks": _mail(TEXT + " " * 300_000 + "x" + "\t \r\n" * 100_000),
        "bait for greedy patterns: labels": _mail("Họ tên: " * 30_000 + "\r\nTừ: Đã gửi: " * 10_000),
        "bait for greedy patterns: digits": _mail("0" * 100_000 + " 0912 " * 20_000 + "+84" * 20_000),
        "bait for greedy patterns: addresses": _mail(
            "a@" * 100_000, From="a@" * 20_000, To="<" * 20_000 + "a@" * 20_000
        ),
        "bait for greedy patterns: short openings": _mail("Vào @ <a\r\n" * 50_000),
        "bait for greedy patterns: signatures": _mail("--\r\n" * 50_000),
        "bait for greedy patterns: names without addresses": _mail(From="PAKN-" * 20_000),
        "combining marks without end": _mail("a" + "\u0323\u0302" * 200_000),
    }


def _html_mails() -> dict[str, bytes]:
    return {
        "a hundred thousand nested elements": _html("<div>" * 100_000 + TEXT + "</div>" * 100_000),
        "five megabytes of entities": _html("&lt;&amp;&#7855;&nbsp;&bogus;&#x110000;&#0;" * 120_000 + TEXT),
        "entities without end": _html("&#" + "9" * 100_000 + ";" + "&" * 100_000 + TEXT),
        "comments never closed": _html("<!-- " * 100_000 + TEXT),
        "tags never closed": _html("<a " * 100_000 + TEXT + '<b title="' * 100_000),
        "attributes without end": _html("<p " + "a='b' " * 100_000 + ">" + TEXT),
        "scripts and styles": _html(f"<script>alert('{TEXT}')</script><style>p{{}}</style><p>{TEXT}<script>"),
        "markup declarations": _html(
            "<!DOCTYPE html [<!ENTITY a 'b'>]><![CDATA[" + TEXT + "]]><?php x ?>" + "<![" * 50_000
        ),
        "blockquotes without end": _html(f"<p>{TEXT}</p>" + "<blockquote type=cite>" * 50_000 + "x"),
        "only quotes": _html(f"<blockquote type=cite>{TEXT}</blockquote>"),
        "a text hidden by its style": _html(
            f"<p>{TEXT}</p><div style='display:none'>" + "x" * 100_000 + "</div>"
        ),
        "empty HTML": _html("<html><head><title>x</title></head><body><br><p>&nbsp;</p></body></html>"),
    }


def _header_mails() -> dict[str, bytes]:
    many = b"".join(b"X-Thu-%d: mot\r\n" % number for number in range(100_000))
    return {
        "a hundred thousand headers": many + _mail(),
        "a header of a megabyte": _mail(X_Dai="a" * 1_000_000),
        "a folded header of a megabyte": _mail(Subject="Đường\r\n " * 130_000),
        "a subject of a megabyte": _mail(Subject="ngập " * 200_000),
        "encoded words without end": _mail(Subject="=?utf-8?Q?=C4=90?= " * 30_000),
        "broken encoded words": _mail(
            Subject="=?utf-8?B?4?= =?utf-8?Q?=Z?= =?nope?B?xJHGsOG7nW5n?= =?utf-8?X?a?= =?utf-8?B?"
            + "=?" * 10_000
        ),
        "an encoded word that hides line breaks": _mail(
            Subject="=?utf-8?B?" + base64.b64encode(b"Duong\r\nBcc: a@b.example\r\n\r\nx").decode() + "?="
        ),
        "a subject that injects headers": _mail(Subject="Đường\r\n\rBcc: khac@dan.example\rX: y\0z"),
        "two From headers": b"From: khac@dan.example\r\n" + _mail(),
        "a From of several people": _mail(
            From="A <a@dan.example>, B <b@dan.example>", Sender="b@dan.example"
        ),
        "a From without a domain": _mail(From="nguoidan"),
        "a From without anything": _mail(From=""),
        "no From at all": _mail(From=None),
        "a From in group syntax": _mail(From="Nhóm dân: a@dan.example, b@dan.example;"),
        "an empty group": _mail(From="undisclosed-recipients:;"),
        "a From with ten thousand comments": _mail(From="(" * 10_000 + "x" + ")" * 9_999 + " a@dan.example"),
        "a From with an open quote": _mail(From='"Nguyễn Văn A <a@dan.example>'),
        "a From with a newline in its address": _mail(From="<a@dan.example\r\n\r\nBcc: x@y.example>"),
        "a From with a NUL": _mail(From=b"A\0 <a\0@dan.example>"),
        "a From that is two addresses in one": _mail(From='"that@dan.example" <khac@la.example>'),
        "a From of raw bytes of no charset": _mail(From=b"\xff\xfe\xd0 <a@dan.example>"),
        "an address of ten thousand characters": _mail(From="a" * 10_000 + "@dan.example"),
        "a mail to nobody": _mail(To=None),
        "a mail to ten thousand people": _mail(To=", ".join(f"a{n}@dan.example" for n in range(10_000))),
        "a Date in the year 99999": _mail(Date="Mon, 16 Nov 99999 09:12:00 +0700"),
        "a Date with an offset of years": _mail(Date="Mon, 16 Nov 2026 25:61:61 +999999"),
        "a Date that is none": _mail(Date="hôm qua"),
        "no Message-ID": _mail(Message_ID=None),
        "an empty Message-ID": _mail(Message_ID="<>"),
        "a Message-ID of five thousand characters": _mail(Message_ID="<" + "m" * 5_000 + "@dan.example>"),
        "a Message-ID that injects headers": _mail(Message_ID="<a\r\n b@dan.example>\r\nBcc: x@y.example"),
        "ten thousand references": _mail(
            References=" ".join(f"<{number}@dan.example>" for number in range(10_000))
        ),
        "references without brackets": _mail(References="<" * 50_000, In_Reply_To=">" * 50_000 + "a@"),
        "signed addresses nobody signed": _mail(
            To="pakn+r1-aaaaaaaaaaaaaaaa@xa.example, pakn+b1-@xa.example"
        ),
        "a header line without a colon": _mail().replace(b"Date: ", b"Day la mot dong\r\nDate: ", 1),
        "a first line of an mbox": b"From nguoidan@dan.example Mon Nov 16 09:12:00 2026\n" + _mail(),
        "bare carriage returns": _mail().replace(b"\r\n", b"\r"),
        "mixed line ends": _mail(TEXT + "\r\n\r\r\n\n\r\n" + TEXT).replace(b"\r\nTo", b"\nTo"),
    }


def _part_mails() -> dict[str, bytes]:
    name = "../../../../etc/passwd"
    return {
        "two hundred nested multiparts": _nested(200),
        "five thousand nested multiparts": _nested(5_000),
        "a thousand mails within mails": _forwarded_in_forwarded(1_000),
        "five thousand parts": _multipart(*[_text_part("x")] * 5_000),
        "a boundary never given": _mail(
            _multipart(_text_part()).partition(b"\r\n\r\n")[2], Content_Type="multipart/mixed"
        ),
        "a boundary never closed": _multipart(_text_part(), closed=False),
        "a boundary that never comes": _mail(TEXT, Content_Type='multipart/mixed; boundary="khac"'),
        "an empty boundary": _mail(
            "--\r\n\r\n" + TEXT + "\r\n----", Content_Type='multipart/mixed; boundary=""'
        ),
        "a boundary of patterns": _mail(
            "--(a+)+$\r\n\r\n" + TEXT, Content_Type='multipart/mixed; boundary="(a+)+$"'
        ),
        "a multipart of nothing": _multipart(),
        "parts with the boundary of their parent": _multipart(
            b'Content-Type: multipart/mixed; boundary="sep"\r\n\r\n' + _text_part(), _text_part()
        ),
        "a file name that climbs": _multipart(_text_part(), _file_part(f'attachment; filename="{name}"')),
        "a file name of a zip bomb": _multipart(
            _text_part(),
            _file_part(f'attachment; filename="{"a/" * 5_000}42.zip"', b"PK\x03\x04", "application/zip"),
        ),
        "a file name with line breaks and NUL": _multipart(
            _text_part(), _file_part("attachment; filename*=utf-8''a%0D%0Ab%00c%E2%80%AEfdp.exe")
        ),
        "a file name in a thousand pieces": _multipart(
            _text_part(),
            _file_part("attachment" + "".join(f";\r\n filename*{n}*=%{n % 100:02d}" for n in range(1_000))),
        ),
        "a file name of an unknown charset": _multipart(
            _text_part(),
            _file_part("attachment; filename*=x-nope'vi'%D0%ED%9; filename*99999999999999999999=a"),
        ),
        "an attachment that is empty": _multipart(
            _text_part(), _file_part("attachment; filename=a.pdf", b"")
        ),
        "an attachment that is broken": _multipart(
            _text_part(),
            b"Content-Disposition: attachment; filename=a.pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=A=\xff",
        ),
        "only an attachment": _multipart(_file_part("attachment; filename=don.pdf")),
        "a partial message": _mail(Content_Type='message/partial; id="abc"; number=1; total=99999'),
        "an external body": _mail(
            "Content-Type: text/plain\r\n\r\n",
            Content_Type='message/external-body; access-type=local-file; name="/etc/passwd"',
        ),
        "a winmail.dat": _mail(b"\x78\x9f\x3e\x22" + b"\x00" * 200, Content_Type="application/ms-tnef"),
        "an encrypted mail": _multipart(
            b"Content-Type: application/pgp-encrypted\r\n\r\nVersion: 1",
            b"Content-Type: application/octet-stream\r\n\r\n-----BEGIN PGP MESSAGE-----",
            kind="encrypted",
        ),
        "a content type that is nonsense": _mail(Content_Type=';;;=;/;charset==;"' + "x;" * 5_000),
        "two content types": _mail(Content_Type="text/html\r\nContent-Type: image/png"),
        "a text that says it is a picture": _mail(Content_Type="image/png"),
    }


def _report(action: str, original: str) -> bytes:
    return (
        "From: MAILER-DAEMON@dan.example\r\nTo: pakn@xa.example\r\nSubject: Undelivered\r\nReturn-Path: <>\r\n"
        'Content-Type: multipart/report; report-type=delivery-status; boundary="r"\r\n\r\n'
        "--r\r\n\r\nfailed\r\n--r\r\nContent-Type: message/delivery-status\r\n\r\n"
        f"Reporting-MTA: dns; x\r\n\r\n{action}\r\n--r\r\nContent-Type: message/rfc822\r\n\r\n{original}\r\n--r--\r\n"
    ).encode("utf-8", "surrogatepass")


def _machine_mails() -> dict[str, bytes]:
    own_id = f"<notice-1@{OUR_DOMAIN}>"
    return {
        "our own mail come back": _mail(From=OUR_ADDRESS, Message_ID=own_id),
        "our own mail sent on by a loop": _mail(
            From=OUR_ADDRESS, Message_ID=own_id, Received="from a by b\r\n" * 200
        ),
        "a machine that answers our answer": _mail(
            Auto_Submitted="auto-replied", In_Reply_To=own_id, Subject="Re: " * 1_000 + "Vắng mặt"
        ),
        "a report of a report of a report": _report(
            "Action: failed\r\nStatus: 5.1.1",
            _report("Action: failed", f"Message-ID: {own_id}\r\n\r\nx").decode(),
        ),
        "a report of nothing": _report("Action: \r\nStatus: ", ""),
        "a report with a status of nonsense": _report("Action: failed\r\nStatus: 9" + ".9" * 10_000, "\0"),
        "a report with ten thousand recipients": _report(
            "\r\n\r\n".join("Final-Recipient: rfc822; a@b.example\r\nAction: failed" for _ in range(10_000)),
            "",
        ),
        "a list that forges us": _mail(List_Id="<pakn.xa.example>", From=OUR_ADDRESS, Precedence="list"),
    }


def _files() -> dict[str, bytes]:
    noise = random.Random(17)
    return {
        "an empty file": b"",
        "one byte": b"\xff",
        "blank lines only": b"\r\n" * 500,
        "a binary file": b"\x89PNG\r\n\x1a\n" + noise.randbytes(50_000),
        "only NUL bytes": b"\0" * 50_000,
        "only headers": _mail("").rstrip(b"\r\n"),
        "only a text": TEXT.encode(),
        "a text that looks like a header": f"Ghi chú: {TEXT}\n\nHết".encode(),
        "a mail in UTF-16": _mail().decode().encode("utf-16"),
        "a mail behind a byte order mark": b"\xef\xbb\xbf" + _mail(),
        "a mail behind blank lines": b"\r\n\n\r\n" + _mail(),
        "colons only": b":\r\n" * 5_000,
        "half a header": b"From: nguoidan@dan.ex",
    }


HOSTILE: dict[str, bytes] = {
    **_text_mails(),
    **_html_mails(),
    **_header_mails(),
    **_part_mails(),
    **_machine_mails(),
    **_files(),
}
