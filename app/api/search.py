"""Search over HTTP: words in any spelling, facets with counts, years and areas; clusters for maps."""

from __future__ import annotations

from urllib.parse import quote

from apiflask import APIBlueprint
from flask import request
from flask.typing import ResponseReturnValue

from app.api.common import next_address
from app.context import base_url, caller, parts
from app.i18n import LANGUAGES
from app.schemas.common import text
from app.schemas.search import ClustersBody, ClusterWish, SearchBody, SearchWish
from app.searching import read_query
from catalogue.search.clusters import Cluster, Single, cluster_hits
from catalogue.search.query import Hit, search

bp = APIBlueprint("search", __name__, url_prefix="/api/v1/search")
_NOUNS = {
    "artifact": "artifacts", "site": "sites", "tour": "tours", "tradition": "traditions", "collection": "collections",
}  # fmt: skip


@bp.get("")
@bp.input(SearchWish, location="query", arg_name="wish")
@bp.output(SearchBody)
def index(wish: SearchWish) -> ResponseReturnValue:
    """Find records by words in any spelling, by facets, years and areas."""
    query = read_query(request.args, cursor=wish.cursor, limit=wish.limit)
    with parts().readers() as session:
        results = search(session, caller(), query)
    return {
        "items": [_hit_body(hit) for hit in results.hits],
        "next": next_address(results.next),
        "total": results.total,
        "facets": results.facets,
        "corrected": results.corrected,
        "are_counts_exact": results.are_counts_exact,
    }


@bp.get("/clusters")
@bp.input(ClusterWish, location="query", arg_name="wish")
@bp.output(ClustersBody)
def clusters(wish: ClusterWish) -> ResponseReturnValue:
    """Count the same hits by places close together at a zoom, for a map."""
    with parts().readers() as session:
        found = cluster_hits(session, caller(), read_query(request.args), wish.zoom)
    return {
        "items": [_cluster_body(cluster) for cluster in found.items],
        "total": found.total,
        "is_whole": found.is_whole,
    }


def record_links(kind: str, number: str) -> dict[str, str]:
    """Where a found record's document and pages are."""
    noun, name = _NOUNS[kind], quote(number)
    pages = {f"page_{lang}": f"{base_url()}/{lang}/{noun}/{name}" for lang in LANGUAGES}
    return {"self": f"{base_url()}/api/v1/{noun}/{name}", **pages}


def _hit_body(hit: Hit) -> dict[str, object]:
    """The hit with its addresses."""
    return {
        "kind": hit.kind,
        "number": hit.number,
        "title": text(hit, "title"),
        "summary": text(hit, "summary"),
        "years": hit.years,
        "point": hit.point,
        "distance_m": hit.distance_m,
        "links": record_links(hit.kind, hit.number),
    }


def _cluster_body(cluster: Cluster) -> dict[str, object]:
    """The cluster with the addresses of its one record."""
    return {
        "latitude": cluster.latitude,
        "longitude": cluster.longitude,
        "count": cluster.count,
        "bbox": [cluster.west, cluster.south, cluster.east, cluster.north],
        "is_spot": cluster.is_spot,
        "is_approximate": cluster.is_approximate,
        "single": _single_body(cluster.single) if cluster.single else None,
    }


def _single_body(single: Single) -> dict[str, object]:
    """The one record with its addresses."""
    links = record_links(single.kind, single.number)
    return {"kind": single.kind, "number": single.number, "title": text(single, "title"), "links": links}
