"""What an agency file may say of agencies, units, people and posts."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from pakn.identity import passwords
from pakn.identity.models import AgencyKind, UnitKind
from pakn.identity.permissions import Role, Scope
from pakn.kernel.text import one_line


class Strict(BaseModel):
    """A part of the file; a name it does not know is a fault, not something to skip."""

    model_config = ConfigDict(extra="forbid", frozen=True)


def _tidy(value: object) -> object:
    return one_line(value) if isinstance(value, str) else value


def _lower(value: object) -> object:
    return one_line(value).lower() if isinstance(value, str) else value


Words = Annotated[str, BeforeValidator(_tidy), Field(max_length=500)]
Name = Annotated[str, BeforeValidator(_tidy), Field(min_length=1, max_length=200)]
Code = Annotated[str, BeforeValidator(_tidy), Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$")]
Username = Annotated[str, BeforeValidator(_lower), Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
Password = Annotated[str, Field(min_length=passwords.MIN_LENGTH, max_length=passwords.MAX_LENGTH)]


class AgencyData(Strict):
    """An agency: who it is, how it is reached (Điều 13, Nghị định 20/2008/NĐ-CP), and its settings."""

    code: Code
    kind: AgencyKind
    name: Name
    short_name: Name
    parent: Code | None = None
    field_set: Code = "commune"
    takes_petitions: bool = True
    address: Words = ""
    postal_address: Words = ""
    hotline: Words = ""
    email: Words = ""
    website: Words = ""
    office_hours: Words = ""
    near_due_days: Annotated[int, Field(ge=0, le=15)] = 3
    supplement_days: Annotated[int, Field(ge=1, le=60)] = 10
    approver_not_writer: bool = True
    restart_on_supplement: bool = True
    takes_field_reports: bool = False


class UnitData(Strict):
    """A unit; `head` is the sign-in name of who leads it."""

    code: Code
    name: Name
    kind: UnitKind = UnitKind.PROFESSIONAL
    head: Username | None = None


class OfficerData(Strict):
    """A person; `password` is used only while the account has none."""

    username: Username
    full_name: Name
    title: Words = ""
    email: Words = ""
    password: Password | None = None


class PostData(Strict):
    """A post; without `from_on` it begins on the day of loading."""

    officer: Username
    unit: Code | None = None
    role: Role
    scope: Scope = Scope.OWN
    from_on: date | None = None
    to_on: date | None = None


class OrganisationData(Strict):
    """An agency with its units, people and posts."""

    agency: AgencyData
    units: tuple[UnitData, ...] = ()
    officers: tuple[OfficerData, ...] = ()
    posts: tuple[PostData, ...] = ()
