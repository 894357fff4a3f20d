import numpy as np
import pytest

from models3d.errors import ReadError
from models3d.inspect import inspect_mesh
from models3d.readers import read_scan
from models3d.types import Mesh, PointCloud
from tests.scans import CUBE_FACES, CUBE_POSITIONS, write_obj, write_off, write_ply, write_stl


def refusal(path):
    with pytest.raises(ReadError) as caught:
        read_scan(path)
    assert caught.value.values.get("file") == path.name
    return caught.value


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_a_ply_cube_is_closed_with_volume_one(tmp_path, form):
    scan = read_scan(write_ply(tmp_path / "cube.ply", CUBE_POSITIONS, CUBE_FACES, form=form))
    found = inspect_mesh(scan.geometry)
    assert (scan.format, found.triangles, found.watertight) == ("ply", 12, True)
    assert found.volume == pytest.approx(1.0)


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian", "binary_big_endian"])
def test_ply_polygons_of_different_lengths_are_cut_into_triangles(tmp_path, form):
    faces = [[0, 1, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5, 1]]
    mesh = read_scan(write_ply(tmp_path / "mixed.ply", CUBE_POSITIONS, faces, form=form)).geometry
    assert mesh.faces.tolist() == [[0, 1, 3], [0, 3, 2], [4, 6, 7], [4, 7, 5], [0, 4, 5], [0, 5, 1]]


def test_a_ply_without_faces_is_a_cloud_with_its_colours(tmp_path):
    colors = np.arange(24).reshape(8, 3) % 2
    cloud = read_scan(write_ply(tmp_path / "points.ply", CUBE_POSITIONS, colors=colors)).geometry
    assert isinstance(cloud, PointCloud)
    assert cloud.colors.tolist() == colors.tolist(), "dark bytes stay dark"


@pytest.mark.parametrize("form", ["ascii", "binary_little_endian"])
def test_a_ply_cut_short_is_refused_with_both_counts(tmp_path, form):
    path = write_ply(tmp_path / "cụt.ply", CUBE_POSITIONS, CUBE_FACES, form=form)
    path.write_bytes(path.read_bytes()[:-30])
    fault = refusal(path)
    assert fault.code == "ply_truncated"
    assert fault.values["expected"] == 12
    assert fault.values["found"] < 12


def test_a_ply_header_that_promises_the_moon_is_refused_before_memory_is_taken(tmp_path):
    path = write_ply(tmp_path / "moon.ply", CUBE_POSITIONS, CUBE_FACES)
    path.write_bytes(path.read_bytes().replace(b"vertex 8", b"vertex 4000000000"))
    assert refusal(path).code == "ply_truncated"


def test_a_ply_without_end_of_header_is_refused(tmp_path):
    path = tmp_path / "head.ply"
    path.write_bytes(b"ply\nformat ascii 1.0\nelement vertex 3\n")
    assert refusal(path).code == "ply_no_header_end"


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_coordinates_that_are_no_numbers_are_counted(tmp_path, bad):
    positions = CUBE_POSITIONS.copy()
    positions[3, 1] = positions[5, 0] = bad
    fault = refusal(write_ply(tmp_path / "nan.ply", positions, CUBE_FACES))
    assert (fault.code, fault.values["count"], fault.values["total"]) == ("not_finite", 2, 8)


@pytest.mark.parametrize("index", [8, -1, 2_000_000_000])
@pytest.mark.parametrize("write", [write_ply, write_off, write_obj])
def test_a_face_beyond_the_vertices_never_reaches_an_engine(tmp_path, write, index):
    faces = CUBE_FACES.copy()
    faces[4, 2] = index if write is not write_obj or index > 0 else 7_000
    fault = refusal(write(tmp_path / f"range.{write.__name__[6:]}", CUBE_POSITIONS, faces))
    assert fault.code == "index_out_of_range"


def test_a_mesh_at_one_place_has_no_extent(tmp_path):
    assert refusal(write_ply(tmp_path / "dot.ply", CUBE_POSITIONS * 0 + 3, CUBE_FACES)).code == "zero_extent"


def test_wedge_texture_coordinates_split_vertices_and_find_the_picture(tmp_path):
    head = (
        "ply\nformat ascii 1.0\ncomment TextureFile da.PNG\nelement vertex 4\nproperty float x\nproperty float y\n"
        "property float z\nelement face 2\nproperty list uchar int vertex_indices\n"
        "property list uchar float texcoord\nend_header\n"
    )
    body = "0 0 0\n1 0 0\n1 1 0\n0 1 0\n3 0 1 2 6 0 0 1 0 1 1\n3 0 2 3 6 .5 .5 1 1 0 1\n"
    (tmp_path / "wedge.ply").write_text(head + body)
    (tmp_path / "Da.png").write_bytes(b"\x89PNG....")
    scan = read_scan(tmp_path / "wedge.ply")
    assert len(scan.geometry.positions) == 5, "only the corner with two coordinates is split"
    assert scan.geometry.uv[0].tolist() == [0.0, 1.0], "the origin is moved to the top"
    assert scan.geometry.materials[0].base_image.mime == "image/png"
    (tmp_path / "Da.png").unlink()
    assert [n.code for n in read_scan(tmp_path / "wedge.ply").warnings] == ["texture_missing"]


@pytest.mark.parametrize("text", [True, False])
def test_stl_corners_are_welded(tmp_path, text):
    scan = read_scan(write_stl(tmp_path / "cube.stl", CUBE_POSITIONS, CUBE_FACES, text=text))
    assert (len(scan.geometry.positions), len(scan.geometry.faces), scan.up) == (8, 12, "z")


def test_an_stl_is_known_by_its_content_not_by_its_name(tmp_path):
    path = write_stl(tmp_path / "cube.bin", CUBE_POSITIONS, CUBE_FACES)
    assert read_scan(path).format == "stl"


@pytest.mark.parametrize("text", [True, False])
def test_a_short_stl_is_refused(tmp_path, text):
    path = write_stl(tmp_path / "short.stl", CUBE_POSITIONS, CUBE_FACES, text=text)
    path.write_bytes(path.read_bytes()[:-70])
    assert refusal(path).code == "stl_truncated"


def test_a_short_off_is_refused(tmp_path):
    path = write_off(tmp_path / "short.off", CUBE_POSITIONS, CUBE_FACES)
    path.write_text("\n".join(path.read_text().splitlines()[:-3]))
    assert refusal(path).code == "off_truncated"


OBJ = """mtllib chất liệu.mtl
v 0 0 0
v 1 0 0
v 1 1 0
v 0 1 0
vt 0 0
vt 1 0
vt 1 1
vt 0 1
usemtl đỏ
f -4/-4 -3/-3 -2/-2 -1/-1
usemtl xanh
f 1/1/ 2/2/ 3/3/
"""


def test_obj_polygons_negative_indices_and_materials(tmp_path):
    (tmp_path / "a.obj").write_text(OBJ)
    (tmp_path / "chất liệu.mtl").write_text(
        "newmtl đỏ\nKd 1 0 0\nmap_Kd -s 1 1 1 textures\\Ảnh 1.JPG\nnewmtl xanh\nKd 0 0 1\n"
    )
    (tmp_path / "ảnh 1.jpg").write_bytes(b"\xff\xd8\xff....")
    scan = read_scan(tmp_path / "a.obj")
    mesh = scan.geometry
    assert mesh.faces.shape == (3, 3)
    assert sorted(m.name for m in mesh.materials) == ["xanh", "đỏ"]
    assert next(m for m in mesh.materials if m.name == "đỏ").base_image.data.startswith(b"\xff\xd8")
    assert scan.warnings == ()
    assert np.bincount(mesh.material_ids).tolist() in ([1, 2], [2, 1])


def test_an_obj_without_its_material_and_picture_is_still_a_mesh(tmp_path):
    (tmp_path / "a.obj").write_text(OBJ)
    scan = read_scan(tmp_path / "a.obj")
    assert isinstance(scan.geometry, Mesh)
    assert [(n.code, n.values["material_file"]) for n in scan.warnings] == [("material_file_missing", "chất liệu.mtl")]
    (tmp_path / "chất liệu.mtl").write_text("newmtl đỏ\nmap_Kd mất.png\n")
    assert [(n.code, n.values["texture"]) for n in read_scan(tmp_path / "a.obj").warnings] == [
        ("texture_missing", "mất.png")
    ]


def test_an_obj_never_reads_outside_its_folder(tmp_path):
    inner = tmp_path / "in"
    inner.mkdir()
    (tmp_path / "secret.png").write_bytes(b"\x89PNG secret")
    (inner / "a.obj").write_text(OBJ)
    (inner / "chất liệu.mtl").write_text("newmtl đỏ\nmap_Kd ../secret.png\n")
    scan = read_scan(inner / "a.obj")
    assert [n.code for n in scan.warnings] == ["texture_missing"]
    assert all(m.base_image is None for m in scan.geometry.materials)


def test_obj_vertex_colours_are_kept(tmp_path):
    (tmp_path / "c.obj").write_text("v 0 0 0 1 0 0\nv 1 0 0 0 1 0\nv 0 1 0 0 0 1\nf 1 2 3\n")
    assert read_scan(tmp_path / "c.obj").geometry.colors.tolist()[0] == [255, 0, 0, 255]


def test_a_wireframe_obj_has_no_faces(tmp_path):
    (tmp_path / "w.obj").write_text("v 0 0 0\nv 1 0 0\nl 1 2\n")
    assert refusal(tmp_path / "w.obj").code == "no_faces"


@pytest.mark.parametrize(
    ("name", "content", "code"),
    [
        ("chữ.glb", b"Day la van ban, khong phai GLB.\n" * 9, "scan_mismatch"),
        ("a.ply", b"", "file_empty"),
        ("a.dat", bytes(range(256)) * 3, "scan_unknown"),
        ("a.ctm", b"OCTM\x05\0\0\0" + bytes(90), "format_kept_only"),
        ("a.zip", b"PK\x03\x04broken", "scan_malformed"),
        ("nOFF.off", b"4OFF\n1 1 1\n0 0 0 0\n", "off_kind_unsupported"),
        ("x.obj", b"v 1 2 abc\nv 0 0 0\nv 1 1 1\nf 1 2 3\n", "scan_malformed"),
    ],
)
def test_strangers_get_a_clear_refusal(tmp_path, name, content, code):
    (tmp_path / name).write_bytes(content)
    assert refusal(tmp_path / name).code == code


def test_a_missing_file_is_said_so(tmp_path):
    assert refusal(tmp_path / "none.ply").code == "file_missing"


def test_map_coordinates_are_shifted_in_doubles(tmp_path):
    far = CUBE_POSITIONS * 0.01 + [776_543.25, 1_823_456.5, 12.0]
    scan = read_scan(write_ply(tmp_path / "far.ply", far, CUBE_FACES))
    assert scan.shift[0] == 776_543.0
    assert np.allclose(scan.geometry.positions + scan.shift, far, atol=1e-9)
    assert np.abs(scan.geometry.positions).max() < 1.0
