"""Other kinds of sources become articles: PDF documents, subtitles, e-mail."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path

import pytest

from onrecord.errors import InputError, NoArticleError
from onrecord.ingest import find, load
from onrecord.ingest.mail import is_mail
from onrecord.ingest.subtitles import is_subtitles, spoken


def pdf(*lines: str) -> bytes:
    """Return a PDF document of one page with these lines of text."""
    drawn = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 72 720 Td 14 TL {drawn} ET" if lines else "q Q"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] "
        "/Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out, places = b"%PDF-1.4\n", []
    for n, words in enumerate(objects, 1):
        places.append(len(out))
        out += f"{n} 0 obj\n{words}\nendobj\n".encode()
    table = "".join(f"{p:010} 00000 n \n" for p in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(out)}\n%%EOF\n"
    return out + end.encode()


def test_the_text_layer_of_a_pdf_document_is_read_and_divided_words_are_made_whole(tmp_path: Path):
    path = tmp_path / "minutes.pdf"
    path.write_bytes(pdf("Mayor Brandt said the har-", "bour would stay in", "public hands. Nobody asked."))
    assert load(str(path)).text == "Mayor Brandt said the harbour would stay in public hands. Nobody asked."


def test_a_pdf_document_without_text_needs_ocr(tmp_path: Path):
    path = tmp_path / "scan.pdf"
    path.write_bytes(pdf())
    with pytest.raises(NoArticleError, match="OCR"):
        load(str(path))


def test_a_damaged_pdf_document_is_named(tmp_path: Path):
    path = tmp_path / "bad.pdf"
    path.write_bytes(b"%PDF-1.7\n%%EOF")
    with pytest.raises(InputError, match=r"bad\.pdf: this PDF document is damaged"):
        load(str(path))


SRT = """1
00:00:01,000 --> 00:00:03,000
BRANDT: Nobody asked me

2
00:00:03,500 --> 00:00:05,000
about the <i>harbour</i>.

3
00:00:06,000 --> 00:00:08,000
- Who would have?
"""
VTT = """WEBVTT

NOTE made by hand

00:01.000 --> 00:03.000 align:start
<v Ilse Brandt>Nobody asked me

00:03.000 --> 00:05.000
Nobody asked me
about the harbour.

00:06.000 --> 00:08.000
<v Jon Pell>Who would have?
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (SRT, "BRANDT: Nobody asked me about the harbour.\n\nWho would have?"),
        (VTT, "Ilse Brandt: Nobody asked me about the harbour.\n\nJon Pell: Who would have?"),
        (SRT.replace("\n", "\r\n"), "BRANDT: Nobody asked me about the harbour.\n\nWho would have?"),
    ],
)
def test_subtitles_become_what_is_said_a_turn_a_paragraph(text: str, expected: str):
    assert is_subtitles(text)
    assert spoken(text) == expected


def test_a_text_that_mentions_a_time_is_no_subtitles():
    assert not is_subtitles("The tape, 00:00:01,000 --> 00:00:03,000, was lost.\n\nNobody knows why.")


def message(**options: str) -> EmailMessage:
    m = EmailMessage()
    m["From"], m["To"] = "Ilse Brandt <mayor@aldmere.example>", "press@aldmere.example"
    m["Subject"], m["Date"] = "The harbour", "Tue, 04 Mar 2031 23:30:00 -0200"
    m.set_content("Dear all,\n\n> Nobody asked me\n> about the harbour.\n\nIlse Brandt\n", **options)
    return m


@pytest.mark.parametrize("options", [{}, {"cte": "base64"}, {"cte": "quoted-printable"}])
def test_a_message_is_its_text_without_the_signs_of_quoted_lines(tmp_path: Path, options: dict[str, str]):
    path = tmp_path / "letter.eml"
    path.write_bytes(bytes(message(**options)))
    article = load(str(path))
    assert "Nobody asked me\nabout the harbour." in article.text
    assert (article.headline, article.authors) == ("The harbour", ("Ilse Brandt",))
    assert article.published == "2031-03-05"


def test_a_message_without_text_is_refused(tmp_path: Path):
    m = EmailMessage()
    m["From"], m["Subject"], m["Date"] = "a@b.example", "Scan", "Tue, 04 Mar 2031 12:00:00 +0000"
    m.add_attachment(b"\x00\x01", maintype="application", subtype="octet-stream", filename="scan.bin")
    path = tmp_path / "scan.eml"
    path.write_bytes(bytes(m))
    with pytest.raises(InputError):
        load(str(path))


def test_a_text_with_a_colon_is_no_message():
    assert not is_mail(b"Subject: the harbour\n\nNobody asked.")
    assert not is_mail(b"Note: x\nTo: y\n\nNobody asked.")


def test_a_folder_stands_for_its_sources_of_every_kind(tmp_path: Path):
    for name in ("a.pdf", "b.srt", "c.vtt", "d.eml", "e.txt", "f.png"):
        (tmp_path / name).write_bytes(b"x")
    assert [Path(p).name for p in find(str(tmp_path))] == ["a.pdf", "b.srt", "c.vtt", "d.eml", "e.txt"]
