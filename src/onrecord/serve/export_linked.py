"""Items as linked data: schema.org in JSON-LD, and the W3C's Web Annotations.

What goes out says who said what, never whether it is so: there are no ratings. An unnamed source has no name here
either.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote

from onrecord.serve.export_lines import as_json

Values = Mapping[str, Any]
Node = dict[str, Any]
_AROUND: Final = 32
"""So many characters before and after a quotation help to find it again in a page that has changed."""
_PARTS: Final = ("source", "cue", "content")
_KIND: Final = {"person": "Person", "organisation": "Organization", "group": "Organization"}
_DAY: Final = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?", re.ASCII)


def urn(kind: str, key: object) -> str:
    """Return the lasting name of a thing of the record as an IRI."""
    return f"urn:onrecord:{kind}:{quote(str(key), safe='')}"


def iri(url: str | None) -> str | None:
    """Return a web address as an IRI that can stand in linked data; None for anything else, such as javascript:."""
    if not url or not re.match(r"(?i)https?://[^/?#\s]", url):
        return None
    return quote(url, safe="!#$%&'()*+,/:;=?@[]~")


def graph(context: Any, nodes: Iterable[Node], *, holder: Values | None = None, key: str = "@graph") -> Iterator[bytes]:
    """Yield one JSON document with all nodes in a list, one a line, written as they come.

    holder: what else stands beside the list. The document can stand inside an HTML script element: it has no "<".
    """
    head = {"@context": context, **(holder or {})}
    yield _escaped(head)[:-1].encode() + f',"{key}":['.encode()
    for n, node in enumerate(nodes):
        yield (",\n" if n else "\n").encode() + _escaped(
            {k: v for k, v in node.items() if v not in (None, [], {})}
        ).encode()
    yield b"\n]}\n"


def _escaped(value: Any) -> str:
    return as_json(value).replace("<", "\\u003c")


def schema_org(what: str, items: Iterable[Values]) -> Iterator[bytes]:
    """Yield items as schema.org's NewsArticle, Quotation, Claim, Person and Organization."""
    make = SCHEMA_ORG[what]
    return graph("https://schema.org", (make(item) for item in items))


def news_article(a: Values) -> Node:
    """Return an article, without its text, which is not ours to publish."""
    outlet = a["outlet"]
    return {
        "@type": "NewsArticle", "@id": urn("article", a["id"]), "identifier": a["id"], "headline": a["headline"],
        "name": a["name"], "url": iri(a["url"]), "datePublished": a["published"], "dateModified": a["updated"],
        "inLanguage": a["language"], "articleSection": a["section"], "version": a["kept"]["version"],
        "author": [{"@type": "Person", "name": name} for name in a["authors"]],
        "publisher": {"@type": "Organization", "name": outlet} if outlet else None,
        "sourceOrganization": {"@type": "Organization", "name": a["agency"]} if a["agency"] else None,
        "creativeWorkStatus": a["kept"]["state"], "exampleOfWork": {"@id": urn("story", a["kept"]["story"])},
    }  # fmt: skip


def statement(s: Values) -> Node:
    """Return a statement: a Quotation where it is quoted, a Statement where it is told in other words."""
    quoted = s["form"] in ("direct", "mixed")
    day = s["said_on"] if s["said_on"] and _DAY.fullmatch(s["said_on"]) else None
    inside = [{"@id": urn("article", s["article"]["id"])}]
    if s["parent"]:
        inside.append({"@id": urn("statement", s["parent"])})
    node = {
        "@type": "Quotation" if quoted else "Statement", "@id": urn("statement", s["id"]), "identifier": s["id"],
        "text": words(s["content"]), "dateCreated": day, "isPartOf": inside,
        "additionalType": urn("act", f"{'not-' if s['negated'] else ''}{s['act']}") if s["act"] else None,
    }  # fmt: skip
    return node | {"spokenByCharacter" if quoted else "creator": _source(s)}


def _source(s: Values) -> Node | None:
    kind = _KIND.get(s["source_type"] or "")
    if kind is None or not (s["speaker"] or s["source"]):
        return None
    if s["named"] is not True:
        described = words(s["description"]) or words(s["source"]) or s["speaker"]
        return {"@type": kind, "description": described}
    return {"@type": kind, "name": s["speaker"]} if s["speaker"] else None


def speaker(p: Values) -> Node:
    """Return a speaker of one article."""
    kind = _KIND.get(p["type"] or "", "Thing")
    named = p["named"] is True
    return {
        "@type": kind, "@id": urn("speaker", p["id"]), "identifier": p["id"], "name": p["name"] if named else None,
        "description": None if named else p["name"],
        "alternateName": [m for m in p["mentions"] if m != p["name"]] if named else None,
        "subjectOf": {"@id": urn("article", p["article"]["id"])},
    }  # fmt: skip


def identity(i: Values) -> Node:
    """Return a person or body across articles. A Wikidata number is the same thing there."""
    wikidata = [f"https://www.wikidata.org/entity/{q}" for q in i["identifiers"] if re.fullmatch(r"Q\d+", q)]
    return {
        "@type": _KIND.get(i["type"] or "", "Thing"), "@id": urn("identity", i["id"]), "name": i["name"],
        "alternateName": [a for a in i["aliases"] if a != i["name"]], "sameAs": wikidata,
        "identifier": [i["id"], *(q for q in i["identifiers"] if not re.fullmatch(r"Q\d+", q))],
        "subjectOf": [{"@id": urn("article", p["article"]["id"])} for p in i["speakers"]],
    }  # fmt: skip


def claim(c: Values) -> Node:
    """Return a claim with where it appears. Nothing says whether it is true."""
    return {
        "@type": "Claim", "@id": urn("claim", c["id"]), "identifier": c["id"], "name": c["label"],
        "creativeWorkStatus": "confirmed" if c["confirmed"] else "suggested", "appearance": _appearances(c),
    }  # fmt: skip


def utterance(u: Values) -> Node:
    """Return one saying with the statements that report it."""
    return {
        "@type": "Quotation", "@id": urn("utterance", u["id"]), "identifier": u["id"],
        "text": u["statements"][0]["content"] if u["statements"] else None,
        "creativeWorkStatus": "confirmed" if u["confirmed"] else "suggested", "workExample": _appearances(u),
    }  # fmt: skip


def _appearances(group: Values) -> list[Node]:
    out = []
    for s in group["statements"]:
        article = {
            "@type": "NewsArticle", "@id": urn("article", s["article"]["id"]), "url": iri(s["article"]["url"]),
            "headline": s["article"]["headline"],
        }  # fmt: skip
        kind = "Quotation" if s["form"] in ("direct", "mixed") else "Statement"
        out.append({
            "@type": kind, "@id": urn("statement", s["id"]), "text": s["content"],
            "isPartOf": {k: v for k, v in article.items() if v is not None},
        })  # fmt: skip
    return out


SCHEMA_ORG: Final = {
    "articles": news_article, "statements": statement, "speakers": speaker, "identities": identity, "claims": claim,
    "utterances": utterance,
}  # fmt: skip
"""What schema.org has a type for, and what makes it."""


def web_annotations(items: Iterable[tuple[Values, str]]) -> Iterator[bytes]:
    """Yield statements, each with the text of its article, as a page of Web Annotations."""
    context = "http://www.w3.org/ns/anno.jsonld"
    holder = {"id": urn("export", "statements"), "type": "AnnotationPage"}
    return graph(context, (annotation(s, text) for s, text in items), holder=holder, key="items")


def annotation(s: Values, text: str) -> Node:
    """Return a statement as an annotation: its labels, and for each of its spans where that stands.

    Positions count code points into the record's text of the page; the quotation finds the place in the page itself.
    """
    source = iri(s["article"]["url"]) or urn("article", s["article"]["id"])
    made = s["provenance"]
    targets = [
        {"type": "SpecificResource", "source": source, "styleClass": part, "selector": _selectors(text, begin, end)}
        for part in _PARTS
        for begin, end, _ in s[part]
    ]
    return {
        "id": urn("statement", s["id"]), "type": "Annotation", "motivation": "describing", "generated": made["read_at"],
        "generator": {"id": urn("model", made["model_sha256"]), "type": "Software", "name": made["model"]},
        "body": _bodies(s), "target": targets,
    }  # fmt: skip


def _selectors(text: str, begin: int, end: int) -> list[Node]:
    around = {"prefix": text[max(0, begin - _AROUND) : begin], "suffix": text[end : end + _AROUND]}
    quoted = {"type": "TextQuoteSelector", "exact": text[begin:end], **{k: v for k, v in around.items() if v}}
    return [quoted, {"type": "TextPositionSelector", "start": begin, "end": end}]


def _bodies(s: Values) -> list[Node]:
    chain = " > ".join([*s["chain"], "not " + s["act"] if s["negated"] and s["act"] else s["act"] or "unknown"])
    out: list[Node] = [{"type": "TextualBody", "purpose": "describing", "format": "text/plain", "value": chain}]
    for label in ("speaker", "act", "form", "addressee", "channel", "said_on"):
        if s[label]:
            out.append({"type": "TextualBody", "purpose": "tagging", "format": "text/plain",
                        "value": f"{label}: {s[label]}"})  # fmt: skip
    return out


def words(pieces: Iterable[Any]) -> str:
    """Return the words of pieces [start, end, words] in one line."""
    return " … ".join(" ".join(piece[2].split()) for piece in sorted(pieces))
