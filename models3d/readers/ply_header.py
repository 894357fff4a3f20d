"""The header of a PLY file: which elements follow, how many, in which layout (Turk 1994)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from models3d.errors import ReadError

_TYPES = {"char": "i1", "int8": "i1", "uchar": "u1", "uint8": "u1", "short": "i2", "int16": "i2", "ushort": "u2"}
_TYPES |= {"uint16": "u2", "int": "i4", "int32": "i4", "uint": "u4", "uint32": "u4", "float": "f4", "float32": "f4"}
_TYPES |= {"double": "f8", "float64": "f8", "int64": "i8", "uint64": "u8"}


@dataclass(frozen=True, slots=True)
class Column:
    """One property: its numpy type, and the type of its length when it is a list."""

    name: str
    kind: str
    length: str | None = None


@dataclass(frozen=True, slots=True)
class Element:
    """One element: how many rows of which columns."""

    name: str
    count: int
    columns: tuple[Column, ...]

    @property
    def least_bytes(self) -> int:
        """The fewest bytes that a binary row takes."""
        return sum(int((c.length or c.kind)[1]) for c in self.columns)


@dataclass(frozen=True, slots=True)
class Header:
    """The parsed header; ``order`` is '' for text, '<' or '>' for binary; data begin at ``start``."""

    order: str
    elements: tuple[Element, ...]
    textures: tuple[str, ...]
    start: int


def parse_header(head: bytes, file: str) -> Header:
    """Read the header from the first bytes of the file.

    Raises:
        ReadError: ``scan_malformed`` naming the header line that makes no sense.
    """
    end = re.search(rb"^end_header[ \t]*(\r\n|\n|\r)", head, re.MULTILINE)
    if end is None:
        raise ReadError("ply_no_header_end", file=file)
    order: str | None = None
    elements: list[tuple[str, int, list[Column]]] = []
    textures: list[str] = []
    for raw in re.split(rb"\r\n|\n|\r", head[: end.start()])[1:]:
        words = raw.decode("utf-8", "replace").split()
        if not words or words[0] == "obj_info":
            continue
        if words[0] == "comment":
            textures += [" ".join(words[2:])] if words[1:2] and words[1].lower() == "texturefile" else []
        elif words[0] == "format":
            order = {"ascii": "", "binary_little_endian": "<", "binary_big_endian": ">"}.get(" ".join(words[1:2]))
        else:
            _add(words, elements, file)
    if order is None:
        raise ReadError("scan_malformed", file=file, format="PLY", where="format")
    built = tuple(Element(name, count, tuple(columns)) for name, count, columns in elements)
    return Header(order, built, tuple(textures), end.end())


def _add(words: list[str], elements: list[tuple[str, int, list[Column]]], file: str) -> None:
    try:
        if words[0] == "element":
            elements.append((words[1], _count(words[2]), []))
        elif words[0] == "property" and words[1] == "list":
            elements[-1][2].append(Column(words[4], _TYPES[words[3]], _TYPES[words[2]]))
        elif words[0] == "property":
            elements[-1][2].append(Column(words[2], _TYPES[words[1]]))
        else:
            elements.append(("", _count(words[0]), []))
    except (LookupError, ValueError) as fault:
        raise ReadError("scan_malformed", file=file, format="PLY", where=" ".join(words)[:60]) from fault


def _count(word: str) -> int:
    count = int(word)
    if count < 0:
        raise ValueError(word)
    return count
