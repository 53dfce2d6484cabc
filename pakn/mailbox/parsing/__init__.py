"""The pure mail parser: RFC 5322 bytes in, what the mail is out.

Everything here takes hostile input: each step is linear in the size of the mail and raises nothing.
"""

from __future__ import annotations

from pakn.mailbox.parsing.answers import answered as answered
from pakn.mailbox.parsing.message import parse as parse
