"""From a scan to everything a screen or a headset is given: the child step behind ``cuudinh model`` and its job."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast  # the report is JSON

from models3d import profile
from models3d.appearance import read_appearance
from models3d.errors import ToolError
from models3d.fidelity import Deviation, measure_deviation
from models3d.frame import UnitChoice, place_on_floor, resolve_unit
from models3d.glb import Document, Picture, dress_glb
from models3d.inspect import inspect_geometry
from models3d.ladder import AR_TEXTURE, LADDER, Level, Master, choose_triangles, dress_level, fit_pixels
from models3d.nodetools import NodeTools, find_tools
from models3d.pack import Skinned, encode_jpeg, encode_ktx2, pack_shapes, validate_glbs
from models3d.readers import read_scan
from models3d.reconstruct import reconstruct_surface
from models3d.render import encode_webp, frame_object, is_blank, render_view
from models3d.repair import repair_mesh
from models3d.simplify import simplify_mesh
from models3d.steplog import Progress, StepLog
from models3d.surface import Surface
from models3d.types import Mesh, Notice, PointCloud, Scan, Unit
from models3d.usdz import write_usdz
from models3d.workreport import describe_source, notice_json, scene_hints, sha256_of, unit_notices, write_json
from models3d.xmp import make_packet

_WEIGHTS = {
    "read": 2, "inspect": 2, "reconstruct": 4, "repair": 2, "place": 1, "index": 1,
    "simplify": 4, "measure": 1, "texture": 8, "pack": 5, "usdz": 1, "poster": 2, "check": 2,
}  # fmt: skip
_POSTER = (1280, 960)
_THUMB_BYTES = 200_000


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for; lengths as people state them."""

    source: Path
    out: Path
    file: str
    unit: Unit | None = None
    height_mm: float | None = None
    name: str = ""
    xmp: Mapping[str, str] | None = None
    node: str | None = None


@dataclass(frozen=True, slots=True)
class Rung:
    """One finished rung: what it holds and how far it stands from the master."""

    level: Level
    skinned: Skinned
    picture: Picture | None
    deviation: Deviation


def run(arguments: dict[str, object], progress: Progress) -> dict[str, object]:
    """Make ``thumb.glb phone.glb vr.glb desktop.glb ar.usdz poster.webp report.json`` of a scan; give the report.

    Arguments: ``source`` (file), ``out`` (folder), optional ``file`` (the name that people know), ``unit``,
    ``height_mm``, ``name``, ``xmp`` (title_vi, title_en, number, rights, sha256) and ``node`` (program). Files appear
    in ``out`` only when all of them are finished.

    Raises:
        GeometryError: the scan can't be turned into a model; the code says why.
    """
    order = _read_order(arguments)
    log = StepLog(progress, _WEIGHTS)
    tools = find_tools(order.node)
    with tempfile.TemporaryDirectory(prefix="workshop-") as name:
        report = _work(order, log, tools, Path(name))
        order.out.mkdir(parents=True, exist_ok=True)
        for made in sorted(Path(name).iterdir()):
            shutil.move(made, order.out / made.name)
    progress("done", 1.0)
    return report


def _read_order(arguments: Mapping[str, object]) -> Order:
    height, xmp = arguments.get("height_mm"), arguments.get("xmp")
    source = Path(str(arguments["source"]))
    return Order(
        source=source,
        out=Path(str(arguments["out"])),
        file=str(arguments.get("file") or source.name),
        unit=cast("Unit | None", arguments.get("unit") or None),
        height_mm=float(str(height)) if height else None,
        name=str(arguments.get("name") or source.stem),
        xmp={str(k): str(v) for k, v in xmp.items()} if isinstance(xmp, dict) else None,
        node=str(arguments["node"]) if arguments.get("node") else None,
    )


def _work(order: Order, log: StepLog, tools: NodeTools, folder: Path) -> dict[str, object]:
    with log.step("read", "numpy"):
        scan = read_scan(order.source)
        digest = sha256_of(order.source)
    with log.step("inspect", "numpy"):
        inspection = inspect_geometry(scan.geometry)
    choice = resolve_unit(scan, order.unit, order.height_mm)
    warnings = [*scan.warnings, *unit_notices(choice)]
    master = _prepare(scan, choice, log, warnings)
    packet = make_packet({"title_vi": order.name, "sha256": digest, **(order.xmp or {})})
    rungs = _climb(master, log, tools)
    entries, documents = _write(rungs, folder, tools, packet, log)
    entries.append(_write_ar(rungs, folder, log))
    poster = _write_poster(master, folder, log)
    with log.step("check", "numpy"):
        evidence = profile.Evidence(
            derivatives=entries,
            documents=documents,
            errors=validate_glbs([folder / level.file for level in LADDER], tools),
            meshes={rung.level.file: _decode(folder / rung.level.file, rung) for rung in rungs},
            height_mm=order.height_mm,
            has_poster=poster,
        )
        rules, ready = profile.check_profile(evidence)
    report: dict[str, object] = {
        "source": describe_source(scan, inspection, choice, master.mesh, {"file": order.file, "sha256": digest}),
        "steps": log.steps,
        "derivatives": entries,
        "profile": profile.NAME,
        "vr_ready": ready,
        "rules": [rule.as_json() for rule in rules],
        "not_checked": [rule.id for rule in rules if rule.passed is None],
        "warnings": [notice_json(n) for n in warnings],
        **scene_hints(master.mesh),
    }
    write_json(folder / "report.json", report)
    return report


def _prepare(scan: Scan, choice: UnitChoice, log: StepLog, warnings: list[Notice]) -> Master:
    """Make one sound mesh in metres on the floor, and index it."""
    geometry = scan.geometry
    if isinstance(geometry, PointCloud):
        with log.step("reconstruct", "open3d"):
            made = reconstruct_surface(geometry, up=scan.up)
        warnings.extend(made.notices)
        geometry = made.mesh
    with log.step("repair", "numpy"):
        mesh, _ = repair_mesh(geometry)
    with log.step("place", "numpy"):
        mesh = place_on_floor(mesh, choice.scale, choice.up)
    with log.step("index", "open3d"):
        appearance, unreadable = read_appearance(mesh)
        surface = Surface(mesh)
    warnings.extend(Notice("texture_unreadable", {"image": name}) for name in unreadable)
    return Master(mesh, surface, appearance)


def _climb(master: Master, log: StepLog, tools: NodeTools) -> list[Rung]:
    """Make every rung from the one above; the slow texture encoder runs beside the rest."""
    rungs: list[tuple[Level, Skinned, Deviation, Future[Picture] | None]] = []
    mesh = master.mesh
    with ThreadPoolExecutor(1) as beside:
        for level in LADDER:
            with log.step("simplify", "open3d"):
                mesh = simplify_mesh(mesh, choose_triangles(level, master), master.surface)
            with log.step("measure", "open3d"):
                deviation = measure_deviation(mesh, master.surface)
            with log.step("texture", "open3d"):
                keep = level.usage != "phone"
                texture = AR_TEXTURE if level.usage == "phone" else level.texture
                skinned = dress_level(mesh, master, texture, keep_colors=keep)
            ahead = None
            if level.ktx2 and skinned.pixels is not None:
                ahead = beside.submit(encode_ktx2, fit_pixels(skinned.pixels, level.texture), tools)
            rungs.append((level, skinned, deviation, ahead))
        return [Rung(lv, sk, ahead.result() if ahead else _jpeg(sk, lv), dev) for lv, sk, dev, ahead in rungs]


def _jpeg(skinned: Skinned, level: Level) -> Picture | None:
    if skinned.pixels is None:
        return None
    return encode_jpeg(fit_pixels(skinned.pixels, level.texture), 85)


def _write(
    rungs: list[Rung], folder: Path, tools: NodeTools, packet: Document, log: StepLog
) -> tuple[list[dict[str, Any]], dict[str, Document]]:
    entries, documents = [], {}
    with log.step("pack", "DracoPy"):
        shapes = pack_shapes([(rung.skinned.mesh, rung.level.geometry) for rung in rungs], tools)
    for rung, shape in zip(rungs, shapes, strict=True):
        file = rung.level.file
        with log.step("pack", "Pillow"):
            data, picture = _pack(rung, shape, packet)
        (folder / file).write_bytes(data)
        documents[file] = profile.read_document(data, file)
        entry = _entry(file, rung.level.usage, rung.level.quality, rung.skinned, rung.deviation)
        sizes = [picture.size] if picture else []
        entry |= {
            "texture_px": max(picture.size) if picture else 0,
            "draw_calls": profile.count_draw_calls(documents[file]),
            "bytes": len(data),
            "gpu_mb": round(profile.gpu_bytes(documents[file], sizes) / 1e6, 3),
        }
        entries.append(entry)
    return entries, documents


def _pack(rung: Rung, shape: bytes, packet: Document) -> tuple[bytes, Picture | None]:
    """Finish one rung; the thumb's picture gets coarser until the file is small enough."""
    finish, picture = rung.skinned.finish, rung.picture
    data = dress_glb(shape, finish, picture, packet)
    for size, quality in ((512, 75), (512, 60), (256, 75), (256, 50)):
        if rung.level.usage != "thumb" or len(data) <= _THUMB_BYTES or rung.skinned.pixels is None:
            break
        picture = encode_jpeg(fit_pixels(rung.skinned.pixels, size), quality)
        data = dress_glb(shape, finish, picture, packet)
    return data, picture


def _write_ar(rungs: list[Rung], folder: Path, log: StepLog) -> dict[str, Any]:
    """The phone's geometry with the largest picture that iOS takes well."""
    phone = next(r for r in rungs if r.level.usage == "phone")
    with log.step("usdz", "usd-core"):
        write_usdz(phone.skinned, folder / "ar.usdz")
    entry = _entry("ar.usdz", "ar", "medium", phone.skinned, phone.deviation)
    pixels = phone.skinned.pixels
    longest = 0 if pixels is None else min(AR_TEXTURE, max(pixels.shape[:2]))
    texels = 0 if pixels is None else 4 / 3 * 4 * longest * longest
    size = (folder / "ar.usdz").stat().st_size
    return entry | {"texture_px": longest, "draw_calls": 1, "bytes": size, "gpu_mb": round(texels / 1e6, 3)}


def _write_poster(master: Master, folder: Path, log: StepLog) -> bool:
    with log.step("poster", "open3d"):
        camera = frame_object(master.mesh, _POSTER[0] / _POSTER[1])
        pixels = render_view(master.mesh, camera, _POSTER, surface=master.surface, appearance=master.appearance)
        (folder / "poster.webp").write_bytes(encode_webp(pixels))
    return not is_blank(pixels)


def _entry(file: str, usage: str, quality: str, skinned: Skinned, deviation: Deviation) -> dict[str, Any]:
    return {
        "file": file,
        "usage": usage,
        "quality": quality,
        "triangles": len(skinned.mesh.faces),
        "vertices": len(skinned.mesh.positions),
        "rms_mm": round(deviation.rms * 1000, 5),
        "p95_mm": round(deviation.p95 * 1000, 5),
    }


def _decode(path: Path, rung: Rung) -> Mesh:
    """Read a written GLB back with the readers' own decoders and compare it with what was meant.

    Raises:
        ToolError: ``glb_round_trip`` when triangles or bounds differ by more than the quantisation explains.
    """
    found = read_scan(path).geometry
    meant = rung.skinned.mesh
    if not isinstance(found, Mesh) or abs(len(found.faces) - len(meant.faces)) > len(meant.faces) // 500:
        raise ToolError("glb_round_trip", file=path.name)
    low, high = meant.positions.min(axis=0), meant.positions.max(axis=0)
    slack = float((high - low).max()) / 4096
    off = max(abs(found.positions.min(axis=0) - low).max(), abs(found.positions.max(axis=0) - high).max())
    if off > slack:
        raise ToolError("glb_round_trip", file=path.name)
    return found
