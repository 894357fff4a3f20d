"""Addresses that the API's documents point to."""

from __future__ import annotations

from urllib.parse import quote

from app.context import base_url
from app.i18n import LANGUAGES
from catalogue.records import (
    Artifact,
    Comparison,
    ComparisonFile,
    Derivative,
    DigitalFile,
    Model,
    Scene,
    Site,
    Tour,
)

API = "/api/v1"


def artifact_links(artifact: Artifact, thumbnail: Derivative | None = None) -> dict[str, str]:
    """Where an artifact's documents, files, models and pages are."""
    number = quote(artifact.accession_number, safe="")
    links = {
        "self": f"{API}/artifacts/{quote(artifact.accession_number)}",
        "files": f"{API}/files?artifact={number}",
        "models": f"{API}/models?artifact={number}",
        "scenes": f"{API}/scenes?artifact={number}",
        **_pages(f"artifacts/{quote(artifact.accession_number)}"),
    }
    if thumbnail is not None:
        links["thumbnail"] = derivative_path(thumbnail)
    return _absolute(links)


def site_links(site: Site) -> dict[str, str]:
    """Where a site's documents, files and pages are."""
    code = quote(site.code, safe="")
    return _absolute(
        {
            "self": f"{API}/sites/{quote(site.code)}",
            "artifacts": f"{API}/artifacts?site={code}",
            "files": f"{API}/files?site={code}",
            "scenes": f"{API}/scenes?site={code}",
            **_pages(f"sites/{quote(site.code)}"),
        }
    )


def described_links(noun: str, code: str) -> dict[str, str]:
    """Where the documents and pages of a tradition or a collection are."""
    return _absolute({"self": f"{API}/{noun}/{quote(code)}", **_pages(f"{noun}/{quote(code)}")})


def file_links(file: DigitalFile) -> dict[str, str]:
    """Where a file's record, bytes, copies and picture service are."""
    links = {
        "self": f"{API}/files/{file.id}",
        "content": f"{API}/files/{file.id}/content",
        "derivatives": f"{API}/derivatives?file={file.id}",
    }
    if file.kind.value in {"photo", "panorama"}:
        links["iiif"] = f"/iiif/3/{file.id}"
    return _absolute(links)


def model_links(model: Model) -> dict[str, str]:
    """Where a model's record and copies are."""
    return _absolute({"self": f"{API}/models/{model.id}", "derivatives": f"{API}/derivatives?model={model.id}"})


def derivative_links(derivative: Derivative) -> dict[str, str]:
    """Where a derivative's bytes are."""
    return _absolute({"content": derivative_path(derivative)})


def scene_links(scene: Scene) -> dict[str, str]:
    """Where a scene's document and viewer are."""
    return _absolute({"self": f"{API}/scenes/{scene.slug}", **_pages(f"view/{scene.slug}", first="view")})


def tour_links(tour: Tour) -> dict[str, str]:
    """Where a tour's document and pages are."""
    return _absolute({"self": f"{API}/tours/{tour.slug}", **_pages(f"tours/{tour.slug}")})


def comparison_links(comparison: Comparison) -> dict[str, str]:
    """Where a comparison's document, places and pages are."""
    own = f"{API}/comparisons/{comparison.id}"
    links = {"self": own, "document": f"{own}/document", "regions": f"{own}/regions"}
    return _absolute(links | _pages(f"compare/{comparison.id}"))


def comparison_file_path(file: ComparisonFile) -> str:
    """The content address of a comparison's file."""
    return f"/d/{file.sha256}/{file.name}"


def derivative_path(derivative: Derivative) -> str:
    """The content address of a derivative: the digest decides, the name is for people and file types."""
    return f"/d/{derivative.sha256}/{derivative_name(derivative)}"


def derivative_name(derivative: Derivative) -> str:
    """A name that tells usage, quality and type."""
    stem = "-".join(filter(None, (derivative.usage.value, derivative.quality)))
    suffix = derivative.key.rpartition("/")[2].partition(".")[2]
    return f"{stem}.{suffix}" if suffix else stem


def _pages(path: str, *, first: str = "page") -> dict[str, str]:
    """The page in the first language, and in each language."""
    return {first: f"/{LANGUAGES[0]}/{path}", **{f"page_{lang}": f"/{lang}/{path}" for lang in LANGUAGES}}


def _absolute(links: dict[str, str]) -> dict[str, str]:
    """The same with scheme and host."""
    base = base_url()
    return {name: f"{base}{path}" for name, path in links.items()}
