"""A province of its own for an installation that has no agency yet: some communes with people, units and rules."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from pakn.cli.seeding import vocabulary as words
from pakn.identity.loading import document
from pakn.identity.loading.document import Document
from pakn.routing import loading

PROVINCE = "tinh-mau"
_SINCE = "2019-01-01"
_LEADERS = (("chu-tich", "Chủ tịch"), ("pho-chu-tich", "Phó Chủ tịch"))


def load(session: Session, communes: int, seed: int, now: datetime) -> None:
    """Load the province and its communes, in the caller's transaction; nobody has a password."""
    dice = Random(f"province {seed}")
    model = document.read(loading.preset_text("xa")).data
    agencies = [_province(dice), *(_commune(number, model, dice) for number in range(1, communes + 1))]
    loading.load_document(session, Document({"agencies": agencies}, {}), now)


def _province(dice: Random) -> dict[str, Any]:
    units = [{"code": "van-phong", "name": "Văn phòng UBND tỉnh", "kind": "office"}]
    agency = {"code": PROVINCE, "kind": "tinh", "name": "UBND tỉnh Mẫu", "short_name": "tỉnh Mẫu"}
    return {"agency": agency} | _peopled(PROVINCE, units, dice)


def _commune(number: int, model: dict[str, Any], dice: Random) -> dict[str, Any]:
    code, name = (
        f"xa-mau-{number}",
        f"xã {words.PLACE_FIRST[number % len(words.PLACE_FIRST)]} Mẫu {number} (mẫu)",
    )
    named = {"code": code, "name": f"UBND {name}", "short_name": name, "parent": PROVINCE}
    contact = {"hotline": "0200 000 0000", "email": f"pakn@{code}.example", "address": f"Trụ sở UBND {name}"}
    agency = model["agency"] | named | contact
    kept = {"areas": model["areas"], "rules": model["rules"]}
    return {"agency": agency} | kept | _peopled(code, model["units"], dice)


def _peopled(code: str, units: list[dict[str, Any]], dice: Random) -> dict[str, Any]:
    """A head and a second person in every unit, two leaders."""
    officers, posts, headed = [], [], []
    for role, title in _LEADERS:
        officers.append(_officer(f"{code}-{role}", title, code, dice))
        posts.append({"officer": f"{code}-{role}", "role": "leader", "from_on": _SINCE})
    for unit in units:
        role = "office" if unit["kind"] == "office" else "officer"
        names = [f"{code}-{unit['code']}", f"{code}-{unit['code']}-2"]
        for name, title in zip(names, ("Trưởng", "Công chức"), strict=True):
            officers.append(_officer(name, f"{title}, {unit['name']}", code, dice))
            posts.append({"officer": name, "unit": unit["code"], "role": role, "from_on": _SINCE})
        headed.append(unit | {"head": names[0]})
    return {"units": headed, "officers": officers, "posts": posts}


def _officer(username: str, title: str, code: str, dice: Random) -> dict[str, Any]:
    name = f"{dice.choice(words.SURNAMES)} Mẫu {dice.choice(words.GIVENS)} {dice.choice(words.GIVENS)}"
    return {"username": username, "full_name": name, "title": title, "email": f"{username}@{code}.example"}
