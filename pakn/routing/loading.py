"""A whole agency file: organisation, areas, targets and routing rules, checked together and loaded in one go."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pakn.catalogue import loading as catalogue
from pakn.catalogue import queries as fields
from pakn.identity import queries as identity
from pakn.identity.loading import document, organisation
from pakn.identity.loading.document import Document, Fault, Path
from pakn.identity.loading.schema import Code, OrganisationData, Strict, Username
from pakn.identity.models import Agency, Unit
from pakn.kernel import clock, installation
from pakn.petitions.models import Kind
from pakn.routing.models import RoutingRule
from pakn.routing.rules import OTHER_FIELD
from pakn.sla.loading import load_common

PRESETS = ("xa", "phuong", "xa-truoc-2025", "so")


class RuleData(Strict):
    """Petitions of this field, area and kind (absent: any) go to this unit and officer; the first that fits decides."""

    unit: Code
    field: Code | None = None
    area: Code | None = None
    kind: Kind | None = None
    officer: Username | None = None


class EntryData(OrganisationData):
    """Everything a file says of one agency."""

    areas: tuple[catalogue.AreaData, ...] = ()
    rules: tuple[RuleData, ...] = ()
    targets: tuple[catalogue.TargetData, ...] = ()
    reply_templates: tuple[catalogue.ReplyTemplateData, ...] = ()


@dataclass(frozen=True)
class Loaded:
    """One agency that was brought in, and how much of it."""

    code: str
    name: str
    units: int
    rules: int
    areas: int
    posts: int


def preset_text(name: str) -> str:
    """The packaged file of an organisation model; raises KeyError for a name that is not in PRESETS."""
    if name not in PRESETS:
        raise KeyError(name)
    return (files("pakn") / "data" / "presets" / f"{name}.yaml").read_text(encoding="utf-8")


def load(session: Session, text: str, now: datetime) -> list[Loaded]:
    """Load the common data and every agency of a YAML file; raises Refused("agency_file") with all its faults."""
    return load_document(session, document.read(text), now)


def load_document(session: Session, file: Document, now: datetime) -> list[Loaded]:
    """The same for a file that has been read. Nothing is stored when there is a fault, except the common data."""
    load_common(session, now)
    entries = _entries(file)
    file.refuse(_faults(session, entries))
    agencies = organisation.store(session, list(entries.values()), clock.day_of(now))
    return [_store(session, agencies[entry.agency.code], entry) for entry in entries.values()]


def _entries(file: Document) -> dict[Path, EntryData]:
    """The agencies of a file by the place where they stand: one at the top, or several under `agencies`."""
    made: dict[Path, EntryData] = {}
    wrong: list[Fault] = []
    for path, data in _parts(file):
        entry, faults = document.validated(EntryData, data, path)
        wrong += faults
        if entry is not None:
            made[path] = entry
    file.refuse(wrong)
    return made


def _parts(file: Document) -> list[tuple[Path, object]]:
    if file.data is None:
        file.refuse([Fault((), "tệp không ghi gì.")])
    if not isinstance(file.data, dict) or "agencies" not in file.data:
        return [((), file.data)]
    file.refuse(
        Fault((str(key),), "không đứng cạnh agencies được.") for key in file.data if key != "agencies"
    )
    listed = file.data["agencies"]
    if not isinstance(listed, list) or not listed:
        file.refuse([Fault(("agencies",), "phải là một danh sách, có ít nhất một cơ quan.")])
    return [(("agencies", number), part) for number, part in enumerate(listed)]


def _faults(session: Session, entries: dict[Path, EntryData]) -> Iterator[Fault]:
    yield from organisation.faults(session, entries)
    people = organisation.usernames(session, entries)
    for path, entry in entries.items():
        yield from catalogue.faults(session, path, entry.agency.field_set, entry.areas, entry.targets)
        yield from _rule_faults(session, path, entry, people)


def _rule_faults(session: Session, path: Path, entry: EntryData, people: set[str]) -> Iterator[Fault]:
    field_codes = {field.code for field in fields.fields(session, entry.agency.field_set)} - {OTHER_FIELD}
    known = {
        # A set of fields nobody knows has its own fault; then every rule would have one more.
        **({"field": field_codes} if field_codes else {}),
        "area": {area.code for area in entry.areas},
        "unit": {unit.code for unit in entry.units},
        "officer": people,
    }
    for number, rule in enumerate(entry.rules):
        place = (*path, "rules", number)
        if rule.field == OTHER_FIELD:
            yield Fault((*place, "field"), f"lĩnh vực {OTHER_FIELD} không bao giờ tự chuyển; bỏ quy tắc này.")
            continue
        for name, codes in known.items():
            value = getattr(rule, name)
            if value is not None and value not in codes:
                yield Fault((*place, name), f"không có mã “{value}”.")


def _store(session: Session, agency: Agency, entry: EntryData) -> Loaded:
    catalogue.store_areas(session, agency.id, entry.areas)
    catalogue.store_targets(session, agency.id, entry.targets)
    catalogue.store_reply_templates(session, agency.id, entry.reply_templates)
    _store_rules(session, agency, entry.rules)
    return Loaded(
        code=agency.code,
        name=agency.name,
        units=len(entry.units),
        rules=len(entry.rules),
        areas=len(entry.areas),
        posts=len(entry.posts),
    )


def _store_rules(session: Session, agency: Agency, rules: Iterable[RuleData]) -> None:
    """The file's rules in place of the stored ones; a petition keeps where it was sent, not by which rule."""
    session.execute(delete(RoutingRule).where(RoutingRule.agency_id == agency.id))
    installation.forget(session)
    units = {unit.code: unit.id for unit in session.scalars(select(Unit).where(Unit.agency_id == agency.id))}
    for position, data in enumerate(rules, start=1):
        officer = identity.officer_by_username(session, data.officer) if data.officer else None
        session.add(
            RoutingRule(
                agency_id=agency.id,
                position=position,
                field_code=data.field,
                area_code=data.area,
                kind=data.kind,
                unit_id=units[data.unit],
                officer_id=officer.id if officer else None,
            )
        )
    session.flush()
