"""Laws of reading, inspecting and repairing that hold for every mesh."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from models3d.checks import check_geometry
from models3d.errors import GeometryError
from models3d.inspect import inspect_mesh
from models3d.readers import read_scan
from models3d.repair import repair_mesh
from models3d.types import Mesh
from tests.scans import write_obj, write_off, write_ply, write_stl

settings.register_profile("scans", max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
settings.load_profile("scans")


@st.composite
def meshes(draw):
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    count = draw(st.integers(4, 40))
    positions = np.round(rng.normal(size=(count, 3)) * draw(st.sampled_from([0.01, 1.0, 900.0])), 3)
    faces = rng.integers(0, count, (draw(st.integers(2, 60)), 3))
    faces = faces[(faces[:, 0] != faces[:, 1]) & (faces[:, 1] != faces[:, 2]) & (faces[:, 0] != faces[:, 2])]
    if not len(faces):
        faces = np.array([[0, 1, 2]])
    return Mesh(positions, faces.astype(np.int64))


def is_usable(mesh):
    return np.ptp(mesh.positions[np.unique(mesh.faces)], axis=0).max() > 1e-3


@pytest.mark.parametrize("write", [write_ply, write_off, write_obj, write_stl])
@given(mesh=meshes().filter(is_usable))
def test_what_was_written_is_read(write, mesh):
    with tempfile.TemporaryDirectory() as folder:
        path = write(Path(folder) / f"a.{write.__name__[6:]}", mesh.positions, mesh.faces)
        scan = read_scan(path)
    found = scan.geometry.positions[scan.geometry.faces] + scan.shift
    assert np.allclose(found, mesh.positions[mesh.faces], rtol=1e-6, atol=1e-6)


@given(mesh=meshes(), angle=st.floats(0, 6.3), step=st.tuples(*[st.floats(-5, 5)] * 3))
def test_moving_a_mesh_changes_no_measure(mesh, angle, step):
    turn = np.array([[np.cos(angle), -np.sin(angle), 0], [np.sin(angle), np.cos(angle), 0], [0, 0, 1]])
    there = inspect_mesh(Mesh(mesh.positions @ turn.T + step, mesh.faces))
    here = inspect_mesh(mesh)
    assert (here.boundary_edges, here.components, here.duplicate_faces) == (
        there.boundary_edges,
        there.components,
        there.duplicate_faces,
    ) or here.duplicate_vertices != there.duplicate_vertices
    assert here.area == pytest.approx(there.area, rel=1e-6, abs=1e-9)
    assert here.spacing == pytest.approx(there.spacing, rel=1e-6, abs=1e-9)


@given(mesh=meshes().filter(is_usable))
def test_repair_is_sound_and_repairing_twice_changes_nothing(mesh):
    try:
        once, report = repair_mesh(mesh)
    except GeometryError:
        assume(False)  # every face was degenerate, a case of its own
    check_geometry(once, "x")
    assert report.faces_after == len(once.faces)
    twice, again = repair_mesh(once)
    assert np.array_equal(once.faces, twice.faces)
    assert (again.merged_vertices, again.degenerate_faces, again.duplicate_faces, again.closed_holes) == (0, 0, 0, ())


@given(
    data=st.binary(min_size=1, max_size=400),
    head=st.sampled_from([b"", b"ply\n", b"glTF\2\0\0\0", b"OFF\n", b"solid x\n", b"LASF"]),
)
def test_noise_is_refused_never_crashes(data, head):
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "noise.obj"
        path.write_bytes(head + data)
        assert outcome(path) in {"sound", "noise.obj"}


def outcome(path):
    try:
        check_geometry(read_scan(path).geometry, path.name)
    except GeometryError as refusal:
        return refusal.values["file"]
    return "sound"
