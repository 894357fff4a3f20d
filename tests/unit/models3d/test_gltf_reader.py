import base64
import shutil
import subprocess
from pathlib import Path

import DracoPy
import numpy as np
import pytest

from models3d.errors import ReadError
from models3d.inspect import inspect_mesh
from models3d.readers import read_scan
from models3d.types import PointCloud
from tests.scans import CUBE_FACES, CUBE_POSITIONS, sphere, write_glb


def test_a_glb_is_in_metres_with_y_up(tmp_path):
    scan = read_scan(write_glb(tmp_path / "c.glb", CUBE_POSITIONS, CUBE_FACES))
    assert (scan.unit, scan.up, scan.up_evidence) == ("m", "y", "format")
    assert inspect_mesh(scan.geometry).volume == pytest.approx(1.0)


def test_node_transforms_are_applied_and_mirrors_turn_the_faces(tmp_path):
    def place(root):
        root["nodes"] = [{"children": [1], "translation": [10, 0, 0]}, {"mesh": 0, "scale": [-2, 1, 1]}]

    mesh = read_scan(write_glb(tmp_path / "c.glb", CUBE_POSITIONS, CUBE_FACES, change=place)).geometry
    found = inspect_mesh(mesh)
    assert found.bbox_min == (8.0, 0.0, 0.0)
    assert found.volume == pytest.approx(2.0), "a mirrored closed mesh still looks outward"


def test_strips_and_fans_and_plain_corners(tmp_path):
    square = CUBE_POSITIONS[[0, 1, 2, 3]]
    assert read_scan(write_glb(tmp_path / "s.glb", square, mode=5)).geometry.faces.tolist() == [[0, 1, 2], [2, 1, 3]]
    assert read_scan(write_glb(tmp_path / "f.glb", square, mode=6)).geometry.faces.tolist() == [[0, 1, 2], [0, 2, 3]]
    assert len(read_scan(write_glb(tmp_path / "t.glb", CUBE_POSITIONS[:6])).geometry.faces) == 2
    assert isinstance(read_scan(write_glb(tmp_path / "p.glb", square, mode=0)).geometry, PointCloud)


def test_sparse_accessors_are_put_in(tmp_path):
    places, values = np.array([7], "<u2").tobytes(), np.array([[5, 5, 5]], "<f4").tobytes()

    def sparse(root):
        uri = "data:application/octet-stream;base64," + base64.b64encode(places + b"\0\0" + values).decode()
        root["buffers"].append({"uri": uri, "byteLength": 16})
        root["bufferViews"] += [{"buffer": 1, "byteLength": 2}, {"buffer": 1, "byteOffset": 4, "byteLength": 12}]
        root["accessors"][0]["sparse"] = {
            "count": 1,
            "indices": {"bufferView": 2, "componentType": 5123},
            "values": {"bufferView": 3},
        }

    mesh = read_scan(write_glb(tmp_path / "s.glb", CUBE_POSITIONS, CUBE_FACES, change=sparse)).geometry
    assert mesh.positions[7].tolist() == [5, 5, 5]


def test_draco_is_decoded_to_its_true_size(tmp_path):
    packed = DracoPy.encode(CUBE_POSITIONS.astype(np.float32), CUBE_FACES.astype(np.uint32), quantization_bits=14)

    def draco(root):
        root["extensionsRequired"] = ["KHR_draco_mesh_compression"]
        uri = "data:;base64," + base64.b64encode(packed).decode()
        root["buffers"].append({"uri": uri, "byteLength": len(packed)})
        root["bufferViews"].append({"buffer": 1, "byteLength": len(packed)})
        primitive = root["meshes"][0]["primitives"][0]
        primitive["extensions"] = {"KHR_draco_mesh_compression": {"bufferView": 2, "attributes": {"POSITION": 0}}}
        for accessor in root["accessors"]:
            del accessor["bufferView"]

    found = inspect_mesh(read_scan(write_glb(tmp_path / "d.glb", CUBE_POSITIONS, CUBE_FACES, change=draco)).geometry)
    assert found.triangles == 12
    assert found.extent == pytest.approx((1, 1, 1), abs=1e-3)


def loop(root):
    root["nodes"] = [{"mesh": 0, "children": [1]}, {"children": [0]}]


def beyond(root):
    root["accessors"][0]["count"] = 9_000


def unknown_extension(root):
    root["extensionsRequired"] = ["VENDOR_secret_geometry"]


def no_mesh(root):
    root["nodes"] = [{}]


def old(root):
    root["asset"]["version"] = "1.0"


def lost_file(root):
    root["buffers"][0]["uri"] = "mất.bin"


def wild_index(root):
    root["accessors"][1]["componentType"] = 5121
    root["accessors"][1]["count"] = 36
    root["bufferViews"][1]["byteOffset"] = 0


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (loop, "scan_malformed"),
        (beyond, "gltf_buffer_short"),
        (unknown_extension, "gltf_extension_unsupported"),
        (no_mesh, "gltf_no_geometry"),
        (old, "gltf_version"),
        (lost_file, "side_file_missing"),
        (wild_index, "index_out_of_range"),
    ],
)
def test_faults_of_a_gltf_are_named(tmp_path, change, code):
    with pytest.raises(ReadError) as caught:
        read_scan(write_glb(tmp_path / "x.glb", CUBE_POSITIONS, CUBE_FACES, change=change))
    assert caught.value.code == code


def test_a_glb_cut_short_is_refused(tmp_path):
    path = write_glb(tmp_path / "x.glb", CUBE_POSITIONS, CUBE_FACES)
    path.write_bytes(path.read_bytes()[:-40])
    with pytest.raises(ReadError) as caught:
        read_scan(path)
    assert caught.value.code == "glb_truncated"


GLTFPACK = Path(__file__).parents[3] / "models3d/node/node_modules/.bin/gltfpack"


@pytest.mark.parametrize("options", [["-noq"], []])
def test_meshopt_written_by_gltfpack_is_decoded_to_the_same_shape(tmp_path, options):
    node = shutil.which("node")
    if node is None or not GLTFPACK.is_file():
        pytest.skip("gltfpack is not installed (make setup)")
    positions, faces = sphere(24, 32)
    path = write_glb(tmp_path / "in.glb", positions, faces)
    command = [node, str(GLTFPACK.resolve()), "-i", path.name, "-o", "out.glb", "-cc", *options]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=60)
    assert b"EXT_meshopt_compression" in (tmp_path / "out.glb").read_bytes()
    found, plain = inspect_mesh(read_scan(tmp_path / "out.glb").geometry), inspect_mesh(read_scan(path).geometry)
    assert (found.triangles, found.watertight) == (plain.triangles, True)
    assert found.volume == pytest.approx(plain.volume, rel=1e-3)


def test_a_broken_meshopt_stream_is_refused(tmp_path):
    def packed(root):
        root["bufferViews"][0]["extensions"] = {
            "EXT_meshopt_compression": {
                "buffer": 0,
                "byteLength": 90,
                "byteStride": 12,
                "count": 8,
                "mode": "ATTRIBUTES",
            }
        }

    with pytest.raises(ReadError) as caught:
        read_scan(write_glb(tmp_path / "m.glb", CUBE_POSITIONS, CUBE_FACES, change=packed))
    assert caught.value.values["where"] == "EXT_meshopt_compression"
