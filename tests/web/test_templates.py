"""What must hold of every template and style sheet, read as text.

Nothing the Content-Security-Policy forbids, no Vietnamese outside gettext, no colour outside the tokens, nothing
too small to read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, FileSystemLoader, nodes

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = ROOT / "templates"
SHEETS = sorted((ROOT / "pakn" / "web" / "static" / "css").glob("*.css"))
NAMES = sorted(path.relative_to(TEMPLATES).as_posix() for path in TEMPLATES.rglob("*.html"))
MAIL = "mail/"  # letters to mail programs need style attributes; they have tests of their own

FILTERS = (
    "date_vi",
    "weekday_vi",
    "long_date",
    "when",
    "moment",
    "filesize",
    "decimal_vi",
    "mask_phone",
    "pieces",
)
# A mark inside published text and a word of our own time format: compared with, never shown as written.
DATA = {"[đã che ", " giờ "}
VIETNAMESE = re.compile(r"[À-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ]")
FORBIDDEN = re.compile(
    r"\sstyle\s*=|<style|<script|\son[a-z]+\s*=\s*[\"']|javascript:|(?:src|href)=\"(?:https?:)?//",
    re.IGNORECASE,
)
FONT_SIZE = re.compile(r"font(?:-size)?:(?:\d+ )?([\d.]+)(rem|px)")
LINE_HEIGHT = re.compile(r"(?:line-height:|rem/|px/)([\d.]+)(?=[;} ])")
PX_PER_REM = 16
SMALLEST_PX = 13.0
TIGHTEST = 1.5


def environment() -> Environment:
    env = Environment(loader=FileSystemLoader(TEMPLATES), extensions=["jinja2.ext.i18n"], autoescape=True)
    env.filters.update(dict.fromkeys(FILTERS, str))
    # The extension puts this method on the environment at run time, so its type does not know it.
    env.install_gettext_callables(str, lambda one, many, n: one, newstyle=True)  # type: ignore[attr-defined]
    return env


ENV = environment()


def source(name: str) -> str:
    return (TEMPLATES / name).read_text(encoding="utf-8")


def messages(tree: nodes.Template) -> Iterator[nodes.Call]:
    for call in tree.find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in {"_", "gettext", "ngettext"}:
            yield call


def constants(node: nodes.Node) -> list[nodes.Const]:
    found = list(node.find_all(nodes.Const))
    return [const for const in found if isinstance(const.value, str)]


def pages() -> list[str]:
    return [name for name in NAMES if not name.startswith(MAIL)]


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles_and_uses_only_known_filters(name: str) -> None:
    ENV.compile(source(name), name)


@pytest.mark.parametrize("name", pages())
def test_a_template_holds_nothing_the_content_security_policy_forbids(name: str) -> None:
    text = re.sub(r"\{#.*?#\}", "", source(name), flags=re.DOTALL)

    assert FORBIDDEN.findall(text) == []


@pytest.mark.parametrize("name", NAMES)
def test_vietnamese_on_a_page_goes_through_gettext(name: str) -> None:
    tree = ENV.parse(source(name))
    told = {id(const) for call in messages(tree) for const in constants(call)}

    raw = [data.data.strip() for data in tree.find_all(nodes.TemplateData) if VIETNAMESE.search(data.data)]
    bare = {
        const.value for const in constants(tree) if VIETNAMESE.search(const.value) and id(const) not in told
    }

    assert raw == []
    assert bare - DATA == set()


@pytest.mark.parametrize("name", NAMES)
def test_every_message_can_be_formatted_with_what_it_is_given(name: str) -> None:
    for call in messages(ENV.parse(source(name))):
        message = call.args[0]
        assert isinstance(message, nodes.Const), f"line {call.lineno}: a message must be written out"
        given = {kwarg.key: 0 for kwarg in call.kwargs}

        assert message.value % given is not None


@pytest.mark.parametrize("name", NAMES)
def test_an_icon_or_shape_asked_for_by_name_exists(name: str) -> None:
    drawn = vars(ENV.get_template("macros/icons.html").module)
    known = {"icon": set(drawn["ICONS"]), "shape": set(drawn["SHAPES"])}

    asked = [
        (call.node.name, const.value)
        for call in ENV.parse(source(name)).find_all(nodes.Call)
        if isinstance(call.node, nodes.Name) and call.node.name in known
        for const in constants(call)
    ]

    assert [(kind, value) for kind, value in asked if value not in known[kind]] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_colour_stands_only_in_a_token(sheet: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", sheet.read_text(encoding="utf-8"), flags=re.DOTALL)
    outside = re.sub(r"--[a-z0-9-]+\s*:[^;}]*", "", text)

    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\brgba?\(|\bhsla?\(", outside) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_no_text_is_smaller_than_thirteen_pixels_or_set_tighter_than_one_and_a_half(sheet: Path) -> None:
    text = sheet.read_text(encoding="utf-8")

    sizes = [float(n) * (PX_PER_REM if unit == "rem" else 1) for n, unit in FONT_SIZE.findall(text)]
    heights = [float(n) for n in LINE_HEIGHT.findall(text)]

    assert [size for size in sizes if size < SMALLEST_PX] == []
    assert [height for height in heights if height < TIGHTEST] == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_style_sheet_loads_nothing_from_outside(sheet: Path) -> None:
    wanted = re.findall(r"url\(([^)]+)\)", sheet.read_text(encoding="utf-8"))

    assert [url for url in wanted if not (sheet.parent / url).resolve().is_file()] == []
