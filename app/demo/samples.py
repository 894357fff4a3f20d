"""Real scans and photographs from a sample folder, with the licence and attribution that its index states."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.demo.crew import Lookout, describe_failure, ended_jobs, has_active_jobs, workers
from app.demo.entries import Sample, read_samples
from app.demo.loader import WHO, Outcome, find_record, hand_in, retry_failed
from app.parts import Parts
from catalogue.records import Artifact, JobRun
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.files import list_files
from catalogue.vocab.terms import Status
from ingest.errors import IngestError
from ingest.recipes.submit import Target

Report = Callable[[str, float], None]
_OPEN = ("cc0", "cc-by", "public domain", "mit", "bsd", "apache")
_CLOSED = ("local tests only", "gpl", "-nc", "not stated", "unknown")
_STAMP = (2026, 11, 22, 0, 0, 0)
_LABEL_VI = "Bản quét hoặc ảnh mẫu có sẵn để thử hệ thống; không phải hiện vật Huế."
_LABEL_EN = "A public sample scan or photograph for trying the system; not a Huế relic."


@dataclass(frozen=True, slots=True)
class Source:
    """What the index says of one file."""

    source: str
    licence: str
    attribution: str

    @property
    def is_open(self) -> bool:
        """Whether the licence names a free one and nothing that forbids showing."""
        text = self.licence.casefold()
        return any(word in text for word in _OPEN) and not any(word in text for word in _CLOSED)


def read_index(folder: Path) -> dict[str, Source]:
    """The folder's ``INDEX.tsv`` by path.

    Raises:
        IngestError: ``sample_index_missing``: the folder has no such index.
    """
    index = folder / "INDEX.tsv"
    if not index.is_file():
        raise IngestError("sample_index_missing", folder=folder.name)
    with index.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        return {row["path"]: Source(row["source"], row["licence"], row["attribution"]) for row in rows}


def load_samples(parts: Parts, folder: Path, report: Report) -> Outcome:
    """Register, ingest and publish the curated samples that the folder holds under an open licence.

    Run again it does only what is missing.

    Raises:
        IngestError: ``sample_index_missing``.
    """
    index = read_index(folder)
    showable = [sample for sample in read_samples() if _may_show(sample, folder, index)]
    registered = _register(parts, showable, index)
    missing = [sample for sample in showable if not _has_files(parts, sample)]
    submitted, failed = 0, list[JobRun]()
    again = retry_failed(parts, [sample.number for sample in showable])
    if missing or again or has_active_jobs(parts):
        lookout = Lookout(parts, report, known=ended_jobs(parts) - again)
        with workers(parts, max(2, parts.settings.workers)):
            lookout.wait()
            submitted = sum(_hand_in_all(parts, sample, folder, index) for sample in missing)
            failed = lookout.wait()
    published = _publish(parts, showable)
    return Outcome(registered, submitted, published, tuple(describe_failure(parts, job) for job in failed))


def _may_show(sample: Sample, folder: Path, index: Mapping[str, Source]) -> bool:
    """Whether every file of the sample is there and open."""
    return all(path in index and index[path].is_open and (folder / path).is_file() for path in sample.paths)


def _register(parts: Parts, samples: list[Sample], index: Mapping[str, Source]) -> int:
    """The records that are not there yet."""
    made = 0
    with parts.sessions.begin() as session:
        for sample in samples:
            if find_record(session, sample.number, is_site=False) is None:
                register_artifact(session, WHO, _values(sample, index[sample.paths[0]]))
                made += 1
    return made


def _values(sample: Sample, source: Source) -> dict[str, object]:
    """The record's columns, labelled as a sample."""
    credit = f"{source.attribution} — {source.licence}"
    return {
        **sample.values,
        "licence": source.licence[:120],
        "attribution": source.attribution,
        "rights": f"{_LABEL_VI} / {_LABEL_EN}",
        "origin": source.source,
        "location": "Kho số, tệp mẫu / digital store, sample files",
        "description_vi": f"{_LABEL_VI}\n\nNguồn: {credit}.",
        "description_en": f"{_LABEL_EN}\n\nSource: {credit}.",
    }


def _has_files(parts: Parts, sample: Sample) -> bool:
    """Whether all the sample's files were taken in."""
    wanted = (1 if sample.zip_name else len(sample.scans)) + len(sample.photos) + len(sample.panoramas)
    with parts.readers() as session:
        row = find_record(session, sample.number, is_site=False)
        return row is not None and len(list_files(session, WHO, artifact_id=row.id)) >= wanted


def _hand_in_all(parts: Parts, sample: Sample, folder: Path, index: Mapping[str, Source]) -> int:
    """Give the sample's files to the ingest; gives how many were new."""
    with parts.readers() as session:
        row = find_record(session, sample.number, is_site=False)
        artifact_id = str(row.id) if isinstance(row, Artifact) else ""
    scans = [_packed(parts, sample, folder)] if sample.zip_name else [folder / path for path in sample.scans]
    kinds = [*((path, "scan") for path in scans), *((folder / path, "photo") for path in sample.photos)]
    kinds += [(folder / path, "panorama") for path in sample.panoramas]
    source = index[sample.paths[0]]
    words: dict[str, object] = {"licence": source.licence[:120], "attribution": source.attribution}
    for language in ("vi", "en"):
        words[f"title_{language}"] = words[f"alt_{language}"] = sample.values[f"title_{language}"]
    return sum(hand_in(parts, path, words, _target(sample, artifact_id, kind)) for path, kind in kinds)


def _target(sample: Sample, artifact_id: str, kind: str) -> Target:
    """What a file belongs to; the sample's unit is that of its scan."""
    return Target(artifact_id=artifact_id, kind=kind, unit=sample.unit if kind == "scan" else "")


def _packed(parts: Parts, sample: Sample, folder: Path) -> Path:
    """The files that belong together as one ZIP, the same bytes each time."""
    path = parts.work / "demo" / sample.zip_name
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED) as archive:
        for name in sample.scans:
            archive.writestr(zipfile.ZipInfo(Path(name).name, _STAMP), (folder / name).read_bytes())
    return path


def _publish(parts: Parts, samples: list[Sample]) -> int:
    """Publish the drafts that hold a file."""
    done = 0
    for sample in samples:
        if not _has_files(parts, sample):
            continue
        with parts.sessions.begin() as session:
            row = find_record(session, sample.number, is_site=False)
            if isinstance(row, Artifact) and row.status is Status.DRAFT:
                change_artifact_status(session, WHO, sample.number, Status.PUBLISHED)
                done += 1
    return done
