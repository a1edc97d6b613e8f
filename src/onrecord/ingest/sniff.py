"""Is this text a page in HTML, or plain text that may hold a tag or two?"""

from __future__ import annotations

import re

_OPENING = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_DOCUMENT = re.compile(r"<(?:!doctype\s+html|html|head|body)\b[^>]*>", re.IGNORECASE)
_TAG = re.compile(
    r"</?(?:p|div|h[1-6]|span|a|ul|ol|li|article|section|main|header|meta|link|script|table)\b[^>]{0,400}>",
    re.IGNORECASE,
)
_HEAD = 4000
_MANY = 8
_TAGS_A_WORD = 0.05


def is_html(text: str) -> bool:
    """Return whether `text` is HTML: it opens as a document does, or its beginning is full of structural tags.

    The text of a copied page may show a literal line such as `<i>A. Name/AGENCY</i><br/>A caption`; that stays text.
    """
    if _OPENING.match(text[:_HEAD]):
        return True
    head = text[:_HEAD]
    tags = len(_TAG.findall(head))
    if head.lstrip()[:1] == "<" and _DOCUMENT.search(head) and tags:
        return True
    if head.lstrip()[:1] == "<" and re.match(r"\s*<(article|main|section|div|p|h1)\b", head, re.IGNORECASE):
        return (
            tags >= 2 and re.search(r"</(article|main|section|div|p|h1)>", text[: _HEAD * 4], re.IGNORECASE) is not None
        )
    return tags >= _MANY and tags > _TAGS_A_WORD * len(head.split())
