"""Sample files come in through the real ingest with their licence; closed ones stay out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from app.demo import entries
from app.demo.samples import Source, load_samples, read_index
from app.parts import Parts
from catalogue.policy import Identity
from catalogue.records import Artifact, DigitalFile
from catalogue.services.artifacts import list_artifacts
from catalogue.vocab.terms import Status
from ingest.errors import IngestError

TABLE = """
[[sample]]
accession_number = "MQ.01"
photos = ["a/open.jpg"]
title_vi = "Ảnh mở"
title_en = "Open picture"
object_type = "ảnh"

[[sample]]
accession_number = "MQ.02"
photos = ["a/closed.jpg"]
title_vi = "Ảnh kín"
title_en = "Closed picture"
object_type = "ảnh"
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch) -> Path:
    """A sample folder with one open and one closed picture, and a table that asks for both."""
    root = tmp_path / "samples"
    (root / "a").mkdir(parents=True)
    Image.new("RGB", (320, 240), (200, 30, 30)).save(root / "a" / "open.jpg")
    Image.new("RGB", (320, 240), (30, 30, 200)).save(root / "a" / "closed.jpg")
    head = "path\tbytes\tsha256\twhat\tsource\tlicence\tattribution\tgroup\topened\n"
    rows = [
        "a/open.jpg\t1\tx\tpicture\tx/y@1:open.jpg\tCC-BY-4.0\tNgười chụp\tphoto\tJPEG",
        "a/closed.jpg\t1\tx\tpicture\tx/y@1:closed.jpg\tGPL-3.0 (repo) - local tests only\tSomeone\tphoto\tJPEG",
    ]
    (root / "INDEX.tsv").write_text(head + "\n".join(rows) + "\n", encoding="utf-8")
    (tmp_path / "samples.toml").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(entries, "_FOLDER", tmp_path)
    return root


def test_open_samples_are_published_with_their_licence_and_closed_ones_left_out(parts: Parts, folder: Path):
    first = load_samples(parts, folder, lambda *_: None)
    assert (first.registered, first.submitted, first.published, first.failed) == (1, 1, 1, ())
    with parts.readers() as session:
        (artifact,) = list_artifacts(session, Identity.public()).items
        assert artifact.accession_number == "MQ.01"
        assert (artifact.licence, artifact.attribution) == ("CC-BY-4.0", "Người chụp")
        assert "không phải hiện vật Huế" in (artifact.description_vi or "")
        assert session.scalar(select(DigitalFile.licence)) == "CC-BY-4.0"

    again = load_samples(parts, folder, lambda *_: None)
    assert (again.registered, again.submitted, again.published) == (0, 0, 0)
    with parts.readers() as session:
        assert session.scalar(select(func.count()).select_from(Artifact)) == 1
        assert session.scalar(select(Artifact.status)) is Status.PUBLISHED


def test_a_folder_without_index_is_refused(tmp_path: Path):
    with pytest.raises(IngestError) as caught:
        read_index(tmp_path)
    assert caught.value.code == "sample_index_missing"
    assert caught.value.values == {"folder": tmp_path.name}


@pytest.mark.parametrize(
    ("licence", "is_open"),
    [
        ("CC0-1.0 (its README)", True), ("CC-BY-4.0", True), ("public domain", True), ("MIT", True),
        ("BSD-3-Clause (repo)", True), ("GPL-3.0 (repo licence) - local tests only", False), ("CC-BY-NC-4.0", False),
        ("Apache-2.0 (repo); image source not stated", False), ("", False), ("all rights reserved", False),
    ],
)  # fmt: skip
def test_only_licences_that_allow_showing_are_open(licence, is_open):
    assert Source("", licence, "").is_open is is_open
