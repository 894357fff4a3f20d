"""Sound triangles from scanned ones: merged, ordered, turned outward, small holes closed. The input stays as it is."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models3d.errors import GeometryError
from models3d.holes import Rim, fill_rim, find_rims
from models3d.topology import (
    EdgeTable,
    Index,
    build_edges,
    extend_edges,
    find_degenerate,
    flip_edges,
    label_faces,
    weld_rows,
)
from models3d.types import Mesh
from models3d.winding import agree_winding, face_outward

_MOST_HOLES = 5_000


@dataclass(frozen=True, slots=True)
class ClosedHole:
    """One hole that was closed: its rim in edges, its length in the unit of the mesh, the triangles added."""

    edges: int
    perimeter: float
    faces: int


@dataclass(frozen=True, slots=True)
class RepairReport:
    """What the repair changed, in numbers; ``open_edges`` is what stayed open."""

    faces_before: int
    faces_after: int
    vertices_before: int
    vertices_after: int
    merged_vertices: int = 0
    degenerate_faces: int = 0
    duplicate_faces: int = 0
    small_components: int = 0
    small_component_faces: int = 0
    flipped_faces: int = 0
    closed_holes: tuple[ClosedHole, ...] = ()
    open_edges: int = 0


@dataclass(frozen=True, slots=True)
class RepairOptions:
    """How far a repair may go.

    ``hole_perimeter`` is the longest rim that is closed, as a share of the bounding-box diagonal; ``stray_faces`` and
    ``stray_size`` are the most faces and the largest diagonal (same share) of a component that counts as a stray.
    Strays are kept when together they exceed ``stray_share`` of all faces: then they are the object.
    """

    hole_perimeter: float = 0.05
    stray_faces: int = 20
    stray_size: float = 0.005
    stray_share: float = 0.02


def repair_mesh(mesh: Mesh, options: RepairOptions | None = None) -> tuple[Mesh, RepairReport]:
    """Merge, drop, orient and close; vertices that differ in colour or UV stay apart.

    Raises:
        GeometryError: ``nothing_left`` when every face is degenerate.
    """
    wishes = options or RepairOptions()
    merged = _merge(mesh)
    sound, degenerate, duplicate = _drop_bad_faces(_weave(merged))
    kept, strays, stray_faces = _drop_strays(sound, wishes)
    agreed, turned = _agree(kept)
    closed, holes = _close_holes(agreed, wishes)
    outer, outward = _flip(closed, face_outward(closed.points, closed.places, closed.edges))
    work = _drop_unused(outer.mesh)
    report = RepairReport(
        faces_before=len(mesh.faces),
        faces_after=len(work.faces),
        vertices_before=len(mesh.positions),
        vertices_after=len(work.positions),
        merged_vertices=len(mesh.positions) - len(merged.positions),
        degenerate_faces=degenerate,
        duplicate_faces=duplicate,
        small_components=strays,
        small_component_faces=stray_faces,
        flipped_faces=turned + outward,
        closed_holes=holes,
        open_edges=int(np.count_nonzero(outer.edges.count == 1)),
    )
    return work, report


@dataclass(frozen=True, slots=True)
class _Woven:
    """A mesh with what each step needs of it, so that it is sorted once.

    ``points`` are the distinct positions, ``places`` the faces over them (a seam splits vertices, not places) and
    ``edges`` their table.
    """

    mesh: Mesh
    points: NDArray[np.float64]
    places: Index
    edges: EdgeTable


def _weave(mesh: Mesh) -> _Woven:
    first, group = weld_rows(mesh.positions)
    places = mesh.faces if len(first) == len(group) else group[mesh.faces]
    return _Woven(mesh, mesh.positions[first], places, build_edges(places, len(first)))


def _keep(woven: _Woven, keep: NDArray[np.bool_]) -> _Woven:
    """Keep the marked faces."""
    if bool(keep.all()):
        return woven
    places = woven.places[keep]
    return _Woven(keep_faces(woven.mesh, keep), woven.points, places, build_edges(places, len(woven.points)))


def keep_faces(mesh: Mesh, keep: NDArray[np.bool_] | Index) -> Mesh:
    """Keep the chosen faces with their materials; vertices stay until ``_drop_unused``."""
    ids = None if mesh.material_ids is None else mesh.material_ids[keep]
    return dataclasses.replace(mesh, faces=mesh.faces[keep], material_ids=ids)


def _merge(mesh: Mesh) -> Mesh:
    columns = [(mesh.positions + 0.0).view(np.int64)]
    if mesh.colors is not None:
        columns.append(np.ascontiguousarray(mesh.colors).view(np.uint32).astype(np.int64))
    if mesh.uv is not None:
        columns.append((mesh.uv + np.float32(0.0)).view(np.int32).astype(np.int64))
    first, group = weld_rows(np.concatenate(columns, axis=1))
    if len(first) == len(mesh.positions):
        return mesh
    normals = mesh.normals
    if normals is not None and not np.allclose(normals[first][group], normals, atol=1e-3):
        normals = None  # hard edges: the shading is worked out anew from the merged surface
    return dataclasses.replace(
        _pick_vertices(dataclasses.replace(mesh, normals=normals), first), faces=group[mesh.faces]
    )


def _pick_vertices(mesh: Mesh, chosen: Index) -> Mesh:
    return dataclasses.replace(
        mesh,
        positions=mesh.positions[chosen],
        normals=None if mesh.normals is None else mesh.normals[chosen],
        colors=None if mesh.colors is None else mesh.colors[chosen],
        uv=None if mesh.uv is None else mesh.uv[chosen],
    )


def _drop_bad_faces(woven: _Woven) -> tuple[_Woven, int, int]:
    """Drop faces with a repeated corner, repeated faces, and slivers whose loss opens nothing."""
    a, b, c = woven.places.T
    proper = _keep(woven, (a != b) & (b != c) & (c != a))
    first = weld_rows(np.sort(proper.places, axis=1))[0]
    single = np.zeros(len(proper.places), np.bool_)
    single[first] = True
    sound = _keep(proper, single)
    flat = find_degenerate(sound.points, sound.places)
    if bool(flat.all()):
        raise GeometryError("nothing_left", faces=len(woven.places))
    while flat.any():
        sides = sound.edges.count[sound.edges.of_side].reshape(-1, 3)
        needless = flat & ((sides == 2).sum(axis=1) <= (sides == 1).sum(axis=1))
        if not needless.any():
            break
        sound, flat = _keep(sound, ~needless), flat[~needless]
    duplicate = len(proper.places) - len(first)
    return sound, len(woven.places) - duplicate - len(sound.places), duplicate


def _drop_strays(woven: _Woven, wishes: RepairOptions) -> tuple[_Woven, int, int]:
    mesh = woven.mesh
    count, of_face = label_faces(woven.places, len(woven.points), woven.edges)
    if count < 2:
        return woven, 0, 0
    faces = np.bincount(of_face, minlength=count)
    limit = wishes.stray_size * _diagonal(mesh.positions[mesh.faces.reshape(-1)])
    stray = (faces <= wishes.stray_faces) & (_sizes(mesh, of_face, count) <= limit)
    total = int(faces[stray].sum())
    if total == 0 or total > wishes.stray_share * len(mesh.faces):
        return woven, 0, 0
    return _keep(woven, ~stray[of_face]), int(stray.sum()), total


def _sizes(mesh: Mesh, of_face: Index, count: int) -> NDArray[np.float64]:
    order = np.argsort(of_face, kind="stable")
    starts = np.concatenate(([0], np.cumsum(np.bincount(of_face, minlength=count))[:-1]))
    corners = mesh.positions[mesh.faces[order]]
    high = np.maximum.reduceat(corners.max(axis=1), starts, axis=0)
    low = np.minimum.reduceat(corners.min(axis=1), starts, axis=0)
    sizes: NDArray[np.float64] = np.sqrt(np.square(high - low).sum(axis=1))
    return sizes


def _diagonal(positions: NDArray[np.float64]) -> float:
    return float(np.linalg.norm(np.ptp(positions, axis=0)))


def _agree(woven: _Woven) -> tuple[_Woven, int]:
    return _flip(woven, agree_winding(woven.places, len(woven.points), woven.edges))


def _flip(woven: _Woven, flip: NDArray[np.bool_]) -> tuple[_Woven, int]:
    count = int(flip.sum())
    if count == 0:
        return woven, 0
    mesh = woven.mesh
    normals = None if count < len(mesh.faces) or mesh.normals is None else -mesh.normals
    turned = dataclasses.replace(mesh, faces=_turn(mesh.faces, flip), normals=normals)
    return _Woven(turned, woven.points, _turn(woven.places, flip), flip_edges(woven.edges, flip)), count


def _turn(faces: Index, flip: NDArray[np.bool_]) -> Index:
    turned = faces.copy()
    turned[flip] = faces[flip][:, [0, 2, 1]]
    return turned


def _close_holes(woven: _Woven, wishes: RepairOptions) -> tuple[_Woven, tuple[ClosedHole, ...]]:
    mesh, points = woven.mesh, woven.points
    limit = wishes.hole_perimeter * _diagonal(mesh.positions[mesh.faces.reshape(-1)])
    found = find_rims(points, woven.places, woven.edges)
    rims = [rim for rim in found if rim.perimeter <= limit][:_MOST_HOLES]
    known = _rim_edges(rims, woven.places, len(points))
    fills: list[tuple[Rim, Index]] = []
    for rim in rims:
        fill = fill_rim(rim, points)
        if fill is not None and _adds_only_new_edges(rim, fill, known):
            fills.append((rim, fill))
    if not fills:
        return woven, ()
    holes = tuple(ClosedHole(len(rim.places), rim.perimeter, len(fill)) for rim, fill in fills)
    filled = _merge(_add_fills(mesh, fills)) if mesh.uv is not None else _add_faces(mesh, fills)
    added = np.concatenate([rim.places[fill] for rim, fill in fills])
    edges = extend_edges(woven.edges, added, len(points))
    return _Woven(filled, points, np.concatenate([woven.places, added]), edges), holes


def _rim_edges(rims: list[Rim], faces: Index, vertices: int) -> set[tuple[int, ...]]:
    """Collect the edges between places on rims, the only ones that a fill could repeat."""
    on_rim = np.zeros(vertices, np.bool_)
    for rim in rims:
        on_rim[rim.places] = True
    near = faces[np.count_nonzero(on_rim[faces], axis=1) >= 2]
    sides = np.sort(np.concatenate([near[:, [0, 1]], near[:, [1, 2]], near[:, [2, 0]]]), axis=1)
    return {tuple(edge) for edge in sides.tolist()}


def _adds_only_new_edges(rim: Rim, fill: Index, known: set[tuple[int, ...]]) -> bool:
    """An inner edge that exists already would be shared by more than two faces."""
    count = len(rim.places)
    inner: set[tuple[int, ...]] = set()
    for a, b in np.concatenate([fill[:, [0, 1]], fill[:, [1, 2]], fill[:, [2, 0]]]).tolist():
        if (a - b) % count not in {1, count - 1}:
            inner.add(tuple(sorted((int(rim.places[a]), int(rim.places[b])))))
    if inner & known:
        return False
    known |= inner
    return True


def _add_faces(mesh: Mesh, fills: list[tuple[Rim, Index]]) -> Mesh:
    """Append the filling faces over the vertices of their rims."""
    corners = [mesh.faces[rim.sides // 3, (rim.sides + 1) % 3] for rim, _ in fills]
    added = [used[fill] for used, (_, fill) in zip(corners, fills, strict=True)]
    return dataclasses.replace(
        mesh, faces=np.concatenate([mesh.faces, *added]), material_ids=_fill_materials(mesh, fills)
    )


def _add_fills(mesh: Mesh, fills: list[tuple[Rim, Index]]) -> Mesh:
    """Append the filling faces to a textured mesh; each takes one texel, as a seam may cross its rim."""
    used = [mesh.faces[rim.sides // 3, (rim.sides + 1) % 3] for rim, _ in fills]
    offsets = len(mesh.positions) + np.concatenate(([0], np.cumsum([len(u) for u in used])[:-1]))
    grown = _pick_vertices(mesh, np.concatenate([np.arange(len(mesh.positions)), *used]))
    if grown.uv is not None:
        flat = np.concatenate([np.repeat(u[:1], len(u)) for u in used])
        grown = dataclasses.replace(grown, uv=np.concatenate([grown.uv[: len(mesh.positions)], grown.uv[flat]]))
    added = [fill + offset for (_, fill), offset in zip(fills, offsets, strict=True)]
    return dataclasses.replace(
        grown, faces=np.concatenate([mesh.faces, *added]), material_ids=_fill_materials(mesh, fills)
    )


def _fill_materials(mesh: Mesh, fills: list[tuple[Rim, Index]]) -> NDArray[np.int32] | None:
    ids = mesh.material_ids
    if ids is None:
        return None
    return np.concatenate([ids, *[np.full(len(fill), ids[int(rim.sides[0]) // 3], np.int32) for rim, fill in fills]])


def _drop_unused(mesh: Mesh) -> Mesh:
    is_used = np.zeros(len(mesh.positions), np.bool_)
    is_used[mesh.faces] = True
    if bool(is_used.all()):
        return mesh
    chosen = _pick_vertices(mesh, np.flatnonzero(is_used))
    return dataclasses.replace(chosen, faces=(np.cumsum(is_used) - 1)[mesh.faces])
