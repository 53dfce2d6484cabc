"""Petitions and answers put together from parts; each part is redacted and folded once, by the real functions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from random import Random

from pakn.cli.seeding import vocabulary as words
from pakn.kernel.text import search_key
from pakn.publishing.redaction import What, marker, pieces, redact
from pakn.routing.corpus import Example

_SUBJECT_WORDS = 12


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of text: as it was written, as the public sees it, and the folded words of both."""

    text: str
    shown: str
    key: str
    shown_key: str


@dataclass(frozen=True, slots=True)
class Text:
    """Parts one after another."""

    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        """What was written."""
        return " ".join(part.text for part in self.parts)

    @property
    def shown(self) -> str:
        """What the public may read."""
        return " ".join(part.shown for part in self.parts)

    @property
    def key(self) -> str:
        """The folded words of what was written."""
        return " ".join(part.key for part in self.parts)

    @property
    def shown_key(self) -> str:
        """The folded words the public finds it by."""
        return " ".join(part.shown_key for part in self.parts)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody made up; either `phone` or `by_post` says how they are reached without e-mail."""

    name: str
    address: str
    phone: str
    email: str
    by_post: bool


@cache
def part(text: str) -> Part:
    """A stretch without anybody's name or address that this person gave."""
    shown = redact(text).text
    readable = " ".join(piece.text for piece in pieces(shown) if piece.hidden is None)
    return Part(text, shown, search_key(text), search_key(readable))


def person(dice: Random, number: int, short_name: str) -> Person:
    """Marked "(mẫu)"; one in eight gives no e-mail, and one in four of those wants letters."""
    name = " ".join((dice.choice(words.SURNAMES), dice.choice(words.MIDDLES), dice.choice(words.GIVENS)))
    by_mail = dice.random() < 0.875
    by_post = not by_mail and dice.random() < 0.25
    return Person(
        name=f"{name} (mẫu)",
        address=f"Thôn {place(dice)}, {short_name}",
        phone="" if by_post else f"+8490000{dice.randrange(10_000):04d}",
        email=f"nguoi-dan-{number}@dan.example" if by_mail else "",
        by_post=by_post,
    )


def place(dice: Random) -> str:
    """The name of a village that is nowhere."""
    return f"{dice.choice(words.PLACE_FIRST)} {dice.choice(words.PLACE_SECOND)}"


def subject(example: Example, dice: Random) -> Text:
    """What a hurried citizen puts above the text: its first words, at a place."""
    first = " ".join(example.text.split()[: dice.randint(6, _SUBJECT_WORDS)]).rstrip(",.;:!?")
    return Text((part(first[:150]), _harmless(f"(khu vực thôn {place(dice)})")))


def content(example: Example, who: Person, dice: Random) -> Text:
    """A text of 60 to 150 words around one of the classifier's examples."""
    told = dice.sample(words.CIRCUMSTANCES, dice.randint(1, 3))
    return Text(
        (
            part(dice.choice(words.OPENINGS)),
            _introduction(who),
            part(example.text.strip()),
            *_filled(told, dice),
            *_filled([dice.choice(words.REQUESTS)], dice),
            part(dice.choice(words.CLOSINGS)),
        )
    )


def answer(dice: Random) -> Text:
    """An answer of one or two findings."""
    found = dice.sample(words.ANSWERS, dice.randint(1, 2))
    return Text((part(words.ANSWER_OPENING), *_filled(found, dice), part(words.ANSWER_CLOSING)))


def sentence(choices: tuple[str, ...], dice: Random) -> str:
    """One of some sentences, its gaps filled."""
    return _fill(dice.choice(choices), dice)


def _introduction(who: Person) -> Part:
    said = f"Tôi là {who.name}, ở {who.address}."
    shown = f"Tôi là {marker(What.NAME)}, ở {marker(What.ADDRESS)}."
    return Part(said, shown, _key(said), _key("Tôi là ở"))


def _filled(templates: Iterable[str], dice: Random) -> tuple[Part, ...]:
    return tuple(_harmless(_fill(each, dice)) for each in templates)


def _harmless(text: str) -> Part:
    """A stretch in which there is nothing to hide; that the redaction agrees is tested, not asked each time."""
    key = _key(text)
    return Part(text, text, key, key)


def _key(text: str) -> str:
    """`search_key`, word by word: most words have come before."""
    return " ".join(filter(None, map(_word, text.split())))


_word = cache(search_key)


def _fill(template: str, dice: Random) -> str:
    """Days are few and villages many, so that most words are common and some are rare."""
    return template.format_map(
        {
            "place": f"thôn {place(dice)}",
            "day": f"{dice.randint(1, 28)}/{dice.randint(1, 12)}",
            "times": dice.randint(2, 9),
            "weeks": dice.randint(2, 12),
        }
    )
