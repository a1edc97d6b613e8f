"""Comments: what is taken and what is not, how words are shown, and what moderators do."""

from __future__ import annotations

import re

import pytest
from fastapi.testclient import TestClient
from newsroom import browser, newsroom, post, quick_hashes, staff
from small_desk import LEASED, token
from sqlalchemy import select, update

from onrecord.record import comments, moderation
from onrecord.record import tables as t
from onrecord.record.claims import claims
from onrecord.record.comment_tables import comment
from onrecord.record.comments import Author, RefusedError, plain
from onrecord.record.judgements import Decision
from onrecord.record.judging import decide
from onrecord.record.store import Store
from onrecord.serve.desk.commenting import linked

REA, CON, EDDA = Author(None, "Rea"), Author(None, "Con"), Author(None, "Edda")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Hello", "<p>Hello</p>"),
        ("a\nb\n\nc", "<p>a<br>b</p><p>c</p>"),
        ("<b>bold</b> & <script>alert(1)</script>",
         "<p>&lt;b&gt;bold&lt;/b&gt; &amp; &lt;script&gt;alert(1)&lt;/script&gt;</p>"),
        ("see https://x.example/a?b=1&c=2.",
         '<p>see <a href="https://x.example/a?b=1&amp;c=2" rel="nofollow noopener ugc">https://x.example/a?b=1&amp;c=2</a>.</p>'),
        ("(http://x.example/a_(b))", '<p>(<a href="http://x.example/a_(b)" rel="nofollow noopener ugc">http://x.example/a_(b)</a>)</p>'),
        ("javascript:alert(1) data:text/html,x ftp://x.example", "<p>javascript:alert(1) data:text/html,x ftp://x.example</p>"),
        ('https://x.example/"onmouseover="alert(1)',
         '<p><a href="https://x.example/" rel="nofollow noopener ugc">https://x.example/</a>"onmouseover="alert(1)</p>'),
        ("https://x.example/<img/src=x/onerror=alert(1)>",
         '<p><a href="https://x.example/" rel="nofollow noopener ugc">https://x.example/</a>&lt;img/src=x/onerror=alert(1)&gt;</p>'),
        ("&lt;script&gt;", "<p>&amp;lt;script&amp;gt;</p>"),
        ("", ""),
    ],
)  # fmt: skip
def test_words_are_shown_as_they_are_and_addresses_become_links(text: str, shown: str):
    assert linked(text) == shown


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (" a \r\n\r\n\r\n\r\nb\t\n", "a\n\nb"),
        ("turned \u202eback\u202c", "turned back"),
        ("nul\x00 bell\x07 zero\u200bwidth", "nul bell zerowidth"),
        ("\u200b \n\n", ""),
    ],
)
def test_what_cannot_be_seen_is_not_kept(text: str, kept: str):
    assert plain(text) == kept


@pytest.fixture
def keys(store: Store) -> dict[str, str]:
    """The keys of an article, a statement and a claim."""
    with store.looking() as connection:
        article = connection.execute(select(t.article.c.key).where(t.article.c.outlet == "Quay Post")).scalar_one()
        claim = next(c for c in claims(connection) if LEASED in c.label)
    return {"article": article, "statement": claim.members[0].statement, "claim": claim.key}


def say(store: Store, key: str, author: Author, text: str, kind: str = "claim", **more: int) -> int:
    with store.writing() as connection:
        return comments.write(connection, comments.subject(connection, kind, key), author, text, **more).id


def seen(
    store: Store, key: str, kind: str = "claim", reader: Author | None = None, *, editor: bool = False
) -> list[str]:
    with store.looking() as connection:
        about = comments.subject(connection, kind, key)
        threads = comments.discussion(connection, about, reader, editor=editor).threads
    return [c.text for thread in threads for c in thread]


@pytest.mark.parametrize("kind", ["article", "statement", "claim"])
def test_a_comment_stands_under_what_it_is_about(client: TestClient, keys: dict[str, str], kind: str):
    path = f"/comments/{kind}/{keys[kind]}"
    answer = client.post(path, data={"csrf": token(client, path), "text": "Who signed the lease?"})
    assert answer.status_code == 303
    assert answer.headers["location"] == f"{path}#c1"
    page = client.get(path).text
    assert "<p>Who signed the lease?</p>" in page
    assert 'id="c1"' in page
    assert client.get("/comment/1").headers["location"] == f"{path}#c1"
    others = {k: client.get(f"/comments/{k}/{key}").text for k, key in keys.items() if k != kind}
    assert all("Who signed" not in other for other in others.values())
    part = client.get(path, headers={"hx-request": "true"}).text
    assert "<html" not in part
    assert "Who signed" in part


def test_an_article_has_one_discussion_whatever_version_is_read(store: Store):
    with store.looking() as connection:
        rows = connection.execute(
            select(t.article.c.key, t.version.c.key.label("version")).select_from(t.article.join(t.version))
            .where(t.article.c.outlet == "Harbour Wire")
        ).all()  # fmt: skip
        found = [comments.subject(connection, "article", row.version) for row in rows]
    assert len(rows) == 2
    assert found[0] == found[1]
    assert found[0].label == "Harbour not sold, mayor says"


def test_comments_stay_with_a_claim_that_grew_into_another(store: Store, keys: dict[str, str]):
    say(store, keys["claim"], REA, "Which firm?")
    with store.writing() as connection:
        other = next(c for c in claims(connection) if c.key != keys["claim"])
        pair = (keys["statement"], other.members[0].statement)
        decide(connection, Decision("claim", pair, "same"), who="Edda")
        now = [c.key for c in claims(connection) if keys["statement"] in c.stands]
    assert seen(store, now[0]) == ["Which firm?"]


def test_replies_join_the_thread_of_what_they_answer(store: Store, keys: dict[str, str]):
    first = say(store, keys["claim"], REA, "one")
    second = say(store, keys["claim"], CON, "two")
    reply = say(store, keys["claim"], CON, "one, answered", reply_to=first)
    say(store, keys["claim"], REA, "one, answered again", reply_to=reply)
    assert seen(store, keys["claim"]) == ["one", "one, answered", "one, answered again", "two"]
    with pytest.raises(RefusedError, match="no longer there"):
        say(store, keys["article"], REA, "elsewhere", "article", reply_to=second)


@pytest.mark.parametrize(("text", "why"), [("", "no words"), (" \u200b\n", "no words"), ("x" * 4001, "longer")])
def test_what_is_no_comment_is_refused_and_kept_in_the_form(
    client: TestClient, keys: dict[str, str], text: str, why: str
):
    path = f"/comments/claim/{keys['claim']}"
    answer = client.post(path, data={"csrf": token(client, path), "text": text})
    assert answer.status_code == 422
    assert why in answer.text
    assert text.strip()[:50] in answer.text


def test_nobody_writes_too_much_or_the_same_twice(store: Store, keys: dict[str, str]):
    for n in range(5):
        say(store, keys["claim"], REA, f"number {n}")
    with pytest.raises(RefusedError) as raised:
        say(store, keys["claim"], REA, "one more")
    assert raised.value.status == 429
    say(store, keys["claim"], CON, "others may")
    with pytest.raises(RefusedError, match="very same"):
        say(store, keys["claim"], CON, "others  may".replace("  ", " "))
    with store.writing() as connection:
        connection.execute(update(comment).values(made_at="2000-01-01T00:00:00Z"))
    say(store, keys["claim"], REA, "one more")


def test_a_hidden_comment_is_seen_by_its_author_and_editors_and_can_be_restored(store: Store, keys: dict[str, str]):
    id = say(store, keys["claim"], REA, "You are all fools")
    with store.writing() as connection:
        with pytest.raises(RefusedError, match="why"):
            moderation.decide(connection, id, show=False, reason=" ", who="Edda")
        moderation.decide(connection, id, show=False, reason="an insult", who="Edda")
    assert seen(store, keys["claim"]) == seen(store, keys["claim"], reader=CON) == []
    assert seen(store, keys["claim"], reader=REA) == seen(store, keys["claim"], editor=True) == ["You are all fools"]
    with store.writing() as connection:
        moderation.decide(connection, id, show=True, reason="", who="Edda")
    assert seen(store, keys["claim"]) == ["You are all fools"]
    with store.looking() as connection:
        entries = connection.execute(select(t.log.c.payload).where(t.log.c.what == "moderate")).scalars().all()
    assert len(entries) == 2
    assert all("fools" not in e for e in entries), "the log is for good, words need not be"


def test_a_hidden_comment_that_was_answered_leaves_its_place_without_words(store: Store, keys: dict[str, str]):
    id = say(store, keys["claim"], REA, "You are all fools")
    say(store, keys["claim"], CON, "Why so?", reply_to=id)
    with store.writing() as connection:
        moderation.decide(connection, id, show=False, reason="an insult", who="Edda")
    assert seen(store, keys["claim"]) == ["", "Why so?"]


def test_reports_of_several_people_take_a_comment_out_of_sight_until_it_was_looked_at(
    store: Store, keys: dict[str, str]
):
    id = say(store, keys["claim"], REA, "Buy now")
    people = [Author(None, f"Reader {n}") for n in range(3)]
    for who in (people[0], people[0], people[1]):
        with store.writing() as connection:
            moderation.report(connection, id, who, "an advertisement")
    assert seen(store, keys["claim"]) == ["Buy now"], "two people, one of them twice"
    with store.writing() as connection:
        moderation.report(connection, id, people[2], "an advertisement")
    assert seen(store, keys["claim"]) == []
    with store.looking() as connection:
        (queued,) = moderation.queue(connection)
    assert [who for who, _ in queued.reports] == [p.name for p in people]
    with store.writing() as connection:
        moderation.decide(connection, id, show=True, reason="", who="Edda")
        assert moderation.queue(connection) == []
    assert seen(store, keys["claim"]) == ["Buy now"]


def test_nobody_reports_without_end_or_without_a_reason(store: Store, keys: dict[str, str]):
    say(store, keys["claim"], REA, "Hello")
    with store.writing() as connection:
        for n in range(2, 23):
            connection.execute(
                comment.insert().values(id=n, kind="claim", subject=keys["claim"], author="X", text=str(n),
                                        state="shown", made_at="2031-01-01T00:00:00Z")
            )  # fmt: skip
        with pytest.raises(RefusedError, match="what is wrong"):
            moderation.report(connection, 1, CON, " ")
        for n in range(1, 21):
            moderation.report(connection, n, CON, "rude")
        with pytest.raises(RefusedError) as raised:
            moderation.report(connection, 21, CON, "rude")
    assert raised.value.status == 429


@pytest.mark.parametrize(
    ("hold", "written", "shown"),
    [("none", ["a", "b"], ["a", "b"]), ("first", ["a", "b"], []), ("all", ["a", "b"], []),
     ("none", ["http://1.example http://2.example https://3.example https://4.example", "b"], ["b"])],
)  # fmt: skip
def test_what_waits_follows_from_the_house_rules_and_from_links(
    store: Store, keys: dict[str, str], hold: str, written: list[str], shown: list[str]
):
    with store.writing() as connection:
        moderation.set_rules(connection, "Be kind.", hold, "Ada")
    ids = [say(store, keys["claim"], REA, text) for text in written]
    assert seen(store, keys["claim"]) == shown
    with store.writing() as connection:
        moderation.decide(connection, ids[0], show=True, reason="", who="Edda")
    say(store, keys["claim"], REA, "c")
    assert ("c" in seen(store, keys["claim"])) == (hold != "all"), "whoever was shown once is no longer new"


def test_a_locked_discussion_takes_nothing_until_it_is_opened(client: TestClient, store: Store, keys: dict[str, str]):
    path = f"/comments/claim/{keys['claim']}"
    csrf = token(client, path)
    assert client.post(f"{path}/lock", data={"csrf": csrf, "reason": ""}).status_code == 422
    assert client.post(f"{path}/lock", data={"csrf": csrf, "reason": "The court decides on Monday."}).status_code == 303
    page = client.get(path).text
    assert "The court decides on Monday." in page
    assert 'name="text"' not in page
    refused = client.post(path, data={"csrf": csrf, "text": "Still"})
    assert refused.status_code == 403
    assert client.post(f"{path}/unlock", data={"csrf": csrf}).status_code == 303
    assert client.post(path, data={"csrf": csrf, "text": "Still"}).status_code == 303


def test_an_author_can_take_back_their_own_words_for_good(store: Store, keys: dict[str, str]):
    id = say(store, keys["claim"], REA, "My address is 5 Pier Road")
    with store.writing() as connection:
        with pytest.raises(RefusedError):
            comments.take_back(connection, id, CON)
        with pytest.raises(RefusedError):
            comments.take_back(connection, id, Author(7, "Rea"))
        comments.take_back(connection, id, REA)
        with pytest.raises(RefusedError):
            moderation.decide(connection, id, show=True, reason="", who="Edda")
    assert seen(store, keys["claim"], editor=True) == [""]


def test_admins_change_the_house_rules_and_old_ones_are_kept(client: TestClient, store: Store):
    form = {"csrf": token(client, "/house-rules"), "text": "Be kind.\n\n<b>Really</b>", "hold": "first"}
    assert client.post("/house-rules", data=form).status_code == 303
    page = client.get("/house-rules").text
    assert "<p>Be kind.</p><p>&lt;b&gt;Really&lt;/b&gt;</p>" in page
    assert client.post("/house-rules", data={**form, "text": ""}).status_code == 422
    assert client.post("/house-rules", data={**form, "hold": "some"}).status_code == 422


def test_hostile_words_run_nowhere(client: TestClient, store: Store, keys: dict[str, str]):
    evil = '"><img src=x onerror=alert(1)><svg/onload=alert(1)>\'"{{7*7}}'
    with store.writing() as connection:
        moderation.set_rules(connection, evil, "none", evil)
    id = say(store, keys["claim"], Author(None, evil), evil)
    with store.writing() as connection:
        moderation.report(connection, id, Author(None, evil + "2"), evil)
        moderation.lock(connection, comments.subject(connection, "claim", keys["claim"]), evil, evil)
    for path in (f"/comments/claim/{keys['claim']}", "/moderation", "/house-rules"):
        page = client.get(path).text
        assert "{{7*7}}" in page
        assert not re.search(r"<(img|svg)", page), path


def test_what_is_not_there_cannot_be_talked_about(client: TestClient):
    for path in ("/comments/claim/0", "/comments/person/0", "/comment/1", "/comments/article/%00"):
        assert client.get(path).status_code == 404
    assert client.get("/comment/99999999999999999999").status_code == 422


@pytest.mark.parametrize(
    ("path", "least"),
    [("/comments/claim/{claim}", "commenter"), ("/comment/1/report", "reader"), ("/comment/1/hide", "editor"),
     ("/comment/1/restore", "editor"), ("/comments/claim/{claim}/lock", "editor"),
     ("/comments/claim/{claim}/unlock", "editor"), ("/house-rules", "admin")],
)  # fmt: skip
def test_roles_decide_who_may_do_what(
    db: str, keys: dict[str, str], monkeypatch: pytest.MonkeyPatch, path: str, least: str
):
    quick_hashes(monkeypatch)
    staff(db)
    with Store(db) as store:
        say(store, keys["claim"], Author(None, "Somebody"), "Hello")
    app = newsroom(db)
    ranks = ["anonymous", "reader", "commenter", "editor", "admin"]
    form = {"text": "Be kind.", "reason": "rude", "hold": "none"}
    for role in (ranks[ranks.index(least) - 1], least):
        answer = post(browser(app, role), path.format(**keys), form)
        assert (answer.status_code == 303) == (role == least), (role, answer.status_code)


def test_a_form_without_its_token_changes_nothing(client: TestClient, store: Store, keys: dict[str, str]):
    assert client.post(f"/comments/claim/{keys['claim']}", data={"text": "Hello"}).status_code == 403
    assert seen(store, keys["claim"], editor=True) == []
