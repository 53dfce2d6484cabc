"""The same mail, however often and by whichever way it is delivered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from pakn.mailbox.letters import Attached


def of(fields: Iterable[str], text: str, files: Iterable[Attached], raw: bytes) -> str:
    """SHA-256 in hexadecimal over what its author fixed; servers may change line ends, encoding and other headers.

    Where neither text nor file could be read, the `raw` bytes of the body stand in.
    """
    digests = [hashlib.sha256(file.data).hexdigest() for file in files]
    words = " ".join(text.split())
    digest = hashlib.sha256()
    for value in (*fields, words, *digests):
        data = value.encode("utf-8", "replace")
        digest.update(b"%d:%b" % (len(data), data))
    if not words and not digests:
        digest.update(b" ".join(raw.split()))
    return digest.hexdigest()
