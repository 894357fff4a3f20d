"""The XMP packet that every served GLB carries (KHR_xmp_json_ld)."""

from __future__ import annotations

from collections.abc import Mapping

from models3d.glb import Document


def make_packet(facts: Mapping[str, str]) -> Document:
    """Give the JSON-LD packet with title (vi, en), number, rights and the source's SHA-256; empty facts are left out.

    Source:
        KHR_xmp_json_ld; ISO 16684-3 (XMP as JSON-LD); Dublin Core elements.
    """
    packet: Document = {
        "@context": {"dc": "http://purl.org/dc/elements/1.1/", "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#"},
        "@id": "",
    }
    titles = [(code, facts.get(f"title_{code}", "")) for code in ("vi", "en")]
    titles = [(code, text) for code, text in titles if text]
    if titles:
        alternatives = [{"@language": "x-default", "@value": titles[0][1]}]
        alternatives += [{"@language": code, "@value": text} for code, text in titles]
        packet["dc:title"] = {"@type": "rdf:Alt", "rdf:_1": alternatives[0]} | {
            f"rdf:_{k}": value for k, value in enumerate(alternatives[1:], start=2)
        }
    if facts.get("number"):
        packet["dc:identifier"] = facts["number"]
    if facts.get("rights"):
        packet["dc:rights"] = {"@type": "rdf:Alt", "rdf:_1": {"@language": "x-default", "@value": facts["rights"]}}
    if facts.get("sha256"):
        packet["dc:source"] = f"urn:sha256:{facts['sha256']}"
    return packet
