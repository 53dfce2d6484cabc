"""A data file read with line numbers, so that whatever is wrong with it is said once, all together, with its place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from pakn.kernel.errors import Refused
from pakn.kernel.text import one_line

Path = tuple[str | int, ...]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True)
class Fault:
    """What is wrong at a place of the file, as a Vietnamese sentence."""

    path: Path
    sentence: str


@dataclass(frozen=True)
class Document:
    """The plain data of a file, and the line each part of it stands on."""

    data: Any
    lines: Mapping[Path, int]

    def refuse(self, faults: Iterable[Fault]) -> None:
        """Raises Refused("agency_file") with every fault in the order of its lines; returns when there is none."""
        found = sorted(faults, key=lambda fault: self._line(fault.path))
        if found:
            raise _refusal(*(self._say(fault) for fault in found))

    def _say(self, fault: Fault) -> str:
        """Such as "Dòng 12, units[2].kind: …", units counted from 1."""
        parts = (f"[{part + 1}]" if isinstance(part, int) else f".{part}" for part in fault.path)
        place = "".join(parts).lstrip(".")
        return f"Dòng {self._line(fault.path)}{', ' if place else ''}{place}: {fault.sentence}"

    def _line(self, path: Path) -> int:
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


class _Loader(yaml.SafeLoader):
    """Safe, and without a date type: a wrong date must become a fault with its line, not an error of the reader."""


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if not tag.endswith(":timestamp")]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def read(text: str) -> Document:
    """The file as data; raises Refused("agency_file") when it is no YAML or says a thing twice."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        data = loader.construct_document(node) if node else None
        places = list(_places(node, ())) if node else []
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        where = f"Dòng {mark.line + 1}: " if mark else ""
        raise _refusal(f"{where}không đọc được theo dạng YAML ({fault.problem}).") from None
    except (yaml.YAMLError, ValueError) as fault:
        raise _refusal(f"Không đọc được theo dạng YAML ({one_line(str(fault))[:200]}).") from None
    except RecursionError:
        raise _refusal("Tệp lồng nhau quá nhiều tầng.") from None
    document = Document(data, dict(places))
    twice = [path for path, times in Counter(path for path, _ in places).items() if times > 1]
    document.refuse(Fault(path, "ghi hai lần.") for path in twice)
    return document


def _refusal(*sentences: str) -> Refused:
    return Refused("agency_file", faults=list(sentences))


def _places(node: yaml.Node, path: Path) -> Iterator[tuple[Path, int]]:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*path, str(key.value)), key.start_mark.line + 1
            yield from _places(value, (*path, str(key.value)))
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield (*path, number), value.start_mark.line + 1
            yield from _places(value, (*path, number))


_SENTENCES = {
    "missing": "thiếu mục này.",
    "extra_forbidden": "không có mục nào tên như vậy.",
    "string_type": "phải là chữ; nếu là số thì đặt trong ngoặc kép.",
    "string_too_short": "cần ít nhất {min_length} ký tự.",
    "string_too_long": "dài quá {max_length} ký tự.",
    "string_pattern_mismatch": "chỉ dùng chữ không dấu, chữ số, dấu chấm, gạch ngang và gạch dưới.",
    "enum": "phải là một trong {expected}.",
    "literal_error": "phải là một trong {expected}.",
    "list_type": "phải là một danh sách.",
    "tuple_type": "phải là một danh sách.",
    "model_type": "phải là một nhóm mục dạng “tên: giá trị”.",
    "greater_than_equal": "không được nhỏ hơn {ge}.",
    "less_than_equal": "không được lớn hơn {le}.",
    "too_short": "cần ít nhất một dòng.",
}
_BY_FAMILY = {
    "bool": "phải là true hoặc false.",
    "int": "phải là số nguyên.",
    "float": "phải là số.",
    "finite": "phải là số.",
    "date": "phải là ngày viết năm-tháng-ngày, ví dụ 2026-09-02.",
}


def validated(model: type[M], data: Any, path: Path = ()) -> tuple[M | None, list[Fault]]:
    """The data as this model, or everything that is wrong with it; `path` is where the data stands in the file."""
    try:
        return model.model_validate(data), []
    except ValidationError as fault:
        return None, [
            Fault((*path, *each["loc"]), _sentence(each)) for each in fault.errors(include_url=False)
        ]


def _sentence(error: Mapping[str, Any]) -> str:
    kind, context = str(error["type"]), error.get("ctx", {})
    template = _SENTENCES.get(kind) or _BY_FAMILY.get(kind.partition("_")[0])
    if template is None:
        return f"{error['msg']}."
    expected = str(context.get("expected", "")).replace("'", "").replace(" or ", ", ")
    return template.format(**{**context, "expected": expected})


def repeated(paths_and_values: Sequence[tuple[Path, str]]) -> Iterator[Fault]:
    """A fault for each value that stood on an earlier line already."""
    seen: set[str] = set()
    for path, value in paths_and_values:
        if value in seen:
            yield Fault(path, f"“{value}” đã dùng ở một dòng trên.")
        seen.add(value)
