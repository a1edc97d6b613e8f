"""What docs/api.md promises: shapes, pages, forms, tags, errors, and addresses that last."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from typing import Any

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from sayings import report, says
from stories import MADE, harbour

from onrecord.domain import Reading
from onrecord.record import follows, items
from onrecord.record.rows import statement_key
from onrecord.record.store import Store
from onrecord.serve.api import feeds, models, models_groups
from onrecord.serve.export_lines import values

V1 = "/api/v1"
MODELS = {
    "statements": models.Statement, "speakers": models.Speaker, "relations": models.Relation,
    "identities": models_groups.Identity, "utterances": models_groups.Utterance, "claims": models_groups.Claim,
    "judgements": models.Judgement,
}  # fmt: skip
LISTS = ("articles", *MODELS, "search")
ONE_BY_ONE = ("statements", "identities", "utterances", "claims", "judgements")


def read_all(client: TestClient, address: str, limit: int = 1) -> list[dict[str, Any]]:
    """Return all items of a list, read page by page."""
    out: list[dict[str, Any]] = []
    at: str | None = f"{V1}/{address}{'&' if '?' in address else '?'}limit={limit}"
    while at is not None:
        answer = client.get(at)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= limit
        assert ('rel="next"' in answer.headers.get("link", "")) == (page["next"] is not None)
        out += page["items"]
        at = page["next"]
    return out


def exported(db: str, what: str) -> list[dict[str, Any]]:
    """Return what `onrecord export` has of a kind, as JSON has it."""
    with Store(db) as store, store.looking() as connection:
        found = [values(k) for k in items.versions(connection)] if what == "articles" else items.ITEMS[what](connection)
        return json.loads(json.dumps(list(found)))  # type: ignore[no-any-return]


def by_id(found: list[dict[str, Any]]) -> dict[Any, dict[str, Any]]:
    return {item["id"]: item for item in found}


@pytest.mark.parametrize("what", MODELS)
def test_a_list_has_the_items_of_the_export_and_the_shape_that_is_described(client: TestClient, db: str, what: str):
    found = by_id(read_all(client, what))
    expected = by_id(exported(db, what))
    assert expected, "the record of these tests has every kind of item"
    for item in found.values():
        MODELS[what].model_validate_json(json.dumps(item), strict=True)
        if what == "statements":
            assert item.pop("current") is True
            assert item.pop("judged") == []
        if what in ("utterances", "claims", "identities"):
            assert item.pop("size") == len(item["speakers" if what == "identities" else "statements"])
    assert found == expected


@pytest.mark.parametrize("what", ONE_BY_ONE)
def test_one_thing_is_what_its_list_has(client: TestClient, what: str):
    for item in read_all(client, what, 50):
        assert client.get(f"{V1}/{what}/{item['id']}").json() == item


def test_an_article_is_what_the_export_has_and_lists_leave_out_its_text_and_reading(client: TestClient, db: str):
    expected = by_id(exported(db, "articles"))
    brief = read_all(client, "articles")
    assert [a["id"] for a in brief] == list(reversed(expected))
    for article in brief:
        whole = client.get(f"{V1}/articles/{article['id']}").json()
        assert whole == expected[article["id"]]
        models.Article.model_validate_json(json.dumps(whole), strict=True)
        models.ArticleBriefly.model_validate_json(json.dumps(article), strict=True)
        assert whole["kept"].pop("former") == []
        assert article == {key: whole[key] for key in article}


def test_named_speakers_have_an_address_and_unnamed_ones_do_not(client: TestClient):
    found = read_all(client, "speakers", 50)
    assert found
    for speaker in found:
        answer = client.get(f"{V1}/speakers/{speaker['id']}")
        assert answer.json() == speaker if speaker["named"] else answer.status_code == 404


@pytest.mark.parametrize("limit", [1, 2, 3, 200])
@pytest.mark.parametrize("what", LISTS)
def test_pages_of_any_size_give_everything_once(client: TestClient, what: str, limit: int):
    ids = [item["id"] for item in read_all(client, what, limit)]
    assert len(ids) == len(set(ids))
    assert ids == [item["id"] for item in read_all(client, what, 50)]


@pytest.mark.parametrize("what", ["articles", "statements", "speakers", "relations", "search"])
def test_what_is_added_meanwhile_moves_nothing(client: TestClient, db: str, what: str):
    before = [item["id"] for item in read_all(client, what, 50)]
    first = client.get(f"{V1}/{what}?limit=1").json()
    with Store(db) as store:
        store.add(report("Pier Herald", says("Ada Quill", "that the lighthouse is dark")))
        store.add(report("Buoy Mail", says("Ada Quill", "that the ferry is late"), says("Jon Pell", "that it is not")))
    rest, at = [], first["next"]
    while at is not None:
        page = client.get(at).json()
        rest, at = rest + page["items"], page["next"]
    assert [item["id"] for item in (*first["items"], *rest)] == before


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("articles?outlet=Quay%20Post", 1),
        ("articles?outlet=quay", 0),
        ("articles?since=2031-03-04&until=2031-03-04", 5),
        ("articles?since=2031-03-05", 0),
        ("articles?until=9999-12-31", 5),
        ("search?q=harbour&speaker=jon+pell", 2),
        ("search?q=%22leased+to+a%22&act=deny", 1),
        ("search?named=false", 2),
        ("search?depth=2", 1),
        ("search?q=nowhere", 0),
        ("identities?name=pell", 1),
        ("identities?name=pell&type=organisation", 0),
        ("judgements?kind=claim", 2),
        ("judgements?kind=version", 0),
        ("judgements?about=aa", 2),
    ],
)
def test_lists_are_narrowed_down(client: TestClient, address: str, expected: int):
    assert len(client.get(f"{V1}/{address}").json()["items"]) == expected


def test_a_story_leads_to_its_newest_version_and_lists_all_of_them(client: TestClient):
    newest = client.get(f"{V1}/articles?outlet=Harbour%20Wire").json()["items"][0]
    story = newest["kept"]["story"]
    answer = client.get(f"{V1}/articles/{story}?format=json")
    assert answer.status_code == 307
    assert answer.headers["location"] == f"{V1}/articles/{newest['id']}?format=json"
    assert [a["kept"]["version"] for a in read_all(client, f"articles?story={story}")] == [2, 1]
    assert len(read_all(client, f"statements?article={story}")) == 10
    assert len(read_all(client, f"statements?article={newest['id']}")) == 5
    assert len(read_all(client, f"relations?article={story}")) == 2


def test_a_group_is_found_by_each_statement_in_it(client: TestClient):
    for what in ("claims", "utterances"):
        for group in read_all(client, what, 50):
            for member in group["statements"]:
                answer = client.get(f"{V1}/{what}/{member['id']}")
                assert answer.status_code == 307
                assert client.get(answer.headers["location"]).json() == group
    person = read_all(client, "identities", 50)[0]
    answer = client.get(f"{V1}/identities/{person['speakers'][0]['id']}")
    assert answer.headers["location"] == f"{V1}/identities/{person['id']}"


def test_relations_of_a_statement_are_those_to_it_and_from_it(client: TestClient):
    (first, *_) = read_all(client, "relations", 50)
    for end in ("from", "to"):
        assert read_all(client, f"relations?statement={first[end]}") == [first]
    assert read_all(client, "relations?statement=0000") == []


def test_a_chain_names_the_statement_behind_each_speaker(client: TestClient):
    inner = next(s for s in read_all(client, "statements", 50) if s["parent"])
    chain = client.get(f"{V1}/statements/{inner['id']}/chain").json()
    models_groups.Chain.model_validate_json(json.dumps(chain), strict=True)
    assert [hop["name"] for hop in chain["hops"]] == ["Harbour Wire", "Ilse Brandt", "Jon Pell"]
    assert [hop["statement"] for hop in chain["hops"]] == [None, inner["parent"], inner["id"]]


def test_the_outlets_own_statement_has_itself_at_the_end_of_its_chain(client: TestClient):
    own = next(s for s in read_all(client, "statements", 50) if s["speaker"] == "Harbour Wire")
    chain = client.get(f"{V1}/statements/{own['id']}/chain").json()
    assert [hop["name"] for hop in chain["hops"]] == ["Harbour Wire"]


def test_origins_of_a_group_are_those_of_the_export(client: TestClient, db: str):
    expected = exported(db, "origins")
    assert expected
    for key in {origin["of"]["id"] for origin in expected}:
        found = client.get(f"{V1}/origins?of={key}").json()["items"]
        for origin in found:
            models_groups.Origin.model_validate_json(json.dumps(origin), strict=True)
            assert origin["of"].pop("traced") == origin["of"].pop("size")
        assert found == [origin for origin in expected if origin["of"]["id"] == key]


def test_facets_are_counted_where_they_are_asked_for(client: TestClient):
    plain, counted = (client.get(f"{V1}/search?facets={x}").json() for x in ("false", "true"))
    assert plain["facets"] is None
    models_groups.Found.model_validate_json(json.dumps(counted), strict=True)
    assert {"value": "deny", "count": 2} in counted["facets"]["act"]


def test_feeds_are_those_of_whoever_asks(client: TestClient, db: str):
    assert client.get(f"{V1}/feeds").json() == {"items": [], "next": None}
    with Store(db) as store, store.writing() as connection:
        follows.follow(connection, None, "topic", "harbour")
    (feed,) = client.get(f"{V1}/feeds").json()["items"]
    feeds.Feed.model_validate_json(json.dumps(feed), strict=True)
    assert (feed["kind"], feed["key"]) == ("topic", "harbour")
    assert feed["json"].startswith("http://127.0.0.1/feeds/")


# --- forms ---


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, "application/json"),
        ("*/*", "application/json"),
        ("application/*", "application/json"),
        ("application/ld+json", "application/ld+json"),
        ("text/csv", "text/csv; charset=utf-8"),
        ("text/csv;header=present, application/json;q=0.5", "text/csv; charset=utf-8"),
        ("application/json;q=0.1, application/ld+json;q=0.2", "application/ld+json"),
        ("application/json;q=0, */*", "application/ld+json"),
        ("text/html;q=0, text/*", "text/csv; charset=utf-8"),
    ],
)
def test_the_form_is_the_one_that_is_liked_best(client: TestClient, accept: str | None, expected: str):
    headers = {"accept": accept} if accept else {}
    for path in ("statements", "articles", "search"):
        answer = client.get(f"{V1}/{path}", headers=headers)
        assert (answer.status_code, answer.headers["content-type"]) == (200, expected)
        assert "Accept" in answer.headers["vary"]


def test_browsers_are_led_to_the_page(client: TestClient):
    browser = {"accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}
    (statement,) = client.get(f"{V1}/statements?limit=1").json()["items"]
    answer = client.get(f"{V1}/statements/{statement['id']}", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/statements/{statement['id']}")
    answer = client.get(f"{V1}/search?q=harbour&named=true&limit=7", headers=browser)
    assert (answer.status_code, answer.headers["location"]) == (303, "/?q=harbour&named=named")
    assert client.get(answer.headers["location"]).status_code == 200
    assert client.get(f"{V1}/judgements", headers=browser).headers["content-type"] == "application/json"


def test_the_form_can_stand_in_the_address(client: TestClient):
    answer = client.get(f"{V1}/claims?format=csv", headers={"accept": "application/json"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert client.get(f"{V1}/claims?format=xml").status_code == 422


@pytest.mark.parametrize("what", ["judgements", "origins?of={key}", "relations"])
def test_what_schema_org_has_no_word_for_is_not_acceptable_as_linked_data(client: TestClient, what: str):
    (statement,) = client.get(f"{V1}/statements?limit=1").json()["items"]
    answer = client.get(f"{V1}/{what.format(key=statement['id'])}", headers={"accept": "application/ld+json"})
    assert answer.status_code == 406
    assert "text/csv" in answer.json()["detail"]


def test_csv_and_linked_data_have_the_same_items(client: TestClient):
    ids = [item["id"] for item in client.get(f"{V1}/statements?limit=5").json()["items"]]
    answer = client.get(f"{V1}/statements?limit=5&format=csv")
    assert [row["id"] for row in csv.DictReader(io.StringIO(answer.text))] == ids
    assert 'rel="next"' in answer.headers["link"]
    graph = client.get(f"{V1}/statements?limit=5&format=jsonld").json()["@graph"]
    assert [node["identifier"] for node in graph] == ids


# --- tags ---


@pytest.mark.parametrize("what", LISTS)
def test_what_still_holds_is_not_sent_again(client: TestClient, what: str):
    first = client.get(f"{V1}/{what}")
    tag = first.headers["etag"]
    for asked in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = client.get(f"{V1}/{what}", headers={"if-none-match": asked})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(f"{V1}/{what}", headers={"if-none-match": '"x"'}).status_code == 200
    assert client.get(f"{V1}/{what}?limit=1", headers={"if-none-match": tag}).status_code == 200


def test_a_tag_ends_with_what_it_was_given_for_and_is_another_in_each_form(client: TestClient, db: str):
    lists = {form: client.get(f"{V1}/articles?format={form}").headers["etag"] for form in ("json", "jsonld", "csv")}
    assert len(set(lists.values())) == 3
    (article,) = client.get(f"{V1}/articles?limit=1").json()["items"]
    one = client.get(f"{V1}/articles/{article['id']}").headers["etag"]
    with Store(db) as store:
        store.add(report("Pier Herald", says("Ada Quill", "that the lighthouse is dark")))
    assert client.get(f"{V1}/articles").headers["etag"] != lists["json"]
    assert client.get(f"{V1}/articles/{article['id']}").headers["etag"] == one


# --- errors ---


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("GET", "/articles/0000", 404),
        ("GET", "/statements/0000", 404),
        ("GET", "/statements/0000/chain", 404),
        ("GET", "/claims/0000", 404),
        ("GET", "/identities/0000", 404),
        ("GET", "/utterances/0000", 404),
        ("GET", "/speakers/0000", 404),
        ("GET", "/judgements/99", 404),
        ("GET", "/origins?of=0000", 404),
        ("GET", "/nothing", 404),
        ("GET", "/origins", 422),
        ("GET", "/judgements/99999999999999999999", 422),
        ("GET", "/judgements/0", 422),
        ("GET", "/articles/%00", 422),
        ("GET", "/articles?limit=0", 422),
        ("GET", "/articles?limit=201", 422),
        ("GET", "/articles?since=yesterday", 422),
        ("GET", "/articles?outlet=%00", 422),
        ("GET", "/articles?after=nonsense", 422),
        ("GET", "/articles?after=WyJzdGF0ZW1lbnRzIiwxXQ", 422),
        ("GET", "/articles?after=WyJhcnRpY2xlcyIsMTAwMDAwMDAwMDAwMDAwMDAwMDAwXQ", 422),
        ("GET", "/claims?after=WyJjbGFpbXMiLDFd", 422),
        ("GET", "/articles?after=WyJhcnRpY2xlcyIsImEiXQ", 422),
        ("GET", "/search?act=shout", 422),
        ("GET", "/search?depth=13", 422),
        ("POST", "/articles", 405),
    ],
)
def test_every_failure_is_a_problem(client: TestClient, method: str, address: str, status: int):
    answer = client.request(method, V1 + address)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert problem.keys() == {"type", "title", "status", "detail"}
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert problem["title"]
    assert problem["detail"]


def test_a_failure_that_nobody_foresaw_is_a_problem_that_tells_nothing(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError("secret")

    monkeypatch.setattr("onrecord.record.api_reads.articles", broken)
    answer = client.get(f"{V1}/articles")
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "secret" not in answer.text


def test_a_record_that_fails_is_a_problem_for_a_while(client: TestClient, monkeypatch: pytest.MonkeyPatch):
    from onrecord.errors import RecordError

    def locked(*_: object, **__: object) -> None:
        raise RecordError("record.db", "another program has it locked", "Wait.")

    monkeypatch.setattr("onrecord.record.api_reads.articles", locked)
    answer = client.get(f"{V1}/articles")
    assert (answer.status_code, answer.headers["retry-after"]) == (503, "5")


# --- permalinks ---


def test_addresses_outlast_a_newer_reading(client: TestClient, db: str):
    first = harbour(url="https://wire.example/harbour")
    kept, gone = first.reading.statements[:4], statement_key(first.article.id, first.reading.statements[4])
    lists = {
        what: [item["id"] for item in read_all(client, what, 50) if gone not in str(item.get("statements"))]
        for what in ("articles", *ONE_BY_ONE)
    }
    newer = replace(
        first,
        reading=Reading(
            tuple(replace(s, act="confirm") if s.id == "s1" else s for s in kept),
            first.reading.speakers,
            first.reading.relations,
        ),
        provenance=replace(MADE, code_version="0.2.0", page_sha256=first.article.sha256),
    )
    with Store(db) as store:
        assert store.add(newer).state == "reread"
    for what, ids in lists.items():
        for id in ids:
            assert client.get(f"{V1}/{what}/{id}").status_code == 200, (what, id)
    assert read_all(client, f"statements?article={first.article.id}", 50)[0]["act"] == "confirm"
    former = client.get(f"{V1}/articles/{first.article.id}").json()["kept"]["former"]
    assert len(former) == 1
    models.Former.model_validate_json(json.dumps(former[0]), strict=True)
    missed = client.get(f"{V1}/statements/{gone}").json()
    assert missed["current"] is False
    assert missed["provenance"]["code_version"] == "0.1.0"


# --- the description ---


def test_every_answer_is_described_with_words_and_an_example_of_its_keys(desk: FastAPI):
    described = desk.openapi()
    operations = {(m, p): o for p, ways in described["paths"].items() for m, o in ways.items()}
    assert {p for _, p in operations} >= {f"{V1}/{what}" for what in (*LISTS, "origins", "read", "check")}
    for (_, path), operation in operations.items():
        if not path.startswith(V1):
            continue
        assert operation["description"].endswith((".", "`.")), path
        assert operation["tags"], path
        assert "HTTPValidationError" not in json.dumps(operation), path
        for status, answer in operation["responses"].items():
            if int(status) >= 400:
                assert list(answer["content"]) == ["application/problem+json"], (path, status)
