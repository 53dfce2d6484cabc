"""Who is named in the tests of redaction."""

from __future__ import annotations

PETITIONER = "Nguyễn Văn Bình"
OFFICER = "Trần Thị Thu Hoà"
NAMES = (PETITIONER, OFFICER)
ADDRESS = "Số 27 ngõ 5, thôn Đông, xã Bình Minh"
