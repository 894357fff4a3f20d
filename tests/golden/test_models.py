"""Every shared mesh, textured model and cloud becomes a model or is refused for a stated reason; a table is printed."""

import csv
import json
import re
import shutil
import struct
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.commands.model import TARGET
from app.making import scan_in
from ingest.errors import RefusedError, StepError
from ingest.sandbox import StepLimits, run_step

# Side files are read with their main file, never alone: pictures, materials, buffers, texts and scene descriptions.
SIDE_FILES = re.compile(r"\.(md|txt|png|jpe?g|gif|bin|mtl|json)$", re.IGNORECASE)
LIMITS = StepLimits(memory_bytes=6 * 10**9, seconds=900, cpu_seconds=600)
BROKEN = {"step_crashed", "step_time", "step_memory"}
TABLE = Path(__file__).resolve().parents[2] / "artifacts" / "golden-models.md"
FEWEST_POINTS = 3  # a triangle's corners; fewer can never be a surface
FILES = {"thumb.glb", "phone.glb", "vr.glb", "desktop.glb", "ar.usdz", "poster.webp", "report.json"}
SAMPLE = [
    "mesh/trimesh/box.obj", "mesh/trimesh/multibody.stl", "mesh/trimesh/20mm-xyz-cube.stl",
    "mesh/trimesh/ballB.off", "mesh/trimesh/cubevc.glb", "mesh/trimesh/TestScene.gltf",
    "mesh/trimesh/featuretype.3MF", "mesh/trimesh/blue_cube.dae", "mesh/trimesh/machinist.XAML",
    "mesh/tinyusdz/texture-cat-plane.usdz", "mesh/trimesh/ascii.stl.zip", "mesh/trimesh/cube_blender_uv.ply",
    "mesh/trimesh/reference.ply", "mesh/trimesh-fuze/fuze.obj", "mesh/trimesh/headless.ctm",
    "mesh/trimesh/empty_nodes.glb", "textured/obj2gltf/box-subdirectories/box-textured.obj",
    "textured/dpo-packrat/nmnh_sea_turtle-scene/sea_turtle-20k-thumb.glb", "cloud/PDAL/las/warsaw_small.las",
    "cloud/PDAL/copc/1.2-with-color.copc.laz", "cloud/pcl/bun0.pcd", "cloud/PDAL/pts/test.pts",
    "cloud/PDAL/ptx/1.2-with-color.ptx", "cloud/e57/tinyCartesianFloatRgb.e57",
    "cloud/trimesh-points/points_agisoft.xyz",
]  # fmt: skip
REFUSED_SAMPLE = {"mesh/trimesh/headless.ctm", "mesh/trimesh/empty_nodes.glb"}


@dataclass(frozen=True)
class Row:
    """What became of one file; ``triangles`` are those of ``vr.glb``."""

    name: str
    outcome: str
    seconds: float = 0.0
    cpu_seconds: float = 0.0
    peak_mb: float = 0.0
    triangles: int = 0
    vr_ready: bool = False
    faults: tuple[str, ...] = ()

    def __str__(self) -> str:
        numbers = f"{self.seconds:.1f} | {self.cpu_seconds:.1f} | {self.peak_mb:.0f} | {self.triangles}"
        ready = "yes" if self.vr_ready else "no" if self.outcome == "model" else "–"
        return f"| {self.name} | {self.outcome} | {numbers} | {ready} |"


def make(root: Path, name: str, folder: Path) -> Row:
    """The path of ``cuudinh model``: told by content, taken out of its archive, made in a child with limits."""
    folder.mkdir()
    try:
        source = scan_in(root / name, folder / "unpacked", Path(name).name)
        report = run_step(TARGET, {"source": str(source), "out": str(folder / "out")}, limits=LIMITS)
    except (RefusedError, StepError) as refusal:
        return Row(name, refusal.code)
    row = Row(
        name,
        "model",
        **report["_usage"],
        triangles=next(e["triangles"] for e in report["derivatives"] if e["usage"] == "vr"),
        vr_ready=report["vr_ready"],
        faults=tuple(find_faults(folder / "out", report)),
    )
    shutil.rmtree(folder)
    return row


def find_faults(out: Path, report: dict) -> list[str]:
    """What is wrong with a finished model: missing files, empty geometry, validator errors, unmeasured deviation."""
    faults = [f"missing {name}" for name in FILES - {path.name for path in out.iterdir()}]
    faults += [f"empty {e['file']}" for e in report["derivatives"] if e["triangles"] < 1]
    faults += [f"not measured {e['file']}" for e in report["derivatives"] if e["rms_mm"] is None]
    faults += ["validator"] if not next(r["passed"] for r in report["rules"] if r["id"] == "R1") else []
    faults += [f"no geometry in {name}" for name in ("vr.glb", "phone.glb") if not drawn_indices(out / name)]
    return faults


def drawn_indices(path: Path) -> int:
    """Count the indices that a GLB's own JSON declares, read without any of our code."""
    data = path.read_bytes()
    document = json.loads(data[20 : 20 + struct.unpack_from("<I", data, 12)[0]])
    primitives = [p for mesh in document["meshes"] for p in mesh["primitives"]]
    return sum(document["accessors"][p["indices"]]["count"] for p in primitives)


def make_all(root: Path, names: list[str], folder: Path, table: Path | None = None) -> list[Row]:
    """At most two files at once; finished rows stand in the table at once, so that a stopped run isn't lost."""

    def one(number: int, name: str) -> Row:
        row = make(root, name, folder / str(number))
        if table is not None:
            with table.open("a", encoding="utf-8") as growing:
                growing.write(f"{row}\n")
        return row

    with ThreadPoolExecutor(2) as both:
        return list(both.map(one, range(len(names)), names))


def count_shapes(opened: str) -> int:
    """How many triangles or points the index says that another reader found."""
    return max((int(found) for found in re.findall(r"\b(?:tri|points|v|lines)=(\d+)", opened)), default=0)


def listed(root: Path) -> dict[str, int]:
    """Main files of the three groups with the count of their triangles or points."""
    with (root / "INDEX.tsv").open(encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened, delimiter="\t", quoting=csv.QUOTE_NONE))
    wanted = [r for r in rows if r["path"].split("/")[0] in {"mesh", "textured", "cloud"}]
    return {r["path"]: count_shapes(r["opened"]) for r in wanted if not SIDE_FILES.search(r["path"])}


def share(rows: list[Row], names: set[str]) -> tuple[int, int]:
    """How many of the named files gave a model, and how many there are."""
    return sum(r.outcome == "model" for r in rows if r.name in names), len(names)


def describe(rows: list[Row], counts: dict[str, int]) -> str:
    """The table with its sums, in Markdown."""
    solid = share(rows, {n for n, count in counts.items() if count > 0})
    possible = share(rows, {n for n, count in counts.items() if count >= FEWEST_POINTS})
    quotient = possible[0] / possible[1]
    made = [r for r in rows if r.outcome == "model"]
    lines = [
        "| file | outcome | seconds | CPU seconds | peak MB | triangles of vr | vr_ready |",
        "|---|---|---:|---:|---:|---:|---|",
        *(str(row) for row in rows),
        "",
        f"- {len(made)} of {len(rows)} main files gave a model, {sum(r.vr_ready for r in made)} of them vr_ready.",
        f"- Of the files with triangles or points: {solid[0]} of {solid[1]} ({solid[0] / solid[1]:.1%}).",
        f"- Without those of fewer than {FEWEST_POINTS} points: {possible[0]} of {possible[1]} ({quotient:.1%}).",
    ]
    return "\n".join(lines) + "\n"


def test_a_sample_of_all_formats_becomes_models(shared_data, tmp_path):
    rows = make_all(shared_data, SAMPLE, tmp_path)
    assert {r.name: r.outcome for r in rows if r.outcome != "model"}.keys() == REFUSED_SAMPLE
    assert [(r.name, r.outcome) for r in rows if r.outcome in BROKEN] == []
    assert [(r.name, r.faults) for r in rows if r.faults] == []


@pytest.mark.golden
@pytest.mark.timeout(4 * 3600)
def test_nine_of_ten_scans_become_models(shared_data, tmp_path, capsys):
    counts = listed(shared_data)
    TABLE.parent.mkdir(exist_ok=True)
    TABLE.unlink(missing_ok=True)
    rows = make_all(shared_data, list(counts), tmp_path, TABLE)
    table = describe(rows, counts)
    TABLE.write_text("# Models of all shared scans\n\n" + table, encoding="utf-8")
    with capsys.disabled():
        print(table)  # noqa: T201  # the table is the product
    assert [(r.name, r.outcome) for r in rows if r.outcome in BROKEN] == []
    assert [(r.name, r.faults) for r in rows if r.faults] == []
    made, possible = share(rows, {n for n, count in counts.items() if count >= FEWEST_POINTS})
    assert made >= 0.9 * possible
