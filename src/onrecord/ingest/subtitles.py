"""Subtitles (SRT, WebVTT) become a transcript: what is said, a turn a paragraph, without times and numbers."""

from __future__ import annotations

import re
from html import unescape
from typing import Final

_TIME: Final = r"(?:\d{1,3}:)?\d{1,2}:\d{2}[.,]\d{1,3}"
_CUE: Final = re.compile(rf"^[ \t]*{_TIME}[ \t]*-->[ \t]*{_TIME}.*$", re.MULTILINE)
_VTT: Final = re.compile(r"\ufeff?WEBVTT(?:[ \t].*)?(?:\n|$)")
_NOT_SAID: Final = re.compile(r"^(?:NOTE|STYLE|REGION)\b")
_VOICE: Final = re.compile(r"<v(?:\.[^\s>]*)?\s+([^>]+)>")
_TAG: Final = re.compile(r"</?[A-Za-z][^>]*>|<\d[\d:.]*>|\{\\[^}]*\}")
_NEW_TURN: Final = re.compile(r"^(?:>>+|[-–—])\s*")
_LABEL: Final = re.compile(r"[A-Z][\w .’'-]{0,40}: \S")
_ENDS: Final = re.compile(r"[.!?…][\"'”’)\]]*$")
_HEAD: Final = 4000
_PARAGRAPH: Final = 600
"""About so many characters make a paragraph where nobody is named."""


def is_subtitles(text: str) -> bool:
    """Return whether a text is SRT or WebVTT: it says so, or begins with a cue's time."""
    if _VTT.match(text):
        return True
    m = _CUE.search(text[:_HEAD])
    return m is not None and re.fullmatch(r"\ufeff?\s*(?:\d+\s*)?", text[: m.start()]) is not None


def spoken(text: str) -> str:
    """Return what is said in subtitles. A voice that is named begins a paragraph with its name and a colon.

    A line that is shown again while the next one comes (as live captions do) is taken once.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    turns: list[list[str]] = []
    last: list[str] = []
    voice: str | None = None
    for payload in _payloads(text):
        lines: list[str] = []
        for raw in payload:
            name = _VOICE.search(raw)
            line = " ".join(unescape(_TAG.sub("", _VOICE.sub("", raw))).split())
            if not line:
                continue
            lines.append(line)
            if line in last:
                continue
            new = _NEW_TURN.match(line) is not None
            line = _NEW_TURN.sub("", line)
            named = name[1].strip() if name else None
            if named and named != voice:
                turns.append([f"{named}: {line}"])
            elif new or _LABEL.match(line) or not turns or _is_full(turns[-1]):
                turns.append([line])
            elif line:
                turns[-1].append(line)
            voice = named or voice
        last = lines or last
    return "\n\n".join(" ".join(t) for t in turns if any(t))


def _is_full(turn: list[str]) -> bool:
    return sum(map(len, turn)) > _PARAGRAPH and _ENDS.search(turn[-1]) is not None


def _payloads(text: str) -> list[list[str]]:
    """Return the lines of every cue."""
    out: list[list[str]] = []
    cues = list(_CUE.finditer(text))
    for k, cue in enumerate(cues):
        end = cues[k + 1].start() if k + 1 < len(cues) else len(text)
        block = text[cue.end() : end].strip("\n").split("\n\n")[0].split("\n")
        if not _NOT_SAID.match(block[0]):
            out.append(block)
    return out
