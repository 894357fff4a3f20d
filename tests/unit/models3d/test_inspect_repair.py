import io

import numpy as np
import pytest
from PIL import Image as Pictures

from models3d.errors import GeometryError
from models3d.inspect import inspect_cloud, inspect_geometry, inspect_mesh
from models3d.repair import RepairOptions, repair_mesh
from models3d.types import Image, Material, Mesh, PointCloud
from tests.scans import CUBE_FACES, CUBE_POSITIONS, sphere


def test_an_empty_mesh_is_never_watertight():
    found = inspect_mesh(Mesh(np.empty((0, 3)), np.empty((0, 3), np.int64)))
    assert (found.watertight, found.edge_manifold, found.volume, found.components) == (False, False, None, 0)


def test_unwelded_corners_count_as_one_surface():
    mesh = Mesh(CUBE_POSITIONS[CUBE_FACES].reshape(-1, 3), np.arange(36).reshape(-1, 3))
    found = inspect_mesh(mesh)
    assert (found.watertight, found.components, found.duplicate_vertices) == (True, 1, 28)
    assert found.area == pytest.approx(6.0)


def test_faults_are_counted():
    faces = np.concatenate([CUBE_FACES[1:], CUBE_FACES[3:4], [[0, 0, 1]]])
    found = inspect_mesh(Mesh(CUBE_POSITIONS, faces))
    assert (found.watertight, found.volume, found.duplicate_faces, found.boundary_edges) == (False, None, 1, 3)
    assert found.non_manifold_edges == 3
    assert found.degenerate_fraction == pytest.approx(1 / 13)


def test_texture_sizes_come_from_the_header_and_broken_pictures_have_none():
    buffer = io.BytesIO()
    Pictures.new("RGB", (7, 5)).save(buffer, "PNG")
    good = Material(base_image=Image(buffer.getvalue(), "image/png"))
    bad = Material(base_image=Image(b"not a picture", "image/png"))
    assert inspect_mesh(Mesh(CUBE_POSITIONS, CUBE_FACES, materials=(good, bad))).texture_sizes == ((7, 5), (0, 0))


def test_a_clouds_spacing_is_its_grid():
    grid = np.stack(np.meshgrid(*[np.arange(6.0) * 0.25] * 3), axis=-1).reshape(-1, 3)
    found = inspect_cloud(PointCloud(np.concatenate([grid, grid[:9]])))
    assert found.spacing == pytest.approx(0.25)
    assert (found.points, found.duplicate_vertices) == (225, 9)
    assert inspect_geometry(PointCloud(grid[:1])).spacing == 0.0


def test_repair_closes_turns_and_reports_and_leaves_its_input():
    positions, faces = sphere(24, 40)
    broken = np.delete(faces, [100, 101, 400], axis=0)
    broken[200:500] = broken[200:500][:, [0, 2, 1]]
    broken = np.concatenate([broken, broken[:5], [[3, 3, 4]]])
    unwelded = Mesh(positions[broken].reshape(-1, 3), np.arange(broken.size).reshape(-1, 3))
    before = unwelded.faces.copy()
    mended, report = repair_mesh(unwelded, RepairOptions(hole_perimeter=0.5))
    found = inspect_mesh(mended)
    assert found.watertight
    assert found.volume == pytest.approx(4.19, rel=0.03), "outward"
    assert (report.duplicate_faces, report.degenerate_faces, report.open_edges) == (5, 1, 0)
    assert report.flipped_faces >= 295
    assert sum(h.faces for h in report.closed_holes) == 3
    assert all(0 < h.perimeter < 1.5 for h in report.closed_holes)
    assert np.array_equal(unwelded.faces, before)


def test_large_holes_stay_open_and_are_counted():
    positions, faces = sphere()
    upper = faces[(positions[faces][:, :, 2] > -0.1).all(axis=1)]
    _, report = repair_mesh(Mesh(positions, upper))
    assert report.closed_holes == ()
    assert report.open_edges == 20


def test_an_inside_out_ball_is_turned_but_a_cavity_is_not():
    positions, faces = sphere()
    inner = faces[:, [0, 2, 1]] + len(positions)
    both = Mesh(np.concatenate([positions, positions * 0.5]), np.concatenate([faces, inner]))
    assert repair_mesh(both)[1].flipped_faces == 0
    assert repair_mesh(Mesh(positions, faces[:, [0, 2, 1]]))[1].flipped_faces == len(faces)


def test_strays_go_but_not_when_they_are_the_object():
    positions, faces = sphere(40, 60)
    speck = np.array([[2.0, 0, 0], [2.001, 0, 0], [2, 0.001, 0]])
    mesh = Mesh(np.concatenate([positions, speck]), np.concatenate([faces, np.arange(3)[None] + len(positions)]))
    assert repair_mesh(mesh)[1].small_components == 1
    assert repair_mesh(Mesh(np.concatenate([speck, speck + 1]), np.arange(6).reshape(-1, 3)))[1].small_components == 0


def test_seams_of_uv_and_colour_survive():
    uv = np.zeros((36, 2), np.float32)
    uv[18:] = 0.5
    colors = np.full((36, 4), 255, np.uint8)
    corners = Mesh(CUBE_POSITIONS[CUBE_FACES].reshape(-1, 3), np.arange(36).reshape(-1, 3), colors=colors, uv=uv)
    mended, _ = repair_mesh(corners)
    assert 8 < len(mended.positions) <= 16
    assert {tuple(row) for row in mended.uv.tolist()} == {(0.0, 0.0), (0.5, 0.5)}


def test_nothing_left_is_a_refusal():
    with pytest.raises(GeometryError) as caught:
        repair_mesh(Mesh(CUBE_POSITIONS, np.array([[0, 0, 1], [2, 2, 2]])))
    assert caught.value.code == "nothing_left"


def test_a_sliver_that_closes_the_surface_stays_and_a_loose_one_goes():
    split = np.concatenate([CUBE_POSITIONS, CUBE_POSITIONS[CUBE_FACES[0, :2]].mean(axis=0)[None]])
    a, b, c = CUBE_FACES[0]
    faces = np.concatenate([CUBE_FACES[1:], [[a, 8, c], [8, b, c], [a, b, 8]]])
    assert inspect_mesh(Mesh(split, faces)).watertight
    mended, report = repair_mesh(Mesh(split, faces))
    assert (report.open_edges, report.degenerate_faces) == (0, 0)
    assert inspect_mesh(mended).watertight
    fin = np.concatenate([CUBE_FACES, [[a, b, 8]]])
    mended, report = repair_mesh(Mesh(split, fin))
    assert (report.open_edges, report.degenerate_faces, len(mended.faces)) == (0, 1, 12)


def test_a_two_sided_mended_textured_ball_reports_its_own_edges():
    positions, faces = sphere(24, 40)
    uv = np.random.default_rng(0).uniform(size=(len(positions), 2)).astype(np.float32)
    mended, report = repair_mesh(Mesh(positions, np.delete(faces, [100, 400], axis=0), uv=uv), RepairOptions(0.5))
    assert report.open_edges == inspect_mesh(mended).boundary_edges == 0
