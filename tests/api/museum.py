"""A small museum for the tests of pages: rows as pages show them; pictures lie behind them where a browser looks."""

from __future__ import annotations

import io
import re
from html.parser import HTMLParser

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.wiring import Parts
from catalogue.records import Artifact, Derivative
from catalogue.services.artifacts import change_artifact_status, register_artifact
from catalogue.services.derivatives import NewDerivative, add_derivative
from catalogue.services.scenes import ensure_scene
from catalogue.services.sites import change_site_status, register_site
from catalogue.services.tours import change_tour_status, make_tour
from catalogue.vocab.terms import Status, Usage
from ingest.storage import content_key
from tests.cataloguing import COMPLETE, STAFF, published_artifact, scanned, sha, stored_file

LONG_TITLE = "Bia đá khắc bài thơ ngự chế của hoàng đế Thiệu Trị vịnh cảnh đẹp thứ mười bốn đất Thần kinh " * 3
STAGED, PICTURED, BARE, DRAFT, SITE, TOUR = "MV.3D.01", "MV.AN.01", "MV.KO.01", "MV.NH.01", "MV.DT", "dao-quanh"


def furnish(parts: Parts) -> dict[str, str]:
    """A published site with three artifacts (3D; photographs alone; neither), a draft, a tour; gives ids by name."""
    with parts.sessions.begin() as session:
        site = register_site(session, STAFF, {"code": SITE, "title_vi": "Thế Miếu", "title_en": "The To Mieu temple"})
        change_site_status(session, STAFF, SITE, Status.PUBLISHED)
        common = {"site_id": site.id, "licence": "CC BY 4.0", "attribution": "Bảo tàng thử"}
        staged = published_artifact(session, STAGED, title_en="Cao urn", materials=["đồng"], **common)
        pictured = published_artifact(session, PICTURED, **common | {"title_vi": LONG_TITLE.strip()[:290]})
        published_artifact(session, BARE, **common | {"title_vi": "Chuông không ảnh"})
        register_artifact(session, STAFF, {**COMPLETE, "accession_number": DRAFT, "title_vi": "Nháp kín", **common})
        photo = _photographed(session, pictured)
        scene = _staged(session, staged)
        stops = [{"title_vi": "Dừng 1", "title_en": "Stop 1", "artifact_id": str(staged.id)}]
        make_tour(session, STAFF, {"slug": TOUR, "title_vi": "Dạo quanh", "title_en": "A walk"}, stops)
        change_tour_status(session, STAFF, TOUR, Status.PUBLISHED)
        return {"photo": photo, "scene": scene}


def _photographed(session: Session, artifact: Artifact) -> str:
    """A photograph with its thumbnails; its id."""
    file = stored_file(session, artifact.id, "mặt trước.jpg")
    for size in (320, 640, 1280):
        digest = sha(f"thumb {size}")
        thumb = NewDerivative(
            Usage.THUMBNAIL,
            "image/jpeg",
            digest,
            900,
            content_key("derivatives", digest, ".jpg"),
            file_id=file.id,
            quality=str(size),
            details={"width": size, "height": size // 2},
        )
        add_derivative(session, STAFF, thumb)
    return str(file.id)


def _staged(session: Session, artifact: Artifact) -> str:
    """A scene with all its copies; its slug."""
    _, model = scanned(session, artifact)
    for usage, kind in ((Usage.PHONE, "glb"), (Usage.VR, "glb"), (Usage.DESKTOP, "glb"), (Usage.POSTER, "webp")):
        digest = sha(usage.value)
        media = "image/webp" if kind == "webp" else "model/gltf-binary"
        new = NewDerivative(
            usage, media, digest, 5000, content_key("derivatives", digest, f".{kind}"), model_id=model.id
        )
        add_derivative(session, STAFF, new)
    return ensure_scene(session, STAFF, model.id).slug


def picture(form: str = "PNG") -> bytes:
    """A picture of the form that Pillow calls so."""
    drawn = io.BytesIO()
    Image.linear_gradient("L").resize((640, 480)).convert("RGB").save(drawn, form)
    return drawn.getvalue()


def hang_pictures(parts: Parts) -> None:
    """Put a real picture where each poster and thumbnail says that it lies."""
    with parts.sessions.begin() as session:
        for row in session.scalars(select(Derivative).where(Derivative.media_type.startswith("image/"))):
            drawn = picture(row.media_type.partition("/")[2].upper())
            path = parts.settings.home / "store" / row.key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(drawn)
            row.size = len(drawn)


def take_back(parts: Parts, number: str) -> None:
    """Make a published artifact a draft again."""
    with parts.sessions.begin() as session:
        change_artifact_status(session, STAFF, number, Status.DRAFT)


class Outline(HTMLParser):
    """What a page is made of: its language, links of the head, metas, and everything that a strict policy forbids."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lang = ""
        self.links: dict[tuple[str, str], str] = {}
        self.metas: dict[str, str] = {}
        self.inline: list[str] = []
        self.headings: list[str] = []
        self.ids: list[str] = []
        self._script = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note what matters of a tag."""
        given = {name: value or "" for name, value in attrs}
        self.ids += [given["id"]] if "id" in given else []
        self.inline += [f"{tag} {name}" for name in given if name == "style" or name.startswith("on")]
        self.inline += [tag] if tag == "style" or (tag == "script" and "src" not in given) else []
        if tag == "html":
            self.lang = given.get("lang", "")
        if tag == "link":
            self.links[given.get("rel", ""), given.get("hreflang", "")] = given.get("href", "")
        if tag == "meta":
            self.metas[given.get("property") or given.get("name", "")] = given.get("content", "")
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(tag)
