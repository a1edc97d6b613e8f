"""The record's descent as PROV-O in JSON-LD: page, article, reading, statements; and who decided what.

A page is an entity; an article is derived from it; a reading is an activity of a model that uses the article; the
statements are what it generated. A judgement is an activity of a person.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from onrecord.record.items import Kept, Made, Whole
from onrecord.record.judgements import Judgement
from onrecord.record.rows import statement_key
from onrecord.serve.export_linked import Node, graph, iri, urn
from onrecord.text import excerpt

_CONTEXT: Final = {
    "prov": "http://www.w3.org/ns/prov#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "label": "rdfs:label",
    "value": "prov:value",
    **{
        name: {"@id": f"prov:{name}", "@type": "@id"}
        for name in (
            "wasDerivedFrom", "wasGeneratedBy", "wasAssociatedWith", "wasAttributedTo", "wasQuotedFrom", "used",
            "specializationOf", "wasInvalidatedBy", "atLocation",
        )
    },
    **{
        name: {"@id": f"prov:{name}", "@type": "xsd:dateTime"}
        for name in ("generatedAtTime", "startedAtTime", "endedAtTime", "invalidatedAtTime")
    },
}  # fmt: skip


def provenance(items: Iterable[Whole]) -> Iterator[bytes]:
    """Yield what descends from what, and by whom, of versions and judgements; the rest is passed over."""
    return graph(_CONTEXT, _nodes(items))


def _nodes(items: Iterable[Whole]) -> Iterator[Node]:
    agents: set[str] = set()
    for item in items:
        match item:
            case Kept():
                found = _version(item)
            case Judgement():
                found = _judgement(item)
            case _:
                continue
        for node in found:
            if str(node["@type"]).endswith("Agent") or node["@type"] == "prov:Person":
                if node["@id"] in agents:
                    continue
                agents.add(node["@id"])
            yield node


def _version(kept: Kept) -> Iterator[Node]:
    a = kept.current.record.article
    me = urn("article", a.id)
    page = urn("page", a.sha256) if a.sha256 else None
    if page:
        yield {"@id": page, "@type": "prov:Entity", "label": a.name, "atLocation": iri(a.url)}
    yield {
        "@id": me, "@type": "prov:Entity", "label": a.headline or a.name, "wasDerivedFrom": page,
        "specializationOf": urn("story", kept.article), "generatedAtTime": kept.added_at,
        "wasAttributedTo": urn("outlet", a.outlet) if a.outlet else None,
    }  # fmt: skip
    yield {"@id": urn("story", kept.article), "@type": "prov:Entity"}
    if a.outlet:
        yield {"@id": urn("outlet", a.outlet), "@type": "prov:Agent", "label": a.outlet}
    for made in (*kept.former, kept.current):
        yield from _reading(made, me)


def _reading(made: Made, article: str) -> Iterator[Node]:
    by, record = made.record.provenance, made.record
    model = urn("model", f"{by.model_sha256}-{by.code_version}")
    label = f"{by.model} (onrecord {by.code_version})"
    yield {"@id": model, "@type": "prov:SoftwareAgent", "label": label}
    me = urn("reading", made.key)
    yield {
        "@id": me, "@type": "prov:Activity", "used": article, "wasAssociatedWith": model, "endedAtTime": made.read_at,
    }  # fmt: skip
    for s in record.reading.statements:
        key = statement_key(record.article.id, s)
        # What each reading made is a thing of its own; both are of the one statement that keeps its key.
        yield {
            "@id": urn("statement", f"{key}/{made.key}"), "@type": "prov:Entity",
            "specializationOf": urn("statement", key), "wasGeneratedBy": me, "wasQuotedFrom": article,
            "value": excerpt(record.article.text, s.content),
        }  # fmt: skip


def _judgement(j: Judgement) -> Iterator[Node]:
    who = urn("person", j.who)
    yield {"@id": who, "@type": "prov:Person", "label": j.who}
    name = f"{j.id}-{j.at}"
    me = urn("judgement", name)
    what: dict[str, Any] = {"@id": me, "@type": "prov:Activity", "wasAssociatedWith": who, "endedAtTime": j.at}
    kind = {"version": "article", "identity": "speaker", "utterance": "statement", "claim": "statement"}
    used = [urn(kind.get(j.kind, j.kind), key) for key in dict.fromkeys((j.subject, j.object))]
    yield what | {"used": used, "label": f"{j.kind}: {j.verdict}"}
    decision: Node = {"@id": urn("verdict", name), "@type": "prov:Entity", "wasGeneratedBy": me, "value": j.verdict}
    if j.undone_at:
        undone = urn("undoing", name)
        decision |= {"invalidatedAtTime": j.undone_at, "wasInvalidatedBy": undone}
        by = urn("person", j.undone_by or "unknown")
        yield {"@id": by, "@type": "prov:Person", "label": j.undone_by or "unknown"}
        yield {"@id": undone, "@type": "prov:Activity", "wasAssociatedWith": by, "endedAtTime": j.undone_at}
    yield decision
