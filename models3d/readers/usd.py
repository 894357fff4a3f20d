"""USD and USDZ meshes through OpenUSD: polygons, world transforms, UV, display colours, base colour pictures."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from pxr import Tf, Usd, UsdGeom, UsdShade

from models3d.checks import check_indices
from models3d.errors import ReadError
from models3d.readers.parts import Piece, fan_corners, join_pieces, reading, sniff_mime, to_bytes
from models3d.readers.ply import split_by_uv
from models3d.types import Image, Material, Mesh, Scan, Unit

_UNITS: dict[float, Unit] = {1.0: "m", 0.01: "cm", 0.001: "mm", 0.0254: "in", 0.3048: "ft"}


def read_usd(path: Path) -> Scan:
    """Read all polygon meshes of the stage at its first time.

    Raises:
        ReadError: ``empty_mesh``, ``index_out_of_range``, ``scan_malformed``.
    """
    with reading(path.name, "USD", Tf.ErrorException):
        stage = Usd.Stage.Open(str(path))
        cache = UsdGeom.XformCache()
        materials: list[Material] = []
        pieces = []
        for prim in stage.Traverse():
            if prim.IsA(UsdGeom.Mesh):
                pieces += _piece(UsdGeom.Mesh(prim), cache, materials, path.name)
        if not pieces:
            raise ReadError("empty_mesh", file=path.name)
        scale = float(UsdGeom.GetStageMetersPerUnit(stage))
        up = "z" if str(UsdGeom.GetStageUpAxis(stage)).upper() == "Z" else "y"
        mesh = join_pieces(pieces, materials, path.name)
    unit = next((name for factor, name in _UNITS.items() if abs(scale / factor - 1) < 1e-3), None)
    return Scan(mesh, "usd", unit=unit, unit_evidence="file", up="z" if up == "z" else "y", up_evidence="file")


def _piece(geometry: Any, cache: Any, materials: list[Material], file: str) -> list[Piece]:  # noqa: ANN401  # no types
    points = np.asarray(geometry.GetPointsAttr().Get(Usd.TimeCode.EarliestTime()), np.float64).reshape(-1, 3)
    counts = np.asarray(geometry.GetFaceVertexCountsAttr().Get(Usd.TimeCode.EarliestTime()), np.int64)
    flat = np.asarray(geometry.GetFaceVertexIndicesAttr().Get(Usd.TimeCode.EarliestTime()), np.int64)
    if not len(points) or not len(counts):
        return []
    if (counts < 0).any() or int(counts.sum()) != len(flat):
        raise ReadError("scan_malformed", file=file, format="USD", where="faceVertexCounts")
    check_indices(flat.reshape(-1, 1), len(points), file)
    matrix = np.asarray(cache.GetLocalToWorldTransform(geometry.GetPrim()), np.float64)
    triangles, _ = fan_corners(counts)
    faces = flat[triangles].reshape(-1, 3)
    if str(geometry.GetOrientationAttr().Get()) == "leftHanded":
        faces = faces[:, [0, 2, 1]]
        triangles = triangles[:, [0, 2, 1]]
    mesh = Mesh(points @ matrix[:3, :3] + matrix[3, :3], faces, colors=_colors(geometry, len(points)))
    uv = _uv(geometry, flat)
    if uv is not None:
        mesh = split_by_uv(mesh, uv[triangles.reshape(-1)], file)
    materials.append(_material(geometry))
    return [Piece(mesh.positions, mesh.faces, None, mesh.colors, mesh.uv, len(materials) - 1)]


def _colors(geometry: Any, points: int) -> NDArray[np.uint8] | None:  # noqa: ANN401  # no types
    found = geometry.GetDisplayColorPrimvar().ComputeFlattened()
    colors = np.asarray(found, np.float64) if found is not None else np.empty((0, 3))
    return to_bytes(colors) if len(colors) == points else None


def _uv(geometry: Any, flat: NDArray[np.int64]) -> NDArray[np.float32] | None:  # noqa: ANN401  # no types
    """Give one coordinate per corner, from the first primvar of texture coordinates."""
    primvars = UsdGeom.PrimvarsAPI(geometry.GetPrim()).GetPrimvars()
    for primvar in primvars:
        if "texCoord2" not in str(primvar.GetTypeName()) and primvar.GetPrimvarName() not in {"st", "UVMap"}:
            continue
        values = np.asarray(primvar.ComputeFlattened(Usd.TimeCode.EarliestTime()), np.float32).reshape(-1, 2)
        if len(values) != len(flat):
            values = values[flat] if len(values) > int(flat.max()) else np.empty((0, 2), np.float32)
        if len(values) == len(flat):
            return np.stack([values[:, 0], 1 - values[:, 1]], axis=1)
    return None


def _material(geometry: Any) -> Material:  # noqa: ANN401  # no types
    bound = UsdShade.MaterialBindingAPI(geometry.GetPrim()).ComputeBoundMaterial()[0]
    if not bound:
        return Material(name="default")
    for prim in Usd.PrimRange(bound.GetPrim()):
        shader = UsdShade.Shader(prim)
        entry = shader.GetInput("file") if shader and shader.GetIdAttr().Get() == "UsdUVTexture" else None
        image = _image(entry.Get()) if entry and _feeds_colour(prim, bound) else None
        if image is not None:
            return Material(name=str(bound.GetPrim().GetName()), base_image=image)
    return Material(name=str(bound.GetPrim().GetName()))


def _feeds_colour(texture: Any, bound: Any) -> bool:  # noqa: ANN401  # no types
    for prim in Usd.PrimRange(bound.GetPrim()):
        surface = UsdShade.Shader(prim)
        entry = surface.GetInput("diffuseColor") if surface else None
        source = entry.GetConnectedSources()[0] if entry else []
        if any(s.source.GetPrim() == texture for s in source):
            return True
    return False


def _image(asset: Any) -> Image | None:  # noqa: ANN401  # no types
    from pxr import Ar

    opened = Ar.GetResolver().OpenAsset(Ar.ResolvedPath(asset.resolvedPath)) if asset else None
    if not opened:
        return None
    data = bytes(opened.GetBuffer())
    return Image(data, sniff_mime(data) or "application/octet-stream", str(asset.path).rsplit("/", 1)[-1])
