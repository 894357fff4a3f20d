"""Wavefront MTL: the colours and pictures that survive to a headset, pictures found beside the scan."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from models3d.readers.parts import find_beside, load_image
from models3d.types import Image, Material, Notice

_OPTION_WORDS = {"-blendu": 1, "-blendv": 1, "-boost": 1, "-mm": 2, "-o": 3, "-s": 3, "-t": 3, "-texres": 1}
_OPTION_WORDS |= {"-clamp": 1, "-bm": 1, "-imfchan": 1, "-type": 1, "-cc": 1}


@dataclass(slots=True)
class _Draft:
    name: str
    values: dict[str, list[str]] = field(default_factory=dict)


def read_materials(
    obj: Path, libraries: list[str], wanted: list[str]
) -> tuple[tuple[Material, ...], tuple[Notice, ...]]:
    """Give one material per wanted name, in order; what is missing is plain grey-white and a notice."""
    drafts: dict[str, _Draft] = {}
    notices: list[Notice] = []
    for name in libraries:
        found = _find_library(obj, name)
        if not found:
            notices.append(Notice("material_file_missing", {"file": obj.name, "material_file": name}))
        for path in found:
            drafts |= _parse(path)
    built = [_material(obj, drafts[name], notices) if name in drafts else Material("default") for name in wanted]
    return tuple(built), tuple(_once(notices))


def _once(notices: list[Notice]) -> list[Notice]:
    kept: list[Notice] = []
    for notice in notices:
        if notice not in kept:
            kept.append(notice)
    return kept


def _find_library(obj: Path, name: str) -> list[Path]:
    """A name may hold spaces, or be several names."""
    whole = find_beside(obj, name)
    if whole is not None:
        return [whole]
    return [path for path in (find_beside(obj, part) for part in name.split()) if path is not None]


def _parse(path: Path) -> dict[str, _Draft]:
    drafts: dict[str, _Draft] = {}
    current: _Draft | None = None
    for line in path.read_text("utf-8", "replace").splitlines():
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        if words[0].lower() == "newmtl":
            name = line.strip()[6:].strip()
            current = drafts.setdefault(name, _Draft(name))
        elif current is not None:
            current.values[words[0].lower()] = words[1:]
    return drafts


def _material(obj: Path, draft: _Draft, notices: list[Notice]) -> Material:
    base = _picture(obj, draft, "map_kd", notices) or _picture(obj, draft, "map_ka", notices)
    red, green, blue = (1.0, 1.0, 1.0) if base else _color(draft, "kd", 0.8)
    alpha = _opacity(draft)
    shine = _number(draft, "ns", 10.0)
    return Material(
        name=draft.name,
        base_color=(_linear(red), _linear(green), _linear(blue), alpha),
        base_image=base,
        metallic=min(max(_number(draft, "pm", 0.0), 0.0), 1.0),
        roughness=min(max(_number(draft, "pr", (2.0 / (max(shine, 0.0) + 2.0)) ** 0.25), 0.3), 1.0),
        normal_image=_picture(obj, draft, "norm", notices),
        emissive=_color(draft, "ke", 0.0),
        alpha="blend" if alpha < 0.999 else "opaque",
    )


def _opacity(draft: _Draft) -> float:
    """Opacity 0 makes a scan invisible: such files mean opaque."""
    value = _number(draft, "d", 1.0 - _number(draft, "tr", 0.0))
    return value if 0.01 < value < 1.0 else 1.0


def _number(draft: _Draft, key: str, otherwise: float) -> float:
    for word in draft.values.get(key, []):
        try:
            return float(word)
        except ValueError:
            continue
    return otherwise


def _color(draft: _Draft, key: str, otherwise: float) -> tuple[float, float, float]:
    try:
        red, green, blue = (min(max(float(word), 0.0), 1.0) for word in draft.values[key][:3])
    except (KeyError, ValueError):
        return otherwise, otherwise, otherwise
    return red, green, blue


def _linear(value: float) -> float:
    """Undo the sRGB curve (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _picture(obj: Path, draft: _Draft, key: str, notices: list[Notice]) -> Image | None:
    words = list(draft.values.get(key, []))
    while words and words[0].startswith("-"):
        count = _OPTION_WORDS.get(words[0].lower(), 0)
        words = words[1 + count :]
    if not words:
        return None
    name = " ".join(words)
    found = find_beside(obj, name)
    if found is None:
        notices.append(Notice("texture_missing", {"file": obj.name, "texture": name}))
        return None
    return load_image(found)
