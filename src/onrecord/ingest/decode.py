"""Bytes become text: what kind of bytes they are, and which characters they stand for. Never fails on text."""

from __future__ import annotations

import codecs
import re
import unicodedata

from onrecord.errors import InputError

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_AS_TEXT = "Save its text as a .txt file, or the page as HTML, and read that."
_KINDS = (
    (b"%PDF-", "a PDF document"),
    (b"\x89PNG\r\n", "a PNG image"),
    (b"\xff\xd8\xff", "a JPEG image"),
    (b"GIF8", "a GIF image"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1f\x8b", "gzip data"),
    (b"BZh", "a bzip2 archive"),
    (b"\xfd7zXZ\x00", "an xz archive"),
    (b"7z\xbc\xaf", "a 7-Zip archive"),
    (b"\x28\xb5\x2f\xfd", "a Zstandard archive"),
    (b"Rar!\x1a", "a RAR archive"),
    (b"\xd0\xcf\x11\xe0", "an office document"),
    (b"{\\rtf", "an RTF document"),
    (b"SQLite format 3\x00", "an SQLite database"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90", "a program"),
    (b"RIFF", "a media file"),
    (b"OggS", "a media file"),
    (b"ID3", "a media file"),
    (b"WARC/1.", "a web archive (WARC)"),
)
_HEAD = 8192
_SAMPLE = 65536
_CONTROLS = bytes(set(range(32)) - {7, 8, 9, 10, 11, 12, 13, 27})
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})|<\?xml[^>]{0,100}encoding=["']([\w.:-]{2,40})""", re.I
)
# What Python also calls codecs, and utf-7, which browsers refuse for good reasons.
_NOT_TEXT = frozenset(
    {"base64", "bz2", "hex", "quopri", "rot13", "uu", "zlib", "punycode", "idna", "undefined", "utf-7"}
    | {"unicode-escape", "raw-unicode-escape"}
)
_LATIN = frozenset(
    ["cp1250", "cp1252", "cp1254", "cp1257", "cp1258", "latin_1"]
    + [f"iso8859_{n}" for n in (1, 2, 3, 4, 9, 10, 13, 14, 15, 16)]
)
_MAC_QUOTES = re.compile(rb"[a-z]\xd5[a-z]|(?:^|[\s(])\xd2[A-Za-z]|[.,!?a-z]\xd3(?:\s|$)")
"""Quotation marks and apostrophes of old Macs: elsewhere these bytes are capitals, which do not stand like that."""

_MANY_NULS = 0.3
_FEW = 0.01
_FOREIGN = 0.03
"""Of a text in one of Windows' Western or Central European encodings, the share of letters beyond ASCII above which the
guess between them is trusted: English has hardly any, Czech and Polish have more than twice as many."""


def refuse_binary(data: bytes, *, name: str) -> None:
    """Raise InputError where `data` is empty or not text, saying what it looks like. UTF-16 and UTF-32 are text."""
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xfe\xff"):
        raise InputError(name, "the input is empty", "Check that the page was saved or copied completely.")
    for magic, kind in _KINDS:
        if data.startswith(magic):
            raise InputError(name, f"this looks like {kind}, not like a page or a text", _AS_TEXT)
    if data[4:8] == b"ftyp":
        raise InputError(name, "this looks like a media file, not like a page or a text", _AS_TEXT)
    head = data[:_HEAD]
    if _wide(head) is None and len(head.translate(None, _CONTROLS)) < len(head) * (1 - _FEW):
        raise InputError(name, "this looks like binary data, not like a page or a text", _AS_TEXT)


def decode(data: bytes, *, declared: str | None = None) -> str:
    """Return the characters of `data`, without a byte order mark; bytes that fit nowhere become U+FFFD.

    Tried in order: a byte order mark, the zeros of UTF-16, UTF-8, the encoding that was declared (by the server in
    `declared`, or by the page), a guess, Windows-1252. Valid UTF-8 goes before a declaration because text in another
    encoding is practically never valid UTF-8 by accident, while declarations are often wrong.
    """
    if wide := _wide(data[:_HEAD]):
        bom = next((b for b, codec in _BOMS if codec == wide and data.startswith(b)), b"")
        return data[len(bom) :].decode(wide, "replace")
    encodings = [e for e in (_codec(declared), _codec(_in_page(data))) if e]
    for encoding in encodings:
        if encoding.startswith("iso2022") or encoding == "hz":  # seven-bit encodings are valid UTF-8 too
            return data.decode(encoding, "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    for encoding in encodings:
        if encoding == "utf-8":
            continue
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return _guessed(data, encodings)


def encoding_of(head: bytes) -> str:
    """Return which encoding a text is in, given its first bytes: for one that is decoded step by step."""
    if wide := _wide(head[:_HEAD]):
        return wide
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return _codec(_in_page(head)) or "cp1252"
    return "utf-8"


def _guessed(data: bytes, encodings: list[str]) -> str:
    as_utf8 = data.decode("utf-8", "replace")
    wrong = as_utf8.count("\ufffd")
    right = sum(1 for c in as_utf8[:_SAMPLE] if c > "\x7f" and c != "\ufffd")
    if wrong <= right or ("utf-8" in encodings and wrong < len(as_utf8) * _FEW and right):
        return as_utf8
    if encodings and encodings[0] != "utf-8":
        return data.decode(encodings[0], "replace")
    if len(_MAC_QUOTES.findall(data[:_SAMPLE])) > 1:
        return data.decode("mac-roman")
    from charset_normalizer import from_bytes  # imported here: it takes long to load and is seldom needed

    first = re.search(rb"[\x80-\xff]", data)
    start = max(0, first.start() - _SAMPLE // 2) if first else 0
    best = from_bytes(data[start : start + _SAMPLE], chunk_size=512, steps=4).best()
    encoding = best.encoding if best and not best.encoding.startswith(("utf", "mac")) else "cp1252"
    if encoding in _LATIN:
        guess = [c for c in data[start : start + _SAMPLE].decode(encoding, "replace") if c.isalpha()]
        if sum(c > "\x7f" for c in guess) < _FOREIGN * len(guess):
            encoding = "cp1252"
    return data.decode(encoding, "replace")


def _wide(head: bytes) -> str | None:
    """Return the encoding that a byte order mark, or zeros at every other byte, gives away; None for others."""
    for bom, codec in _BOMS:
        if head.startswith(bom):
            return codec
    head = head[: len(head) & ~1]
    if len(head) < 4:
        return None
    even, odd = head[::2].count(0) / (len(head) / 2), head[1::2].count(0) / (len(head) / 2)
    guess = "utf-16-le" if odd > _MANY_NULS and even < _FEW else None
    guess = "utf-16-be" if even > _MANY_NULS and odd < _FEW else guess
    # Binary data has zeros too, but no text has many control characters.
    return guess if guess and _controls(head.decode(guess, "replace")) <= _FEW * len(head) / 2 else None


def _controls(text: str) -> int:
    return sum(unicodedata.category(c) == "Cc" and c not in "\t\n\v\f\r\x1b" for c in text)


def _in_page(data: bytes) -> str | None:
    m = _META_CHARSET.search(data[:_HEAD])
    return (m[1] or m[2]).decode("ascii", "ignore") if m else None


def _codec(name: str | None) -> str | None:
    """Return Python's name for an encoding as the web means it (Latin-1 there is Windows-1252), None if unknown."""
    try:
        found = codecs.lookup(name.strip("\"' ")).name if name else None
    except (LookupError, ValueError):
        return None
    if found in ("iso8859-1", "ascii"):
        return "cp1252"
    return None if found is None or found.startswith(("utf-16", "utf-32")) or found in _NOT_TEXT else found
