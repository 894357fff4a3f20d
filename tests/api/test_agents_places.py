"""People, bodies and areas over HTTP."""

from __future__ import annotations

from uuid import UUID

from catalogue.records import Agent, Place, RecordAgent, RecordPlace
from catalogue.vocab.heritage import AgentRole, PlaceRole

AGENTS, PLACES = "/api/v1/agents", "/api/v1/places"


def entered(who, base, **values):
    made = who.post(base, json=values)
    assert made.status_code == 201, made.get_json()
    assert made.headers["Location"].endswith(f"{base}/{made.get_json()['code']}")
    return made.get_json()


def test_an_agent_is_entered_found_changed_and_published(client, curator_client):
    made = entered(curator_client, AGENTS, title={"vi": "Minh Mạng"}, contact="nội bộ")
    assert (made["code"], made["version"], made["contact"]) == ("minh-mang", 1, "nội bộ")
    assert curator_client.get(f"{AGENTS}?q=minh%20mang").get_json()["total"] == 1
    address = f"{AGENTS}/minh-mang"
    changed = curator_client.patch(address, json={"dates_text": "1791-1841"}, headers={"If-Match": '"1"'})
    assert changed.get_json()["dates_text"] == "1791-1841"
    assert curator_client.patch(address, json={}, headers={"If-Match": '"1"'}).status_code == 409
    assert curator_client.patch(address, json={}).status_code in {400, 428}
    assert client.get(address).get_json()["code"] == "agent_not_found"
    assert curator_client.post(f"{address}/publish").get_json()["status"] == "published"
    shown = client.get(address).get_json()
    assert (shown["title"]["vi"], shown["contact"]) == ("Minh Mạng", None)
    assert client.post(AGENTS, json={"title": {"vi": "x"}}).status_code == 403
    assert curator_client.post(AGENTS, json={"title": {"vi": "x"}, "code": "minh-mang"}).status_code == 409


def test_doubles_are_hinted_at_and_merged(parts, curator_client, add_artifact):
    ident = UUID(add_artifact("A.1"))
    entered(curator_client, AGENTS, title={"vi": "Minh Mạng"})
    gone = entered(curator_client, AGENTS, title={"vi": "Minh Mạng "})
    with parts.sessions.begin() as session:
        agent = session.query(Agent).filter_by(code=gone["code"]).one()
        session.add(RecordAgent(record_id=ident, agent_id=agent.id, role=AgentRole.PATRON))
    (hint,) = curator_client.get(f"{AGENTS}/similar?name=Minh%20Mang&besides=minh-mang-2").get_json()["items"]
    assert hint["code"] == "minh-mang"
    wish = {"into": "minh-mang"}
    merged = curator_client.post(f"{AGENTS}/minh-mang-2/merge", json=wish, headers={"If-Match": '"1"'})
    assert merged.status_code == 200
    (record,) = curator_client.get(f"{AGENTS}/minh-mang").get_json()["records"]
    assert (record["number"], record["kind"], record["role"]) == ("A.1", "artifact", "patron")
    assert curator_client.get(AGENTS).get_json()["total"] == 1


def test_an_area_keeps_its_names_with_days_and_reasons(parts, client, curator_client, add_artifact):
    ident = UUID(add_artifact("A.1"))
    entered(curator_client, PLACES, title={"vi": "Việt Nam"}, kind="country")
    old = entered(
        curator_client, PLACES, title={"vi": "tỉnh Thừa Thiên Huế"}, kind="province", parent="viet-nam",
        valid_from="1989-06-30",
    )  # fmt: skip
    with parts.sessions.begin() as session:
        row = session.query(Place).filter_by(code=old["code"]).one()
        session.add(RecordPlace(record_id=ident, place_id=row.id, role=PlaceRole.ADDRESS))
    wish = {
        "title": {"vi": "thành phố Huế", "en": "Huế city"}, "valid_from": "2025-01-01", "change_reason": "Nghị quyết",
        "decision_number": "175/2024/QH15",
    }  # fmt: skip
    made = curator_client.post(f"{PLACES}/{old['code']}/rename", json=wish)
    assert (made.status_code, made.get_json()["code"]) == (201, "thanh-pho-hue")
    told = client.get(f"{PLACES}/{old['code']}?on=2000-05-01").get_json()
    assert [(row["code"], row["valid_to"], row["change_reason"]) for row in told["chain"]] == [
        (old["code"], "2024-12-31", None), ("thanh-pho-hue", None, "Nghị quyết"),
    ]  # fmt: skip
    assert told["address"]["text"]["vi"] == "tỉnh Thừa Thiên Huế, Việt Nam"
    assert told["address_today"]["text"]["en"] == "Huế city, Việt Nam"
    assert (told["successor"], told["parent"]) == ("thanh-pho-hue", "viet-nam")
    assert [row["number"] for row in told["records"]] == ["A.1"]
    again = curator_client.post(f"{PLACES}/{old['code']}/rename", json=wish)
    assert (again.status_code, again.get_json()["code"]) == (409, "place_over")
    assert [row["code"] for row in client.get(f"{PLACES}?q=hue&on=2010-01-01").get_json()["items"]] == [old["code"]]
    assert client.get(f"{PLACES}?parent=viet-nam").get_json()["total"] == 2
    assert client.get(f"{PLACES}/atlantis").get_json()["code"] == "place_not_found"


def test_unfit_areas_are_refused_field_by_field(client, curator_client):
    made = entered(curator_client, PLACES, title={"vi": "Huế"}, kind="province")
    wrong = curator_client.post(PLACES, json={"title": {"vi": "x"}, "kind": "village", "parent": "nowhere"})
    assert wrong.get_json()["fields"]["parent"]["code"] == "not_found"
    circle = curator_client.patch(f"{PLACES}/hue", json={"parent": "hue"}, headers={"If-Match": f'"{made["version"]}"'})
    assert circle.get_json()["fields"]["parent_id"]["code"] == "circular"
    named = curator_client.patch(f"{PLACES}/hue", json={"title": {"vi": "Huế đẹp"}}, headers={"If-Match": '"1"'})
    assert named.get_json()["title"]["vi"] == "Huế đẹp"
    assert client.post(PLACES, json={"title": {"vi": "x"}, "kind": "village"}).status_code == 403
