"""All shared meshes, textured models and clouds: each reads or is refused for a stated reason."""

import csv
import re
import time

import pytest

from models3d.errors import GeometryError
from models3d.readers import read_scan
from models3d.types import Mesh

NOT_SCANS = re.compile(r"\.(md|txt|png|jpe?g|bin|mtl|gif|json|zip)$", re.IGNORECASE)
REFUSALS = {
    "empty_cloud", "empty_mesh", "format_kept_only", "gltf_no_geometry", "las_truncated", "no_faces",
}  # fmt: skip
SAMPLE = [
    "mesh/3DHOP/gargo.ply", "mesh/trimesh/multibody.stl", "mesh/trimesh/box.obj", "mesh/trimesh/whitespace.off",
    "mesh/trimesh/CesiumMilkTruck.glb", "mesh/trimesh/counterX.3MF", "mesh/assimp/Collada/duck.dae",
    "mesh/trimesh/machinist.XAML", "mesh/tinyusdz/texture-cat-plane.usdz", "mesh/trimesh/headless.ctm",
    "textured/dpo-packrat/nmnh_sea_turtle-scene/sea_turtle-20k-thumb.glb", "mesh/trimesh/empty_nodes.glb",
    "textured/obj2gltf/box-subdirectories/box-textured.obj", "cloud/PDAL/pcd/autzen-utm.pcd",
    "cloud/PDAL/copc/1.2-with-color.copc.laz", "cloud/pcl/milk.pcd", "cloud/PDAL/pts/bunny_8.pts",
    "cloud/PDAL/ptx/1.2-with-color.ptx", "cloud/e57/bunnyInt19.e57", "cloud/trimesh-points/points_agisoft.xyz",
]  # fmt: skip


def listed(root):
    with (root / "INDEX.tsv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [r for r in rows if r["path"].split("/")[0] in {"mesh", "textured", "cloud"}]
    return [(r["path"], r["opened"]) for r in wanted if not NOT_SCANS.search(r["path"])]


def holds_shapes(opened):
    counts = re.findall(r"\b(?:tri|points|lines|v)=(\d+)", opened)
    return any(int(c) > 0 for c in counts)


def outcome(path):
    began = time.monotonic()
    try:
        geometry = read_scan(path).geometry
    except GeometryError as refusal:
        return refusal.code, time.monotonic() - began
    count = len(geometry.faces) if isinstance(geometry, Mesh) else len(geometry.positions)
    return count, time.monotonic() - began


@pytest.mark.parametrize("name", SAMPLE)
def test_a_sample_reads_or_is_refused(shared_data, name):
    found, _ = outcome(shared_data / name)
    assert (found in REFUSALS) if isinstance(found, str) else found > 0


@pytest.mark.golden
def test_nine_of_ten_files_with_shapes_read(shared_data, capsys):
    rows = [(name, opened, *outcome(shared_data / name)) for name, opened in listed(shared_data)]
    with capsys.disabled():
        for name, _, found, seconds in rows:
            print(f"{name:90} {found!s:>18} {seconds:6.2f} s")  # noqa: T201  # the table is the product
        solid = [(n, f) for n, o, f, _ in rows if holds_shapes(o)]
        read = sum(not isinstance(f, str) for _, f in solid)
        print(f"{read} of {len(solid)} files with shapes read")  # noqa: T201  # the table is the product
    assert {f for _, _, f, _ in rows if isinstance(f, str)} <= REFUSALS
    assert read >= 0.9 * len(solid)
