"""Languages: Vietnamese is the source language, other catalogues translate from it.

Sentences speak of the agency as "xã", the commonest one; a ward, a department or a province is called by its own word.
"""

from __future__ import annotations

import re

from flask import Flask, g, has_app_context
from flask_babel import Babel, get_translations
from flask_babel.speaklater import LazyString

__all__ = ["LazyString", "_", "init_app", "lazy", "speak_for"]

_COMMUNE = "xã"
_SAID = re.compile(r"\b[xX]ã\b(?! hội)")


def init_app(app: Flask) -> None:
    """Vietnamese for everybody until another catalogue is there."""
    Babel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh")
    app.jinja_env.install_gettext_callables(_looked_up, _looked_up_plural, newstyle=True)  # type: ignore[attr-defined]  # added by Jinja's i18n extension


def _(message: str, **variables: object) -> str:
    """The sentence in the reader's language, its variables filled in."""
    found = _looked_up(message)
    return found % variables if variables else found


def lazy(message: str) -> LazyString:
    """The same, looked up when it is shown and not when the module is read."""
    return LazyString(_, message)


def speak_for(noun: str) -> None:
    """From now on in this request the agency is called by this word: "phường", "sở", "tỉnh" …"""
    g.agency_noun = noun


def _looked_up(message: str) -> str:
    if not has_app_context():
        return message
    return _called_by_its_word(str(get_translations().ugettext(message)))


def _looked_up_plural(one: str, many: str, count: int) -> str:
    return _called_by_its_word(str(get_translations().ungettext(one, many, count)))


def _called_by_its_word(sentence: str) -> str:
    noun = g.get("agency_noun", _COMMUNE)
    if noun == _COMMUNE:
        return sentence
    return _SAID.sub(lambda said: noun.capitalize() if said[0][0] == "X" else noun, sentence)
