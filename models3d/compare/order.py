"""What a comparison is asked to do: the JSON arguments of its child step as typed values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np

from models3d.compare.types import Floats
from models3d.compare.wording import Texts
from models3d.errors import GeometryError
from models3d.types import METRES, Unit


@dataclass(frozen=True, slots=True)
class Source:
    """One survey's file, the name that people know, its stated unit and one-sigma noise, the object's stated height."""

    path: Path
    name: str
    unit: Unit | None = None
    noise_mm: float | None = None
    height_mm: float | None = None


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        earlier, later: the two surveys.
        out: folder of the results.
        is_registered: both are in one frame already.
        matrix: (4, 4) row-major, later -> earlier in the files' frames, metres.
        pairs: (k, 2, 3) points that belong together, earlier then later, metres.
        has_free_scale: look for the scale as well.
        seed: of everything drawn by lot.
        facts: what the report's first page says (see ``pdf.facts``).
        texts: sentences of notices by code and language.
    """

    earlier: Source
    later: Source
    out: Path
    is_registered: bool = False
    matrix: Floats | None = None
    pairs: Floats | None = None
    has_free_scale: bool = False
    seed: int = 0
    facts: Mapping[str, str] = field(default_factory=dict)
    texts: Texts = field(default_factory=dict)


def read_order(arguments: Mapping[str, object]) -> Order:
    """Read ``earlier``, ``later``, ``out`` and the optional wishes.

    ``earlier_name``, ``later_name``, ``unit_earlier``, ``unit_later``, ``height_mm``, ``registered``, ``noise_mm`` (two
    numbers), ``matrix`` (16 numbers), ``pairs`` (pairs of points, m), ``free_scale``, ``seed``, ``facts``, ``texts``.

    Raises:
        GeometryError: ``unit_unknown``; ``noise_invalid`` unless both are positive; ``register_matrix_size``;
            ``register_pairs_shape``.
    """
    noise = _noise(arguments.get("noise_mm"))
    facts, texts = arguments.get("facts"), arguments.get("texts")
    return Order(
        earlier=_source(arguments, "earlier", noise[0]),
        later=_source(arguments, "later", noise[1]),
        out=Path(str(arguments["out"])),
        is_registered=bool(arguments.get("registered")),
        matrix=_matrix(arguments.get("matrix")),
        pairs=_pairs(arguments.get("pairs")),
        has_free_scale=bool(arguments.get("free_scale")),
        seed=int(str(arguments.get("seed") or 0)),
        facts={str(k): str(v) for k, v in facts.items() if v is not None} if isinstance(facts, dict) else {},
        texts=cast("Texts", texts) if isinstance(texts, dict) else {},
    )


def _source(arguments: Mapping[str, object], which: str, noise_mm: float | None) -> Source:
    path = Path(str(arguments[which]))
    unit = arguments.get(f"unit_{which}")
    if unit and unit not in METRES:
        raise GeometryError("unit_unknown", unit=str(unit), known=", ".join(METRES))
    name = str(arguments.get(f"{which}_name") or path.name)
    height = arguments.get("height_mm")
    return Source(path, name, cast("Unit", unit) if unit else None, noise_mm, float(str(height)) if height else None)


def _noise(value: object) -> tuple[float | None, float | None]:
    if not value:
        return None, None
    numbers = [float(v) for v in value] if isinstance(value, Sequence) and not isinstance(value, str) else []
    if len(numbers) != 2 or not all(0 < n < 1000 for n in numbers):
        raise GeometryError("noise_invalid", value=str(value))
    return numbers[0], numbers[1]


def _matrix(value: object) -> Floats | None:
    if value is None:
        return None
    numbers = np.asarray(value, np.float64).reshape(-1)
    if numbers.size != 16 or not np.isfinite(numbers).all():
        raise GeometryError("register_matrix_size", count=int(numbers.size))
    return numbers.reshape(4, 4)


def _pairs(value: object) -> Floats | None:
    if not value:
        return None
    points = np.asarray(value, np.float64)
    if points.ndim != 3 or points.shape[1:] != (2, 3) or not np.isfinite(points).all():
        raise GeometryError("register_pairs_shape", shape=str(points.shape))
    return points
