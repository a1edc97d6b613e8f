"""For spaCy: `nlp.add_pipe("onrecord")` fills `doc._.statements` and `doc.spans["onrecord"]`.

The statements are those that `onrecord.read_text` gives; each span is a source, cue or content, labelled as such and
with the statement's id (`span.id_`). Their ends move outwards to those of spaCy's tokens, so `doc._.statements` has the
exact offsets. The component asks nothing of the pipeline before it: it works behind a blank one.
"""

from __future__ import annotations

from contextlib import suppress
from typing import Any, Final

from spacy.language import Language
from spacy.tokens import Doc, Span

from onrecord.errors import NoArticleError
from onrecord.library import Said, read_text

KEY: Final = "onrecord"
_PARTS: Final = ("source", "cue", "content")


class Component:
    """Reads who says what in each document.

    published, outlet: of all documents that the pipeline reads, where they are known; `doc.user_data` may have a
    document's own under the same names. Words that are in no article (an empty text) have no statements.
    """

    def __init__(self, published: str | None = None, outlet: str | None = None):
        self.known = {"published": published, "outlet": outlet}

    def __call__(self, doc: Doc) -> Doc:
        known = {name: doc.user_data.get(name) or value for name, value in self.known.items()}
        statements: tuple[Said, ...] = ()
        with suppress(NoArticleError):
            statements = read_text(doc.text, **known).statements
        doc._.statements = statements
        doc.spans[KEY] = [span for s in statements for span in _spans(doc, s)]
        return doc


def _spans(doc: Doc, said: Said) -> list[Span]:
    out = []
    for part in _PARTS:
        for piece in getattr(said.statement, part):
            span = doc.char_span(piece.start, piece.end, label=part, span_id=said.statement.id, alignment_mode="expand")
            if span is not None:
                out.append(span)
    return out


def make(nlp: Language, name: str, published: str | None, outlet: str | None) -> Any:
    """Return the component, as spaCy asks for it."""
    del nlp, name
    return Component(published, outlet)


# Registered where spaCy looks for it: pyproject names `make` as an entry point.
Language.factory(
    KEY, default_config={"published": None, "outlet": None}, assigns=["doc._.statements", "doc.spans"], func=make
)

if not Doc.has_extension("statements"):
    Doc.set_extension("statements", default=())
