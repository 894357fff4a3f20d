"""The demo collection's making: which form, how scanned, into which file, photographed from where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from models3d.errors import GeometryError
from models3d.specimens import files
from models3d.specimens.bell import make_bell
from models3d.specimens.cauldron import make_cauldron
from models3d.specimens.damage import Wound, damage_mesh
from models3d.specimens.pavilion import make_pavilion
from models3d.specimens.photos import Credit, Studio, View, save_photo
from models3d.specimens.ridge import make_ridge
from models3d.specimens.scanner import ScanPlan, scan_mesh, scan_points
from models3d.specimens.seal import make_seal
from models3d.specimens.stele import make_stele
from models3d.specimens.urn import make_urn
from models3d.specimens.vase import make_bowl, make_vase, vase_picture
from models3d.types import Mesh

Format = Literal["ply", "ply-cloud", "stl", "obj-zip", "glb", "e57", "laz"]
SUFFIX: dict[Format, str] = {
    "ply": ".ply", "ply-cloud": ".ply", "stl": ".stl", "obj-zip": ".zip", "glb": ".glb", "e57": ".e57", "laz": ".laz",
}  # fmt: skip
PHOTO_SIZE = (1600, 1200)
TAKEN_AT = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Revisit:
    """A second survey of the specimen, years later: what happened to it, and how it was scanned then."""

    plan: ScanPlan
    wounds: tuple[Wound, ...]


@dataclass(frozen=True, slots=True)
class Specimen:
    """One entry: ``make`` with ``seed`` and ``detail``, scanned by ``plan`` into ``format``, seen from ``views``.

    ``later`` is the second survey of those that show a comparison.
    """

    make: Callable[[int, float], Mesh]
    detail: float
    format: Format
    plan: ScanPlan
    views: tuple[View, ...]
    shine: float
    seed: int = 1
    later: Revisit | None = None


_FRONT = View(18, 12)
# Two pictures each: the whole object, and what its scan shows least.
COLLECTION: dict[str, Specimen] = {
    "urn": Specimen(make_urn, 0.68, "ply", ScanPlan(11, 0.35), (_FRONT, View(5, 6, 2.2, (0, 0.15))), 0.45),
    "stele": Specimen(
        make_stele, 0.62, "e57", ScanPlan(12, 0.8, 6, (-5.0, 22.0), points=150_000),
        (View(16, 10), View(0, 2, 2.4, (0, 0.3))), 0.08,
    ),
    "vase": Specimen(make_vase, 0.75, "obj-zip", ScanPlan(13, 0.05), (_FRONT, View(60, 4, 2.2)), 0.8),
    "ridge": Specimen(make_ridge, 0.75, "ply", ScanPlan(14, 0.3), (View(16, 12), View(4, 4, 2.2, (0, 0.35))), 0.75),
    "bell": Specimen(make_bell, 0.75, "glb", ScanPlan(15, 0.15), (View(10, 10), View(45, 6, 1.9)), 0.4),
    "seal": Specimen(
        make_seal, 0.8, "stl", ScanPlan(16, 0.02), (View(28, 20), View(-40, 34)), 0.6,
        later=Revisit(
            ScanPlan(26, 0.03, stations=7, turn_deg=64.0),
            (
                Wound("chip", (0.0515, 0.0231, 0.0515), 0.0075, 0.0018),
                Wound("wear", (0.0, 0.0892, -0.012), 0.011, 0.0004),
                Wound("crust", (0.03, 0.038, 0.03), 0.006, 0.0007),
            ),
        ),
    ),
    "bowl": Specimen(make_bowl, 0.8, "ply", ScanPlan(17, 0.03), (View(20, 22), View(130, 10)), 0.8),
    "cauldron": Specimen(
        make_cauldron, 0.72, "laz", ScanPlan(18, 0.6, points=120_000), (View(20, 20), View(-30, 45)), 0.4
    ),
    "pavilion": Specimen(
        make_pavilion, 0.46, "ply", ScanPlan(19, 2.0, 10, (2.0, 20.0, 50.0)), (View(28, 9), View(-32, 22)), 0.15
    ),
}  # fmt: skip


def make_specimen(name: str) -> Mesh:
    """The named specimen's exact form.

    Raises:
        GeometryError: ``specimen_unknown``.
    """
    entry = _entry(name)
    return entry.make(entry.seed, entry.detail)


def write_scan(name: str, mesh: Mesh, folder: Path) -> Path:
    """Scan the specimen by its plan and write ``NAME-scan`` in its format into ``folder``.

    Raises:
        GeometryError: ``specimen_unknown``.
    """
    entry = _entry(name)
    return _write(entry, entry.plan, mesh, folder / f"{name}-scan{SUFFIX[entry.format]}", name)


def write_later_scan(name: str, mesh: Mesh, folder: Path) -> Path | None:
    """Damage the specimen as its second survey found it, scan it, write ``NAME-later``; None for one without.

    Raises:
        GeometryError: ``specimen_unknown``.
    """
    entry = _entry(name)
    if entry.later is None:
        return None
    after, _ = damage_mesh(mesh, entry.later.wounds, entry.seed)
    return _write(entry, entry.later.plan, after, folder / f"{name}-later{SUFFIX[entry.format]}", name)


def _write(entry: Specimen, plan: ScanPlan, mesh: Mesh, path: Path, name: str) -> Path:
    """One survey in the entry's format."""
    if entry.format in {"e57", "laz", "ply-cloud"}:
        cloud = scan_points(mesh, plan)
        write = {"e57": files.write_e57, "laz": files.write_laz}.get(entry.format)
        return write(cloud, path) if write else files.write_ply(cloud, path)
    scanned = scan_mesh(mesh, plan)
    if entry.format == "obj-zip":
        return files.write_obj_zip(scanned, vase_picture(entry.seed), path, name)
    if entry.format == "stl":
        return files.write_stl(scanned, path)
    return files.write_glb(scanned, path) if entry.format == "glb" else files.write_ply(scanned, path)


def write_photos(name: str, mesh: Mesh, folder: Path, size: tuple[int, int] = PHOTO_SIZE) -> list[Path]:
    """Photograph the specimen from its views as ``NAME-1.jpg`` and so on into ``folder``.

    Raises:
        GeometryError: ``specimen_unknown``.
    """
    entry = _entry(name)
    studio = Studio(mesh, entry.shine)
    credit = Credit(title=f"Cửu Đỉnh specimen: {name}", taken_at=TAKEN_AT)
    return [
        save_photo(studio.photograph(view, size), folder / f"{name}-{number}.jpg", credit)
        for number, view in enumerate(entry.views, start=1)
    ]


def _entry(name: str) -> Specimen:
    """The entry, or the refusal."""
    if name not in COLLECTION:
        raise GeometryError("specimen_unknown", name=name)
    return COLLECTION[name]
