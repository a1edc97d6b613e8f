from __future__ import annotations

import gzip
import io
import json
import os
import sys
import time
from pathlib import Path

import pytest

from onrecord.errors import InputError, NoArticleError
from onrecord.ingest import dates, find, load, open_page
from onrecord.ingest.decode import decode
from onrecord.ingest.sniff import is_html
from onrecord.ingest.tree import _lightened
from onrecord.ingest.unpack import gunzip

STORY = "Bridge opens\n\n“It was a long wait,” said Mara Oduya on Monday — and “très” long.\n"
CZECH = "Premiér řekl, že most bude otevřen v pondělí. „Čekali jsme dlouho,“ řekla starostka města.\n\n" * 3


def test_a_folder_stands_for_its_readable_files(tmp_path: Path) -> None:
    for name in ("b.txt", "a.html", "c.txt.gz", "deep/d.MD", "deep/e.xhtml.gz"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    for name in ("b.meta.json", ".hidden.txt", "photo.png", "data.json", ".git/x.txt", "noending"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [os.path.relpath(p, tmp_path) for p in find(str(tmp_path))]
    assert found == ["a.html", "b.txt", "c.txt.gz", "deep/d.MD", "deep/e.xhtml.gz"]


@pytest.mark.parametrize("input", ["-", "https://news.example/story", "missing.txt", "odd.ending"])
def test_anything_else_stands_for_itself(input: str) -> None:
    assert list(find(input)) == [input]


def test_a_folder_without_pages_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="nothing to read"):
        list(find(str(tmp_path)))


@pytest.mark.parametrize("name", ["page.txt", "page.txt.gz"])
@pytest.mark.parametrize("sidecar", ["page.meta.json", "page.txt.meta.json"])
def test_a_sidecar_adds_what_the_page_does_not_say(tmp_path: Path, name: str, sidecar: str) -> None:
    data = STORY.encode()
    (tmp_path / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    facts = {
        "published": "2031-03-04",
        "outlet": "The Post",
        "url": "https://p.example/a",
        "headline": "A bridge",
        "x": 1,
    }
    (tmp_path / sidecar).write_text(json.dumps(facts))
    article = load(str(tmp_path / name))
    assert (article.published, article.outlet, article.url, article.headline) == (
        "2031-03-04",
        "The Post",
        "https://p.example/a",
        "A bridge",
    )
    assert load(str(tmp_path / name), outlet="The Herald", published="2031-03").outlet == "The Herald"
    assert article.text == STORY
    assert article.name == name


@pytest.mark.parametrize(
    ("sidecar", "words"),
    [
        ("{broken", "not valid JSON"),
        ("[1]", "not a JSON object"),
        ('{"published": 2031}', "not a string"),
        ('{"published": "4 March"}', "not a date"),
        ("[" * 100_000, "not valid JSON"),
    ],
)
def test_a_broken_sidecar_is_named(tmp_path: Path, sidecar: str, words: str) -> None:
    (tmp_path / "page.txt").write_text(STORY)
    (tmp_path / "page.meta.json").write_text(sidecar)
    with pytest.raises(InputError, match=words) as caught:
        load(str(tmp_path / "page.txt"))
    assert "page.meta.json" in caught.value.input


@pytest.mark.parametrize(
    ("value", "fine"),
    [
        ("2031-03-04", True),
        ("2031-03", True),
        ("2031", True),
        ("2031-03~", True),  # EDTF: about
        ("2031-21", True),  # EDTF: spring
        ("2031-03-04T08:15:00+01:00", True),
        ("2031-03-04T08:15Z", True),
        ("04/03/2031", False),
        ("2031-13-01", False),
        ("2031-02-30", False),
        ("2031-03-04T25:00", False),
        ("yesterday", False),
        ("0000", False),
    ],
)
def test_dates_that_users_give(value: str, fine: bool) -> None:
    if fine:
        assert dates.checked(value) == value
    else:
        with pytest.raises(ValueError):  # noqa: PT011 - each kind of bad date has its own words
            dates.checked(value)


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("2031-03-04T08:15:00.000Z", "2031-03-04T08:15:00.000Z"),
        ("2031-03-04 08:15:00 +0100", "2031-03-04 08:15:00+0100"),
        ("20310304", "2031-03-04"),
        ("20310304T081500Z", "2031-03-04T08:15:00Z"),
        ("2031/3/4", "2031-03-04"),
        ("Tue, 04 Mar 2031 08:15:00 +0000", "2031-03-04T08:15:00+00:00"),
        ("March 4, 2031", "2031-03-04"),
        ("4th March 2031", "2031-03-04"),
        ("2031-03-04Tbroken", "2031-03-04"),
        ("04/03/2031", None),  # which is the day?
        ("soon", None),
        ("", None),
    ],
)
def test_dates_that_pages_give(value: str, read: str | None) -> None:
    assert dates.read(value) == read


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp1252", "mac-roman"]
)
def test_text_in_any_encoding(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes((STORY * 3).encode(encoding))
    assert load(str(path)).text == STORY * 3


@pytest.mark.parametrize(
    ("data", "declared", "text"),
    [
        ("é".encode("latin-1"), "iso-8859-1", "é"),
        (b"\x93wait\x94", "iso-8859-1", "“wait”"),  # the web's Latin-1 is Windows-1252
        ("“é”".encode(), "iso-8859-1", "“é”"),  # declared wrongly
        ("Привет, мир".encode("cp1251"), "windows-1251", "Привет, мир"),
        ("日本".encode("iso2022_jp"), "iso-2022-jp", "日本"),  # seven bits
        (b"caf\xe9", "no-such-encoding", "café"),
        (b"caf\xe9", "base64", "café"),
        ("“good” and ".encode() * 9 + b"bad \xff byte", "utf-8", "“good” and " * 9 + "bad \ufffd byte"),
        (CZECH.encode("cp1250"), None, CZECH),
        (b'<meta charset="windows-1251">\xcf\xf0', None, '<meta charset="windows-1251">Пр'),
    ],
)
def test_declared_encodings(data: bytes, declared: str | None, text: str) -> None:
    assert decode(data, declared=declared) == text


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b" \n\n ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b"%PDF-1.7\n...", "PDF"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "PNG"),
        (b"PK\x03\x04word/document.xml", "ZIP archive or an office document"),
        (b"{\\rtf1 text}", "RTF"),
        (b"WARC/1.0\r\n", "web archive"),
        (b"\0\0\0\x18ftypmp42", "media"),
        (bytes(range(256)) * 20, "binary"),
        (b"\0\1\2\3" * 300, "binary"),
        (b"\x1f\x8b\x08\0broken", "gzip"),
        (gzip.compress(STORY.encode() * 50, mtime=0)[:-20], "cut short"),
        (gzip.compress(gzip.compress(b"x", mtime=0), mtime=0), "gzip"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, words: str) -> None:
    path = tmp_path / "page.txt"
    path.write_bytes(data)
    with pytest.raises(InputError, match=words) as caught:
        load(str(path))
    assert caught.value.input == str(path)
    assert caught.value.remedy


def test_a_bomb_is_refused() -> None:
    with pytest.raises(InputError, match="too large once decompressed"):
        gunzip(gzip.compress(b"\0" * 5_000_000), name="bomb.gz", limit=1_000_000)


def test_members_of_gzip_are_joined() -> None:
    assert gunzip(gzip.compress(b"one ") + gzip.compress(b"two"), name="x") == b"one two"


def test_a_file_beyond_the_limit_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("onrecord.ingest.files.MAX_BYTES", 10)
    (tmp_path / "page.txt").write_text(STORY)
    with pytest.raises(InputError, match="too large"):
        load(str(tmp_path / "page.txt"))


@pytest.mark.parametrize("name", ["missing.txt", "", "a\0b", "x" * 5000])
def test_a_missing_file_is_named(tmp_path: Path, name: str) -> None:
    with pytest.raises(InputError):
        load(str(tmp_path / "inner") + "/" + name)


def test_a_folder_and_a_pipe_are_no_files(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="folder"):
        load(str(tmp_path))
    os.mkfifo(tmp_path / "pipe.txt")
    with pytest.raises(InputError, match="no ordinary file"):
        load(str(tmp_path / "pipe.txt"))


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_forbidden_file_is_named(tmp_path: Path) -> None:
    path = tmp_path / "page.txt"
    path.write_text(STORY)
    path.chmod(0)
    with pytest.raises(InputError, match="permission"):
        load(str(path))


def test_standard_input(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(STORY.encode()))))
    article = load("-", outlet="The Post")
    assert (article.text, article.name, article.outlet) == (STORY, "stdin", "The Post")


def test_a_page_has_its_digest(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text("<p>x</p>")
    page = open_page(str(tmp_path / "page.html"))
    assert (page.name, page.media_type, page.url) == ("page.html", "text/html", None)
    assert len(page.sha256) == 64


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<!DOCTYPE html><html>", True),
        ("\n <!-- saved -->\n<html lang=en>", True),
        ('<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', True),
        ("<head><title>x</title></head>", True),
        ("<article><p>One.</p><p>Two.</p></article>", True),  # a piece of a page
        ("<div><p>One.</p>" * 20, True),
        ("Skip to Content\n\nA title\n\n<i>Lena Bauer/NWP</i><br/>Captain Rui\nLena Bauer/NWP", False),
        ("<i>Lena Bauer/NWP</i><br/>Captain Rui\n\nA title\n\nThe bridge opened.", False),
        ("In HTML, <p> begins a paragraph and <html> a page.", False),
        ("x < y and y > z", False),
        ("", False),
    ],
)
def test_html_is_told_from_text(text: str, html: bool) -> None:
    assert is_html(text) is html


def test_a_text_of_50_mb_is_read_in_time(tmp_path: Path) -> None:
    # Few long paragraphs here, so that the test stays short; the many short ones are measured elsewhere.
    path = tmp_path / "long.txt"
    path.write_text("A title\n\n" + ("The bridge opened, she said. " * 35_000 + "\n\n") * 50)
    begun = time.perf_counter()
    article = load(str(path))
    assert len(article.text) > 50_000_000
    assert time.perf_counter() - begun < 30


def test_an_endless_page_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html><body>" + "<p>The bridge opened, she said on Monday.</p>" * 300_000)
    with pytest.raises(InputError, match="too large"):
        load(str(path))


def test_a_page_that_is_mostly_script_is_read(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    story = "<p>The bridge opened on Monday, said Mara Oduya, who runs a bakery beside it and was glad.</p>" * 5
    path.write_text(f"<!doctype html><html><body><script>{'x = 1;' * 3_000_000}</script><h1>Bridge</h1>{story}</body>")
    assert "Mara Oduya" in load(str(path)).text


@pytest.mark.parametrize("opened", ["<script>", "<!--", "<svg>", "<style>", "<script"])
def test_what_is_opened_for_ever_takes_no_time(opened: str) -> None:
    begun = time.process_time()
    _lightened(opened * 200_000 + "<p>The bridge opened.</p>")
    assert time.process_time() - begun < 3


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("<p>a</p><script>x = '<p>no</p>'</script><p>b</p>", "<p>a</p><p>b</p>"),
        ("<p>a</p><!-- no --><STYLE>no</STYLE ><svg><path/></svg><p>b</p>", "<p>a</p><p>b</p>"),
        ('<script type="application/ld+json">{}</script>', '<script type="application/ld+json">{}</script>'),
        ("<p>İ</p><script>no</script><p>b</p>", "<p>İ</p><p>b</p>"),  # lower case is longer here
        ("<p>a</p><script>never closed", "<p>a</p><script>never closed"),
    ],
)
def test_scripts_are_left_out_of_large_pages(text: str, kept: str) -> None:
    assert _lightened(text) == kept


def test_a_page_without_an_article(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    path.write_text("<!doctype html><html><body></body></html>")
    with pytest.raises(NoArticleError, match="no article"):
        load(str(path))
