"""Simplify, unwrap, bake, pack, render, judge: each on shapes whose answer is known."""

from __future__ import annotations

import dataclasses
import io
import sys
from pathlib import Path

import DracoPy
import numpy as np
import pytest
import trimesh
from PIL import Image as Pictures

from models3d import profile
from models3d.appearance import read_appearance, sample_bilinear
from models3d.bake import bake_colors, separate_fans, unwrap_mesh
from models3d.errors import GeometryError, ReadError, ToolError
from models3d.fidelity import measure_deviation
from models3d.glb import Finish, Picture, build_glb, dress_glb, linear_colors, read_container
from models3d.ladder import Master, can_reuse, dress_level, fit_pixels
from models3d.nodetools import NodeTools, find_tools
from models3d.pack import Skinned, _draco, encode_jpeg
from models3d.render import Camera, camera_rays, is_blank, render_poster, render_view
from models3d.simplify import simplify_mesh
from models3d.surface import Surface, compute_normals, sample_points
from models3d.types import Image, Material, Mesh
from models3d.usdz import check_usdz, write_usdz
from models3d.xmp import make_packet


def ball(level: int = 4) -> Mesh:
    shape = trimesh.creation.icosphere(subdivisions=level)
    return Mesh(np.asarray(shape.vertices, float), np.asarray(shape.faces, np.int64))


def painted(mesh: Mesh) -> Mesh:
    """Red where x > 0, blue elsewhere."""
    colors = np.where(mesh.positions[:, :1] > 0, (200, 30, 30, 255), (30, 30, 200, 255)).astype(np.uint8)
    return dataclasses.replace(mesh, colors=colors)


def master_of(mesh: Mesh) -> Master:
    return Master(mesh, Surface(mesh), read_appearance(mesh)[0])


def square(picture: np.ndarray, *, uv: list[list[float]] | None = None) -> Mesh:
    out = io.BytesIO()
    Pictures.fromarray(picture).save(out, "PNG")
    corners = np.array([[-1, 0, 0], [1, 0, 0], [1, 2, 0], [-1, 2, 0]], float)
    coordinates = np.array(uv or [[0, 1], [1, 1], [1, 0], [0, 0]], np.float32)
    material = Material(base_image=Image(out.getvalue(), "image/png", "a.png"))
    return Mesh(corners, np.array([[0, 1, 2], [0, 2, 3]]), uv=coordinates, materials=(material,))


def quarters() -> np.ndarray:
    picture = np.zeros((64, 64, 3), np.uint8)
    picture[:32, :32], picture[:32, 32:] = (255, 0, 0), (0, 255, 0)
    picture[32:, :32], picture[32:, 32:] = (0, 0, 255), (255, 255, 0)
    return picture


def test_simplifying_keeps_to_the_target_and_to_the_shape():
    mesh = ball(5)
    small = simplify_mesh(mesh, 1000)
    assert 900 <= len(small.faces) <= 1000
    deviation = measure_deviation(small, Surface(mesh), samples=5000)
    assert 0 < deviation.rms < 0.01
    assert np.abs(small.positions).max() <= 1 + 0.02


def test_a_small_mesh_is_never_touched():
    mesh = ball(1)
    assert simplify_mesh(mesh, 10_000) is mesh
    assert measure_deviation(mesh, Surface(mesh)).rms == 0


def test_simplifying_twice_gives_the_same_arrays():
    first, second = simplify_mesh(ball(4), 500), simplify_mesh(ball(4), 500)
    assert np.array_equal(first.positions, second.positions)
    assert np.array_equal(first.faces, second.faces)


def test_colours_survive_simplification():
    small = simplify_mesh(painted(ball(4)), 800)
    assert small.colors is not None
    left = small.positions[:, 0] < -0.2
    assert (small.colors[left][:, 2] == 200).all()


@pytest.mark.parametrize("faces", [[[0, 1, 99]], [[0, 1, -1]], np.empty((0, 3), np.int64)])
def test_what_would_crash_an_engine_is_refused(faces):
    broken = Mesh(np.eye(3), np.array(faces, np.int64).reshape(-1, 3))
    with pytest.raises(GeometryError, match="engine_input"):
        Surface(broken)
    with pytest.raises(GeometryError, match="engine_input"):
        unwrap_mesh(broken, 256)


def test_not_a_number_is_refused():
    mesh = ball(1)
    mesh.positions[0, 0] = np.nan
    with pytest.raises(GeometryError, match="engine_input"):
        Surface(mesh)


def test_a_missing_part_counts_in_the_deviation():
    mesh = ball(3)
    half = dataclasses.replace(mesh, faces=mesh.faces[mesh.positions[mesh.faces].mean(axis=1)[:, 1] < 0])
    assert measure_deviation(half, Surface(mesh), samples=4000).p95 > 0.3


def test_sampled_points_lie_on_the_surface_and_repeat():
    mesh = ball(3)
    points = sample_points(mesh, 2000, seed=1)
    assert np.array_equal(points, sample_points(mesh, 2000, seed=1))
    assert Surface(mesh).find_nearest(points).distance.max() < 1e-5


def test_far_from_the_origin_distances_stay_exact():
    mesh = dataclasses.replace(ball(3), positions=ball(3).positions + 5e5)
    assert Surface(mesh).find_nearest(mesh.positions).distance.max() < 1e-5


def test_normals_point_outward_and_agree_across_seams():
    mesh = ball(3)
    normals = compute_normals(mesh.positions, mesh.faces)
    assert np.einsum("ij,ij->i", normals, mesh.positions).min() > 0.99
    torn = Mesh(mesh.positions[mesh.faces.reshape(-1)], np.arange(mesh.faces.size).reshape(-1, 3))
    assert np.allclose(compute_normals(torn.positions, torn.faces), normals[mesh.faces.reshape(-1)], atol=1e-6)


def test_fans_that_touch_in_a_point_are_cut_apart():
    positions = np.array([[0, 0, 0], [1, 0, 0], [1, 1, 0], [-1, 0, 0], [-1, -1, 0]], float)
    cut = separate_fans(Mesh(positions, np.array([[0, 1, 2], [0, 3, 4]])))
    assert len(cut.positions) == 6
    assert len(separate_fans(ball(2)).positions) == len(ball(2).positions)


def test_an_edge_with_three_faces_can_be_unwrapped():
    positions = np.array([[0, 0, 0], [0, 1, 0], [1, 0, 0], [-1, 0, 0.2], [0, 0, 1]], float)
    flat = unwrap_mesh(Mesh(positions, np.array([[0, 1, 2], [0, 1, 3], [0, 1, 4]])), 256)
    assert len(flat.faces) == 3
    assert flat.uv is not None
    assert flat.uv.min() >= 0
    assert flat.uv.max() <= 1


def test_baking_brings_the_masters_colours_to_the_right_place():
    master = master_of(painted(ball(4)))
    flat = unwrap_mesh(simplify_mesh(master.mesh, 1000), 256)
    pixels = bake_colors(flat, master.surface, master.appearance, 256)
    assert flat.uv is not None
    centres = flat.positions[flat.faces].mean(axis=1)
    seen = sample_bilinear(pixels, flat.uv[flat.faces].mean(axis=1))
    assert (np.abs(seen[centres[:, 0] > 0.15] - (200, 30, 30)).max(axis=1) < 20).mean() > 0.98
    assert (np.abs(seen[centres[:, 0] < -0.15] - (30, 30, 200)).max(axis=1) < 20).mean() > 0.98


def test_bilinear_sampling_has_its_origin_at_the_top_left():
    corners = np.array([[0.25, 0.25], [0.75, 0.25], [0.25, 0.75]], np.float32)
    assert sample_bilinear(quarters(), corners).tolist() == [[255, 0, 0], [0, 255, 0], [0, 0, 255]]


def test_a_good_picture_is_reused_and_one_outside_0_1_is_rebaked():
    assert can_reuse(read_appearance(square(quarters()))[0])
    tiled = square(quarters(), uv=[[0, 3], [3, 3], [3, 0], [0, 0]])
    assert not can_reuse(read_appearance(tiled)[0])
    skinned = dress_level(square(quarters()), master_of(square(quarters())), 512)
    assert skinned.pixels is None or skinned.pixels.shape[0] <= 512


def test_an_unreadable_picture_is_named():
    mesh = dataclasses.replace(
        square(quarters()), materials=(Material(base_image=Image(b"junk", "image/png", "b.png")),)
    )
    appearance, unreadable = read_appearance(mesh)
    assert unreadable == ("b.png",)
    assert appearance.is_plain


def test_pixels_are_fitted_to_multiples_of_four_and_never_enlarged():
    assert fit_pixels(np.zeros((101, 50, 3), np.uint8), 64).shape == (64, 32, 3)
    assert fit_pixels(np.zeros((16, 8, 3), np.uint8), 64).shape == (16, 8, 3)


def test_glb_parts_read_back_exactly():
    mesh = ball(2)
    document, blob = read_container(build_glb(mesh, "quả cầu"))
    view = document["bufferViews"][document["accessors"][0]["bufferView"]]
    found = np.frombuffer(blob, np.float32, len(mesh.positions) * 3, view["byteOffset"]).reshape(-1, 3)
    assert np.array_equal(found, mesh.positions.astype(np.float32))
    assert document["nodes"][0]["name"] == "quả cầu"


@pytest.mark.parametrize("data", [b"", b"glTF", b"x" * 40, build_glb(ball(0), "a")[:60]])
def test_a_broken_glb_is_refused(data):
    with pytest.raises(ReadError, match="glb_broken"):
        read_container(data)


def test_dressing_adds_texture_and_packet_last():
    packet = make_packet({"title_vi": "Chuông", "title_en": "Bell", "number": "A1", "sha256": "ab"})
    picture = Picture(b"12345", "image/ktx2", (4, 4))
    document, blob = read_container(dress_glb(build_glb(ball(1), "a"), Finish(), picture, packet))
    assert document["extensionsRequired"] == ["KHR_texture_basisu"]
    assert document["extensions"]["KHR_xmp_json_ld"]["packets"][0]["dc:identifier"] == "A1"
    assert document["asset"]["extensions"]["KHR_xmp_json_ld"] == {"packet": 0}
    view = document["bufferViews"][-1]
    assert blob[view["byteOffset"] : view["byteOffset"] + 5] == b"12345"


def test_vertex_colours_become_linear_and_opaque():
    out = linear_colors(np.array([[0, 128, 255, 0]], np.uint8))
    assert out.tolist() == [[0, 14146, 65535, 65535]]


def test_draco_keeps_the_triangles():
    mesh = dataclasses.replace(ball(3), normals=compute_normals(ball(3).positions, ball(3).faces))
    document, blob = read_container(_draco(mesh, build_glb(mesh, "a")))
    decoded = DracoPy.decode(blob)
    assert len(decoded.faces) == len(mesh.faces)
    assert np.abs(decoded.points.max(axis=0) - mesh.positions.max(axis=0)).max() < 1e-3
    assert set(document["meshes"][0]["primitives"][0]["extensions"]["KHR_draco_mesh_compression"]["attributes"]) == {
        "POSITION",
        "NORMAL",
    }


def test_the_picture_is_not_turned():
    camera = Camera(eye=(0, 1, 5), target=(0, 1, 0))
    seen = render_view(square(quarters()), camera, (80, 80))
    top_left, top_right, low_left = seen[30, 30], seen[30, 50], seen[50, 30]
    assert top_left.argmax() == 0
    assert top_right.argmax() == 1
    assert low_left.argmax() == 2


def test_rays_go_from_top_left_to_the_right():
    rays = camera_rays(Camera(eye=(0, 0, 5), target=(0, 0, 0)), (8, 4))
    assert rays[0, 0, 0] < 0 < rays[0, 7, 0]
    assert rays[3, 0, 1] < 0 < rays[0, 0, 1]
    assert (rays[..., 2] < 0).all()


def test_a_poster_shows_the_object():
    data = render_poster(ball(3), (160, 120))
    pixels = np.asarray(Pictures.open(io.BytesIO(data)).convert("RGB"))
    assert pixels.shape == (120, 160, 3)
    assert not is_blank(pixels)
    assert is_blank(np.full((20, 20, 3), 20, np.uint8))


def test_usdz_passes_the_librarys_own_checks(tmp_path: Path):
    mesh = dataclasses.replace(square(quarters()), materials=(), normals=np.tile(np.float32([0, 0, 1]), (4, 1)))
    write_usdz(Skinned(mesh, quarters()), tmp_path / "ar.usdz")
    assert check_usdz(tmp_path / "ar.usdz") == []


def test_missing_tools_say_what_to_do(tmp_path: Path):
    with pytest.raises(ToolError, match="node_missing"):
        find_tools(node=str(tmp_path / "no-node"))
    with pytest.raises(ToolError, match="node_packages_missing"):
        find_tools(node=sys.executable, folder=tmp_path)


def test_a_failing_tool_gives_its_last_words(tmp_path: Path):
    (tmp_path / "bad.py").write_text("raise SystemExit('no room')")
    with pytest.raises(ToolError, match="no room"):
        NodeTools(Path(sys.executable), tmp_path).run("bad.py")


def entry(file: str, **over: object) -> dict[str, object]:
    facts = {"triangles": 10, "vertices": 10, "texture_px": 0, "draw_calls": 1, "bytes": 10, "gpu_mb": 0.0}
    return {"file": file, "rms_mm": 0.0, "p95_mm": 0.0} | facts | over


def evidence(**over: object) -> profile.Evidence:
    standing = dataclasses.replace(ball(2), positions=ball(2).positions + np.array([0, 1, 0]))
    base = profile.Evidence([entry("vr.glb")], {"vr.glb": {}}, {"vr.glb": 0}, {"vr.glb": standing}, has_poster=True)
    return dataclasses.replace(base, **over)


def test_a_sound_set_is_ready_and_unchecked_rules_stay_unchecked():
    rules, ready = profile.check_profile(evidence())
    assert ready
    assert {r.id for r in rules if r.passed is None} == {"R10", "R11", "R12"}
    assert [r.id for r in rules] == [f"R{k}" for k in range(1, 13)]


@pytest.mark.parametrize(
    ("rule", "over"),
    [
        ("R1", {"errors": {"vr.glb": 1}}),
        ("R2", {"height_mm": 1500.0}),
        ("R2", {"meshes": {"vr.glb": ball(2)}}),
        ("R3", {"derivatives": [entry("vr.glb", triangles=150_001)]}),
        ("R3", {"derivatives": [entry("vr.glb"), entry("thumb.glb", bytes=200_001)]}),
        ("R4", {"derivatives": [entry("vr.glb", gpu_mb=300.0)]}),
        ("R5", {"documents": {"vr.glb": {"images": [{"mimeType": "image/jpeg"}]}}}),
        ("R6", {"documents": {"vr.glb": {"materials": [{"alphaMode": "BLEND"}]}}}),
        ("R8", {"documents": {"vr.glb": {"extensionsUsed": ["EXT_texture_webp"]}}}),
        ("R9", {"derivatives": [entry("vr.glb", rms_mm=None)]}),
        ("R10", {"has_poster": False}),
    ],
)
def test_one_fault_fails_its_rule_and_readiness(rule, over):
    rules, ready = profile.check_profile(evidence(**over))
    assert [r.id for r in rules if r.passed is False] == [rule]
    assert not ready


def test_gpu_memory_is_four_thirds_of_the_texels():
    document = {"images": [{"mimeType": "image/jpeg"}, {"mimeType": "image/ktx2"}]}
    assert profile.gpu_bytes(document, [(1024, 1024), (2048, 2048)]) == pytest.approx(4 / 3 * 2**20 * (4 + 2))


def test_jpeg_keeps_its_size():
    assert encode_jpeg(quarters()).size == (64, 64)
