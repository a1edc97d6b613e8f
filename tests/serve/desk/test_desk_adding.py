"""Adding from the desk: texts, addresses and files go in; nothing else is read, and what fails says why."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from small_desk import token

from onrecord.record.store import Store
from onrecord.serve.desk.jobs import _safe

STORY = "Mayor Ilse Brandt said on Monday that the pier would close. “It is not safe,” she said."


def add(browser: TestClient, files: list[tuple[str, bytes]] | None = None, **form: str) -> str:
    """Send the form, wait until all is done, and return the last page."""
    sent = [("files", (name, data)) for name, data in files or []]
    answer = browser.post("/add", data={"csrf": token(browser, "/add"), **form}, files=sent or None)
    assert answer.status_code == 303, answer.text
    for _ in range(600):
        page = browser.get(answer.headers["location"]).text
        if "<h1>Done" in page:
            return page
        assert "hx-get" in page  # it loads itself again
        assert "Load this page again" in page  # and can be loaded without script
        time.sleep(0.1)
    pytest.fail("the addition does not end")


def test_a_pasted_text_and_a_file_with_its_sidecar_are_added(client: TestClient, store: Store):
    before = store.counts()["article"]
    page = add(client, headline="Pier to close", text=STORY, outlet="Pier Post", published="2031-05-06")
    assert re.search(r'href="/articles/[0-9a-f]+">added</a>, [1-9] statement', page)
    sidecar = b'{"outlet": "Sidecar News", "published": "2031-01-02", "headline": "From a file"}'
    files = [("../../pier.txt", STORY.replace("pier", "lock").encode()), ("pier.meta.json", sidecar)]
    page = add(client, files)
    article = re.search(r'href="(/articles/[0-9a-f]+)"', page)
    assert article is not None
    assert "Sidecar News" in client.get(article[1]).text
    assert store.counts()["article"] == before + 2
    assert "was there already" in add(client, headline="Pier to close", text=STORY, outlet="Pier Post",
                                      published="2031-05-06")  # fmt: skip


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"address": "/etc/passwd"}, "this is no address"),
        ({"address": "file:///etc/passwd"}, "this is no address"),
        ({"address": "-"}, "this is no address"),
        ({"address": "ftp://example.com/x"}, "this is no address"),
        ({"address": "\n".join(f"http://a.example/{n}" for n in range(21))}, "At most 20"),
        ({}, "There is nothing to add"),
        ({"text": "   "}, "There is nothing to add"),
        ({"text": STORY, "published": "next week"}, "is not a date"),
    ],
)
def test_what_cannot_be_added_is_refused_before_it_begins(client: TestClient, form: dict[str, str], words: str):
    answer = client.post("/add", data={"csrf": token(client, "/add"), **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert form.get("text", "").strip() in answer.text  # what was written is not lost


@pytest.mark.parametrize(
    "place", ["http://127.0.0.1:9/x", "http://169.254.169.254/latest", "http://[::1]/", "http://10.0.0.1/"]
)
def test_addresses_into_private_networks_are_not_fetched(client: TestClient, place: str):
    assert re.search(r'class="flag">[^<]*private', add(client, address=place))


def test_a_file_that_is_none_fails_alone_and_names_no_folder(client: TestClient):
    page = add(client, [("a.txt", b"\x00\x01\x02" * 50), ("b.txt", STORY.encode())])
    assert re.search(r'a\.txt</b>.*?class="flag">', page, re.DOTALL)
    assert "/tmp" not in page
    assert "2 of 2 pages" in page
    assert page.count('href="/articles/') == 1


def test_a_form_without_its_token_is_refused(client: TestClient):
    client.get("/add")
    assert client.post("/add", data={"text": STORY}).status_code == 403
    assert client.post("/add", data={"text": STORY, "csrf": "x"}).status_code == 403


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("../../etc/passwd", "passwd"), ("C:\\x\\y.txt", "y.txt"), (".hidden", "hidden"), ("..", "file"), ("", "file"),
        ("a\x00b\n.txt", "a_b_.txt"), ("é ß.txt", "é ß.txt"), ("x" * 300 + ".html", "x" * 75 + ".html"),
    ],
)  # fmt: skip
def test_names_of_files_cannot_lead_out_of_their_folder(given: str, safe: str, tmp_path: Path):
    assert _safe(given) == safe
    assert (tmp_path / _safe(given)).parent == tmp_path
