"""The whole of it: who wrote what when, and which way each petition went. The same seed gives the same petitions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random

from sqlalchemy.orm import Session

from pakn.catalogue import queries as catalogue
from pakn.cli.seeding import deeds, telling, texts, ways, writing
from pakn.cli.seeding.dates import Dates, at
from pakn.cli.seeding.house import Answerable, House, houses
from pakn.cli.seeding.life import Desk, Life, Sample, Written, new_petition
from pakn.cli.seeding.rows import Row, Rows
from pakn.intake.submission import NOTICE_VERSION
from pakn.kernel import clock, codes, numbers
from pakn.kernel.text import search_key
from pakn.petitions.models import Channel, Form, Petitioner, SubmitterType
from pakn.routing import corpus
from pakn.routing.classifier import Classifier
from pakn.routing.service import as_json

AT_ONCE = 1_000
_WAKES, _AWAKE_MINUTES = time(6, 0), 16 * 60
_TRANSFERRED_FROM = "Cổng tiếp nhận của tỉnh (mẫu)"


@dataclass(frozen=True)
class Wanted:
    """How many petitions, received between two moments; `until` is also where the story stops."""

    petitions: int
    seed: int
    since: datetime
    until: datetime
    key: bytes
    mail_domain: str


@dataclass(frozen=True)
class _Drawn:
    number: int
    way: ways.Way
    received_at: datetime


class NobodyWorks(Exception):
    """No agency takes petitions and has an office, somebody to write and somebody else to sign."""


def make(session: Session, wanted: Wanted) -> Iterator[int]:
    """Write the petitions in the caller's transaction; yields how many more are written, again and again.

    Raises NobodyWorks.
    """
    desk = _desk(session, wanted)
    samples, drawn = _Samples(), _drawn(desk.dates, wanted)
    given = _codes(session, drawn)
    with writing.Writer(session) as writer:
        for start in range(0, len(drawn), AT_ONCE):
            some = drawn[start : start + AT_ONCE]
            desk.rows = Rows()
            for each, code in zip(some, given[start : start + AT_ONCE], strict=True):
                _tell(desk, samples, each, code, wanted)
            writer.write(desk.rows)
            yield len(some)
        writer.wait()
    writing.advance(session, desk.ids)
    numbers.advance(session, "publication", desk.last_publication)


def secret(seed: int, key: bytes, code: str) -> str:
    """The secret of a seeded petition, for whoever wants to open it as its citizen."""
    return codes.new_secret(key, f"seed {seed} {code}")


def _desk(session: Session, wanted: Wanted) -> Desk:
    found = houses(session, clock.day_of(wanted.until))
    if not found:
        raise NobodyWorks
    outcomes = [Answerable(each.id, each.code, each.label) for each in catalogue.outcomes(session)]
    first = numbers.next_number(session, "publication")
    dates = Dates(session, wanted.until, [house.id for house in found])
    ids = writing.first_ids(session)
    return Desk(Rows(), ids, dates, _by_size(found), outcomes, first - 1)


def _by_size(found: list[House]) -> list[House]:
    """Those with rules first: they are what petitions are written to."""
    return sorted(found, key=lambda house: (not house.rules, house.id))


class _Samples:
    """The examples that are no junk, each read by the classifier when it is first needed."""

    def __init__(self) -> None:
        self._examples = [each for each in corpus.read() if each.scope != corpus.JUNK]
        self._classifier = Classifier.load()
        self._read: dict[int, Sample] = {}

    def choose(self, way: ways.Way, dice: Random) -> Sample:
        """What is refused is mostly another procedure's; what is answered is a petition."""
        refused = any(name == "refuse" for name, _ in way.parts)
        while True:
            number = dice.randrange(len(self._examples))
            if (self._examples[number].scope == "pakn") != refused or dice.random() < 0.1:
                return self._sample(number)

    def _sample(self, number: int) -> Sample:
        if number not in self._read:
            example = self._examples[number]
            said = self._classifier.classify(example.text)
            self._read[number] = Sample(number, example, said, as_json(said))
        return self._read[number]


def _drawn(dates: Dates, wanted: Wanted) -> list[_Drawn]:
    """Which petitions came when, in the order in which they came."""
    made = []
    for number in range(wanted.petitions):
        dice = Random(f"draw {wanted.seed} {number}")
        way = ways.choose(number, dice)
        made.append(_Drawn(number, way, _received_at(dates, wanted, way, dice)))
    return sorted(made, key=lambda each: each.received_at)


def _received_at(dates: Dates, wanted: Wanted, way: ways.Way, dice: Random) -> datetime:
    last = clock.day_of(wanted.until)
    if way.waits is None:
        days = (last - clock.day_of(wanted.since)).days
        day = last - timedelta(days=dice.randint(0, max(days, 0)))
    else:
        day = dates.add(last, -(1 + way.longest + dice.randint(0, way.waits)))
    minutes = timedelta(minutes=dice.randrange(_AWAKE_MINUTES), seconds=dice.randrange(60))
    return min(max(at(day, _WAKES) + minutes, wanted.since), wanted.until)


def _codes(session: Session, drawn: list[_Drawn]) -> list[str]:
    """A code for each, in their order; the next real petition gets the one behind them."""
    years = Counter(clock.local(each.received_at).year for each in drawn)
    following = {year: numbers.next_number(session, f"petition_{year}") for year in years}
    made = []
    for each in drawn:
        year = clock.local(each.received_at).year
        made.append(codes.tracking_code(year, following[year]))
        following[year] += 1
    for year, number in following.items():
        numbers.advance(session, f"petition_{year}", number - 1)
    return made


def _tell(desk: Desk, samples: _Samples, drawn: _Drawn, code: str, wanted: Wanted) -> None:
    """One petition, from its arrival until nothing more happens to it or the story stops."""
    dice = Random(f"life {wanted.seed} {drawn.number}")
    house = dice.choices(desk.houses, [1 / place for place in range(1, len(desk.houses) + 1)])[0]
    sample = samples.choose(drawn.way, dice)
    who = texts.person(dice, drawn.number, house.short_name)
    written = Written(texts.subject(sample.example, dice), texts.content(sample.example, who, dice), who)
    petition = _petition(desk, house, written, drawn, code, wanted, dice)
    life = Life(desk, house, sample, written, petition, dice)
    deeds.arrive(life)
    for name, (least, most) in drawn.way.parts:
        moment = desk.dates.later(life.now, dice.randint(least, most), dice)
        if moment > wanted.until:
            break
        life.now = moment
        deeds.DEEDS[name](life)
    telling.finish(life, wanted.mail_domain)


def _petition(
    desk: Desk, house: House, written: Written, drawn: _Drawn, code: str, wanted: Wanted, dice: Random
) -> Row:
    who, area = written.who, dice.choice(house.areas)[0] if house.areas and dice.random() < 0.8 else None
    petitioner_id = desk.ids.take(Petitioner)
    desk.rows.add(
        Petitioner,
        {
            "id": petitioner_id,
            "submitter_type": SubmitterType.PERSON,
            "full_name": who.name,
            "address": who.address,
            "phone": who.phone,
            "email": who.email,
            "contact_by_post": who.by_post,
        },
    )
    return new_petition(
        desk,
        code=code,
        secret_digest=codes.secret_digest(wanted.key, code, secret(wanted.seed, wanted.key, code)),
        received_at=drawn.received_at,
        form=Form.WRITTEN,
        petitioner_id=petitioner_id,
        area_id=area,
        subject=written.subject.text,
        content=written.content.text,
        search_text=" ".join(
            (search_key(code), written.subject.key, written.content.key, search_key(who.name))
        ),
        publish_name=dice.random() < 0.2,
        **_channel(drawn.way, code, dice),
    )


def _channel(way: ways.Way, code: str, dice: Random) -> Row:
    """Only what another agency sent here can be returned to it."""
    if any(name == "give_back" for name, _ in way.parts):
        return {
            "channel": Channel.TRANSFERRED,
            "external_system": _TRANSFERRED_FROM,
            "external_code": f"CT-{code[-8:]}",
        }
    by_web = dice.random() < 0.7
    return {
        "channel": Channel.WEB if by_web else Channel.EMAIL,
        "notice_version": NOTICE_VERSION if by_web else "",
    }
