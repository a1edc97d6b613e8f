"""The shapes of the exports: what each format holds, and that no text breaks out of it."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from stories import harbour, plain

from onrecord.errors import OnrecordError
from onrecord.record import items
from onrecord.record import tables as t
from onrecord.record.judgements import Decision, judge, undo
from onrecord.record.store import Store
from onrecord.serve.export import POSSIBLE, whole, write
from onrecord.serve.export_lines import as_line, parse, values
from onrecord.serve.plain import from_dict

ADDRESS = "https://harbourwire.example/harbour"
SAYS = "“The old harbour was never meant to be sold to anybody at all, and it will not be,”"
EVIL = "=cmd()</script><b>\"x\",'y'\n\u2028& Co"


@pytest.fixture
def full(store: Store) -> Store:
    store.add(harbour(url=ADDRESS))
    for outlet in ("Coast Post", "Bay Times"):
        text = f"{outlet} reports\n\n{SAYS} Ilse Brandt said. The wind was {outlet}."
        store.add(plain(text, SAYS, "Ilse Brandt", outlet=outlet, name=f"{outlet}.txt"))
    with store.writing() as c:
        judge(c, Decision("claim", ("a", "b"), "different", note="two harbours"), who="ada")
        judge(c, Decision("claim", ("a", "c"), "same"), who="ada")
        undo(c, 2, who="bo")
    return store


def exported(store: Store, what: str, format: str, *, in_file: bool = False) -> bytes:
    sink = io.BytesIO()
    write(store, what, format, sink, in_file=in_file)
    return sink.getvalue()


def lines(store: Store, what: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in exported(store, what, "jsonl").decode().split("\n")[:-1]]


def test_every_kind_of_item_can_be_had_in_every_format_that_has_it(full: Store) -> None:
    pytest.importorskip("pyarrow")
    with full.writing() as c:
        statement = c.execute(select(t.statement.c.key).limit(1)).scalar_one()
        judge(c, Decision("statement", (statement, statement), "corrected", {"act": "deny"}), who="ada")
    for format, whats in POSSIBLE.items():
        for what in whats:
            assert exported(full, what, format), (what, format)


def test_what_a_format_does_not_have_is_refused_with_what_it_has(full: Store) -> None:
    with pytest.raises(OnrecordError, match=r"relations cannot be had as annotation\. What can: statements"):
        exported(full, "relations", "annotation")


def test_an_article_is_the_record_as_read_writes_it_with_what_is_kept_beside(full: Store) -> None:
    found = {line["name"]: line for line in lines(full, "articles")}
    assert set(found) == {"harbour.txt", "Coast Post.txt", "Bay Times.txt"}
    line = found["harbour.txt"]
    assert from_dict(line) == harbour(url=ADDRESS)
    assert set(line["kept"]) == {
        "story", "address", "state", "version", "added_at", "reading", "read_at", "former",
    }  # fmt: skip
    assert (line["kept"]["address"], line["kept"]["state"], line["kept"]["version"]) == (ADDRESS, "current", 1)


def test_a_statement_names_its_article_its_words_and_what_made_it(full: Store) -> None:
    s = next(x for x in lines(full, "statements") if x["local_id"] == "s2")
    assert (s["speaker"], s["act"], s["depth"], s["chain"]) == (
        "Jon Pell", "assert", 1, ["Harbour Wire", "Ilse Brandt", "Jon Pell"],
    )  # fmt: skip
    assert s["parent"] == next(x["id"] for x in lines(full, "statements") if x["local_id"] == "s1")
    assert s["content"] == [[72, 92, "the harbour was sold"]]
    assert {k: s["article"][k] for k in ("id", "name", "url", "former")} == {
        "id": harbour(url=ADDRESS).article.id, "name": "harbour.txt", "url": ADDRESS, "former": False,
    }  # fmt: skip
    assert s["provenance"]["page_sha256"] == harbour(url=ADDRESS).article.sha256
    assert s["provenance"]["model_sha256"] == "ab" * 32


@pytest.mark.parametrize("what", ["utterances", "claims", "origins"])
def test_a_group_names_its_statements_with_their_articles(full: Store, what: str) -> None:
    known = {s["id"]: s["article"] for s in lines(full, "statements")}
    groups = lines(full, what)
    assert groups
    for group in groups:
        assert re.fullmatch("[0-9a-f]{16}", group["id"])
        for s in group["statements"]:
            assert {k: s["article"][k] for k in ("id", "name", "url")} == {
                k: known[s["id"]][k] for k in ("id", "name", "url")
            }


def test_one_saying_in_two_articles_is_one_utterance_of_one_origin(full: Store) -> None:
    (utterance,) = lines(full, "utterances")
    assert {s["article"]["name"] for s in utterance["statements"]} == {"Coast Post.txt", "Bay Times.txt"}
    of = [o for o in lines(full, "origins") if o["of"]["kind"] == "utterance"]
    assert [(o["of"]["id"], o["of"]["origins"], o["outlets"]) for o in of] == [(utterance["id"], 1, 2)]


def test_relations_speakers_and_judgements(full: Store) -> None:
    ids = {s["id"]: s["local_id"] for s in lines(full, "statements") if s["article"]["name"] == "harbour.txt"}
    (relation,) = lines(full, "relations")
    assert (relation["type"], ids[relation["from"]], ids[relation["to"]]) == ("denies", "s3", "s2")
    pell = next(p for p in lines(full, "speakers") if p["name"] == "Jon Pell")
    assert (pell["mentions"], [ids[k] for k in pell["statements"]]) == (["Jon Pell", "Pell"], ["s2", "s3"])
    first, second = lines(full, "judgements")
    assert (first["verdict"], first["who"], first["undone_by"]) == ("different", "ada", None)
    assert second["undone_by"] == "bo"


def test_half_a_surrogate_pair_and_odd_line_breaks_survive() -> None:
    record = harbour()
    record = replace(record, article=replace(record.article, headline="a\ud83d\u2028\u0085b\x00"))
    line = as_line(values(record))
    assert line.encode().count(b"\n") == len(line.splitlines()) == 1
    assert parse(line) == record


def rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_rows_are_safe_to_open_in_a_spreadsheet(store: Store) -> None:
    store.add(plain("Ada Thorn said the pier is safe.", "the pier is safe", "=cmd()", headline=EVIL))
    (row,) = rows(exported(store, "statements", "csv"))
    assert row["speaker"] == "'=cmd()"
    assert row["article_headline"].startswith("'=cmd()")
    assert row["content"] == "the pier is safe"
    assert (row["content_spans"], row["named"], row["confidence"]) == ("15..31", "true", "0.900")
    assert "\n" not in row["article_headline"]
    assert not exported(store, "statements", "csv").startswith(b"\xef\xbb\xbf")
    assert exported(store, "statements", "csv", in_file=True).startswith(b"\xef\xbb\xbfid,")


def test_every_row_has_every_column(full: Store) -> None:
    for what in POSSIBLE["csv"]:
        held = list(csv.reader(io.StringIO(exported(full, what, "csv").decode())))
        assert {len(row) for row in held} == {len(held[0])}, what
        assert len(held) == 1 + len(lines(full, what))


def test_parquet_holds_values_of_their_kind(full: Store) -> None:
    pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    table = pq.read_table(io.BytesIO(exported(full, "statements", "parquet"))).to_pylist()
    assert len(table) == len(lines(full, "statements"))
    s = next(row for row in table if row["local_id"] == "s4")
    assert (s["named"], s["depth"], s["chain"], s["rivals"]) == (False, 0, ["Harbour Wire", "An aide"], ["A", "B"])
    assert (s["content"], s["confidence"], s["said_on"]) == ("the lease ends in May", 0.6, None)
    texts = pq.read_table(io.BytesIO(exported(full, "articles", "parquet"))).column("text").to_pylist()
    assert harbour().article.text in texts


def test_parquet_without_its_package_names_the_remedy(full: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    import sys

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(OnrecordError, match=r"pip install 'onrecord\[parquet\]'"):
        exported(full, "statements", "parquet")


def graph(store: Store, what: str, format: str = "jsonld", key: str = "@graph") -> list[dict[str, Any]]:
    document = json.loads(exported(store, what, format))
    assert document["@context"]
    nodes: list[dict[str, Any]] = document[key]
    return nodes


def test_schema_org_has_articles_quotations_and_claims_and_no_ratings(full: Store) -> None:
    articles = {a["@id"]: a for a in graph(full, "articles")}
    assert {a["@type"] for a in articles.values()} == {"NewsArticle"}
    quoted = {s["@id"]: s for s in graph(full, "statements")}
    for s in quoted.values():
        assert s["isPartOf"][0]["@id"] in articles
    pell = next(s for s in quoted.values() if s["text"] == "“It is not true,”")
    assert (pell["@type"], pell["spokenByCharacter"], pell["additionalType"], pell["dateCreated"]) == (
        "Quotation", {"@type": "Person", "name": "Jon Pell"}, "urn:onrecord:act:deny", "2031-03-03",
    )  # fmt: skip
    for claim in graph(full, "claims"):
        assert claim["@type"] == "Claim"
        assert {a["@id"] for a in claim["appearance"]} <= set(quoted)
        assert {a["isPartOf"]["@id"] for a in claim["appearance"]} <= set(articles)
    everything = b"".join(exported(full, what, "jsonld") for what in POSSIBLE["jsonld"])
    assert b"ating" not in everything  # neither reviewRating nor ratingValue


def test_an_unnamed_source_has_no_name_in_linked_data(full: Store) -> None:
    aide = next(s for s in graph(full, "statements") if s["text"] == "the lease ends in May")
    assert aide["creator"] == {"@type": "Person", "description": "An aide"}


def test_linked_data_can_stand_in_a_page_and_names_web_addresses_only(store: Store) -> None:
    store.add(plain("Ada Thorn said the pier is safe.", "the pier is safe", "</script><b>", headline=EVIL,
                    url=ADDRESS + "?q=<a b>"))  # fmt: skip
    for what, format in (("articles", "jsonld"), ("statements", "jsonld"), ("statements", "annotation"),
                         ("articles", "prov")):  # fmt: skip
        assert b"<" not in exported(store, what, format)
    (article,) = graph(store, "articles")
    assert article["url"] == ADDRESS + "?q=%3Ca%20b%3E"
    assert article["headline"] == " ".join(EVIL.split())


@pytest.mark.parametrize("url", ["javascript:alert(1)", "file:///etc/passwd", "https:///nowhere", "", None])
def test_what_is_no_web_address_is_no_iri(url: str | None) -> None:
    from onrecord.serve.export_linked import iri

    assert iri(url) is None


def test_every_span_is_a_target_that_can_be_found_again(full: Store) -> None:
    texts = {a["id"]: a["text"] for a in lines(full, "articles")}
    spans = {s["id"]: s for s in lines(full, "statements")}
    found = graph(full, "statements", "annotation", "items")
    assert len(found) == len(spans)
    for annotation in found:
        assert annotation["type"] == "Annotation"
        s = spans[annotation["id"].rpartition(":")[2]]
        text = texts[s["article"]["id"]]
        assert len(annotation["target"]) == sum(len(s[part]) for part in ("source", "cue", "content"))
        for target in annotation["target"]:
            assert target["source"] in (s["article"]["url"], f"urn:onrecord:article:{s['article']['id']}")
            quote, position = target["selector"]
            assert (quote["type"], position["type"]) == ("TextQuoteSelector", "TextPositionSelector")
            assert text[position["start"] : position["end"]] == quote["exact"]
            whole_quote = quote.get("prefix", "") + quote["exact"] + quote.get("suffix", "")
            assert whole_quote in text


def test_provenance_leads_from_every_statement_to_the_page_and_the_model(full: Store) -> None:
    nodes = {n["@id"]: n for n in graph(full, "everything", "prov")}
    statements = [n for n in nodes.values() if "wasQuotedFrom" in n]
    assert len(statements) == len(lines(full, "statements"))
    for s in statements:
        reading, article = nodes[s["wasGeneratedBy"]], nodes[s["wasQuotedFrom"]]
        assert (reading["@type"], reading["used"]) == ("prov:Activity", article["@id"])
        assert nodes[reading["wasAssociatedWith"]]["@type"] == "prov:SoftwareAgent"
        assert nodes[article["wasDerivedFrom"]]["@type"] == "prov:Entity"
    decided = [n for n in nodes.values() if n["@id"].startswith("urn:onrecord:judgement:")]
    assert [(nodes[n["wasAssociatedWith"]]["label"], n["label"]) for n in decided] == [
        ("ada", "claim: different"), ("ada", "claim: same"),
    ]  # fmt: skip
    (undone,) = [n for n in nodes.values() if "wasInvalidatedBy" in n]
    assert nodes[nodes[undone["wasInvalidatedBy"]]["wasAssociatedWith"]]["label"] == "bo"


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    def write_half() -> None:
        with whole(tmp_path / "out.jsonl") as f:
            f.write(b"{")
            raise RuntimeError("half way")

    with pytest.raises(RuntimeError, match="half way"):
        write_half()
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(OnrecordError, match="could not be written"), whole(tmp_path / "none" / "out.jsonl"):
        pass


def test_an_export_is_one_state_of_the_record(full: Store) -> None:
    with full.looking() as connection:
        before = items.entries(connection)
        seen = [next(before)]
        full.add(plain("Bo Fell said the dam is dry.", "the dam is dry", "Bo Fell"))
        seen += before
        assert items.head(connection)[0] == len(seen) == 6
