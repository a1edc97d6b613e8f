"""What people judge stands beside what the machine read, each with who and when, and can be undone."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient
from newsroom import browser, newsroom, post, problem, quick_hashes, staff
from sayings import keys
from sqlalchemy import select
from stories import harbour

from onrecord.errors import OnrecordError
from onrecord.record import labels_judged
from onrecord.record import tables as t
from onrecord.record.identities import find
from onrecord.record.judgements import about
from onrecord.record.judging import take_back
from onrecord.record.label_values import is_edtf, parse
from onrecord.record.store import Store
from onrecord.record.verify import Check

TEXT = "Mayor Brandt said no. Pell said\nno, too. Brandt left."


@pytest.fixture
def store(house: FastAPI) -> Store:
    """The record behind the desk with accounts."""
    opened: Store = house.state.store
    return opened


@pytest.fixture
def house(db: str, monkeypatch: pytest.MonkeyPatch) -> FastAPI:
    """A desk with one account of each role."""
    quick_hashes(monkeypatch)
    staff(db)
    return newsroom(db)


def one(store: Store, key: str) -> labels_judged.JudgedStatement:
    with store.looking() as connection:
        return labels_judged.one(connection, key)


def correct(store: Store, key: str, who: str, **words: str) -> None:
    with store.writing() as connection:
        labels_judged.correct(connection, key, words, who=who)


def fields(page: str) -> dict[str, str]:
    """Return the hidden fields of the form in which a statement is corrected."""
    return dict(re.findall(r'type="hidden" name="(seen|csrf)" value="([^"]*)"', page))


# Values


@pytest.mark.parametrize(
    ("label", "words", "value"),
    [
        ("speaker", "  Jon   Pell ", "Jon Pell"),
        ("speaker", " ", None),
        ("named", "yes", True),
        ("negated", "no", False),
        ("negated", "", None),
        ("act", "deny", "deny"),
        ("said_on", "2031-03-03", "2031-03-03"),
        ("said_on", "2031-03-03/2031-03-09", "2031-03-03/2031-03-09"),
        ("source", "Pell", [[22, 26]]),
        ("content", "no,\ntoo", [[32, 35], [36, 39]]),
        ("content", "said no, too", [[27, 39]]),
        ("justification", "", []),
    ],
)
def test_words_of_a_form_become_values(label: str, words: str, value: object):
    assert parse(label, words, TEXT, []) == value


@pytest.mark.parametrize(
    ("label", "words", "why"),
    [
        ("act", "shout", "choose one of"),
        ("named", "perhaps", "yes or no"),
        ("said_on", "yesterday", "2022-10-11"),
        ("said_on", "2031-02-30", "2022-10-11"),
        ("speaker", "x" * 301, "longer than 300"),
        ("source", "Nobody", "do not stand in the article"),
        ("source", "x" * 5001, "longer than 5000"),
        ("content", " ", "cannot be empty"),
        ("cue", "left\nleft", "do not stand in the article"),
    ],
)
def test_words_that_are_no_value_are_refused(label: str, words: str, why: str):
    with pytest.raises(OnrecordError, match=re.escape(why)):
        parse(label, words, TEXT, [])


def test_of_several_places_the_nearest_to_the_former_one_is_meant():
    assert parse("source", "Brandt", TEXT, [[0, 4]]) == [[6, 12]]
    assert parse("source", "Brandt", TEXT, [[50, 52]]) == [[41, 47]]


@pytest.mark.parametrize(
    ("value", "holds"),
    [
        ("2031", True), ("2031-03", True), ("2031-21", True), ("203X", True), ("2031-03-03~", True),
        ("2031-03-03/..", True),
        ("2031-13", False), ("2031-3-3", False), ("..", False), ("/", False), ("2031-03-09/2031-03-03", False),
    ],
)  # fmt: skip
def test_days_are_those_that_the_record_keeps(value: str, holds: bool):
    assert is_edtf(value) is holds


# What holds


def test_a_correction_holds_beside_what_the_machine_read(store: Store):
    key = keys(store)["Lock Times s1"]
    correct(store, key, "ada", act="assert", channel="interview")
    found = one(store, key)
    assert found.machine["act"] == "deny"
    assert (found.value("act"), found.value("channel"), found.value("form")) == ("assert", "interview", "indirect")
    assert found.contested == ()
    with store.looking() as connection:
        row = connection.execute(select(t.statement.c.act).where(t.statement.c.key == key)).scalar_one()
        assert row == "deny", "nothing that was read is overwritten"
        said = about(connection, "statement", {key})
    assert [(j.who, j.verdict, dict(j.value or {})) for j in said] == [
        ("ada", "corrected", {"act": "assert"}),
        ("ada", "corrected", {"channel": "interview"}),
    ]


def test_where_people_differ_both_views_are_kept_and_the_machines_stands(store: Store):
    key = keys(store)["Lock Times s1"]
    correct(store, key, "ada", act="assert")
    correct(store, key, "bo", act="judge")
    found = one(store, key)
    assert [(o.who, o.value) for o in found.opinions["act"]] == [("ada", "assert"), ("bo", "judge")]
    assert found.contested == ("act",)
    assert found.value("act") == "deny"


def test_what_was_undone_no_longer_counts(store: Store):
    key = keys(store)["Lock Times s1"]
    correct(store, key, "ada", act="assert")
    correct(store, key, "bo", act="judge")
    with store.writing() as connection:
        (last,) = [j for j in about(connection, "statement", {key}) if j.who == "bo"]
        take_back(connection, last.id, who="bo")
    assert one(store, key).value("act") == "assert"


def test_a_confirmation_keeps_what_was_confirmed(store: Store):
    key = keys(store)["Quay Post s1"]
    with store.writing() as connection:
        labels_judged.confirm(connection, key, who="ada", note="heard it")
    correct(store, key, "bo", speaker="Ilse M. Brandt")
    found = one(store, key)
    assert found.opinions["act"][0].value == "assert"
    assert found.contested == ("speaker",)
    assert found.value("speaker") == "Ilse Brandt"


def test_a_form_that_shows_what_no_longer_holds_changes_nothing(store: Store):
    key = keys(store)["Quay Post s1"]
    seen = one(store, key).seen
    correct(store, key, "ada", act="judge")
    with store.writing() as connection:
        for step in (labels_judged.confirm, lambda *a, **k: labels_judged.correct(*a, {"act": "ask"}, **k)):
            with pytest.raises(OnrecordError, match="Look at it again"):
                step(connection, key, who="bo", seen=seen)


def test_nothing_that_differs_is_no_correction(store: Store):
    found = one(store, keys(store)["Quay Post s1"])
    same = {label: found.shown(label) for label in labels_judged.JUDGEABLE}
    with store.writing() as connection, pytest.raises(OnrecordError, match="Nothing differs"):
        labels_judged.correct(connection, found.key, same, who="ada")


def test_judgements_outlive_a_newer_reading(store: Store):
    record = harbour(url="https://wire.example/harbour")
    key = next(k for k, s in _local(store, record.article.id).items() if s == "s3")
    correct(store, key, "ada", channel="speech")
    store.add(replace(record, provenance=replace(record.provenance, code_version="0.2.0")))
    assert one(store, key).value("channel") == "speech"
    fewer = replace(record.reading, statements=record.reading.statements[:2], relations=(), corrections=())
    store.add(replace(record, reading=fewer, provenance=replace(record.provenance, code_version="0.3.0")))
    assert not one(store, key).current
    assert one(store, key).value("channel") == "speech"


def _local(store: Store, version: str) -> dict[str, str]:
    query = select(t.statement.c.key, t.statement.c.local_id).select_from(t.statement.join(t.reading).join(t.version))
    with store.looking() as connection:
        return {row.key: row.local_id for row in connection.execute(query.where(t.version.c.key == version))}


def test_corrections_go_out_as_annotated_articles(store: Store):
    there = keys(store)
    correct(store, there["Lock Times s1"], "ada", act="assert", speaker="Jonathan Pell", cue="")
    correct(store, there["Lock Times s2"], "ada", act="ask")
    correct(store, there["Lock Times s2"], "bo", act="judge")
    with store.looking() as connection:
        (article,) = list(labels_judged.training_data(connection))
    first, second = article["statements"]
    assert set(first) == {
        "id", "parent", "source", "cue", "content", "justification", "speaker", "source_type", "named", "act", "form",
        "negated", "addressee", "channel", "said_on",
    }  # fmt: skip
    assert (first["act"], first["speaker"], first["cue"]) == ("assert", "Jonathan Pell", [])
    assert second["act"] == "assert", "where people differ the machine's reading stands"
    for s in article["statements"]:
        for part in ("source", "cue", "content"):
            assert all(article["text"][a:b] == words for a, b, words in s[part])
    assert {"name": "Jonathan Pell", "mentions": ["Jon Pell"]} in article["speakers"]
    assert set(article["judged"]["s1"]) == {"act", "speaker", "cue"}
    assert article["judged"]["s1"]["act"][0]["who"] == "ada"
    assert (article["contested"], "s2" in article["judged"]) == ({"s2": ["act"]}, False)


def test_the_record_still_verifies_after_people_judged(store: Store):
    correct(store, keys(store)["Lock Times s1"], "ada", act="assert", content="that the harbour was leased")
    assert list(Check().store(store)) == []


# The pages


def test_a_statement_is_corrected_and_undone_in_the_browser(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    editor, path = browser(house, "editor"), f"/judge/statement/{key}"
    page = editor.get(path).text
    form = {**fields(page), "verdict": "corrected", "act": "assert", "note": "see the second line"}
    assert editor.post(path, data=form).headers["location"] == f"{path}?done=judged"
    page = editor.get(path).text
    assert "Edda" in page
    assert "see the second line" in page
    assert one(store, key).value("act") == "assert"
    undo = re.search(r'action="(/judgements/\d+/undo)"', page)
    assert undo
    assert post(editor, undo[1], {"next": path}).headers["location"] == path
    assert one(store, key).value("act") == "deny"
    listed = editor.get("/judgements").text
    assert "undone by Edda" in listed


def test_a_statement_is_confirmed_in_the_browser(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    editor, path = browser(house, "editor"), f"/judge/statement/{key}"
    form = {**fields(editor.get(path).text), "verdict": "confirmed"}
    assert editor.post(path, data=form).status_code == 303
    assert {o.verdict for held in one(store, key).opinions.values() for o in held} == {"confirmed"}


def test_what_cannot_be_kept_comes_back_with_the_reason_and_what_was_written(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    editor, path = browser(house, "editor"), f"/judge/statement/{key}"
    form = {**fields(editor.get(path).text), "verdict": "corrected", "source": "Nobody Such", "addressee": "the town"}
    answer = editor.post(path, data=form)
    assert answer.status_code == 422
    assert "do not stand in the article" in problem(answer.text)
    assert "Nobody Such</textarea>" in answer.text
    assert 'value="the town"' in answer.text


def test_readers_see_what_was_judged_and_are_given_no_form(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    correct(store, key, "ada", act="assert")
    page = browser(house, "reader").get(f"/judge/statement/{key}").text
    assert "ada" in page
    assert "<textarea" not in page
    assert "/undo" not in page


def test_nobody_undoes_the_judgement_of_another_but_an_admin(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    correct(store, key, "somebody", act="assert")
    assert "/undo" not in browser(house, "editor").get(f"/judge/statement/{key}").text
    assert post(browser(house, "editor"), "/judgements/1/undo").status_code == 403
    assert post(browser(house, "admin"), "/judgements/1/undo").status_code == 303
    assert post(browser(house, "admin"), "/judgements/1/undo").status_code == 403, "it is undone already"
    assert post(browser(house, "admin"), "/judgements/999/undo").status_code == 404


def test_two_statements_are_judged_to_be_of_one_claim(house: FastAPI, store: Store):
    there = keys(store)
    one_key, other = there["Mole News s1"], there["Quay Post s2"]
    editor, path = browser(house, "editor"), f"/judge/claim/{one_key}"
    assert editor.get(path).status_code == 200
    answer = post(editor, path, {"another": other, "verdict": "same", "note": "both of the quay"})
    assert answer.status_code == 303
    page = editor.get(path).text
    assert "holds to be one" in page
    assert "both of the quay" in page
    assert other in page, "it is in the list now"
    form = re.search(r'action="(/judgements/\d+/undo)"', page)
    assert form
    post(editor, form[1])
    assert other not in editor.get(path).text


def test_a_claim_as_a_whole_is_judged_by_two_of_its_statements(house: FastAPI, store: Store):
    there = keys(store)
    with store.looking() as connection:
        from onrecord.record.claim_groups import CLAIMS
        from onrecord.record.claim_members import key_of

        claim = key_of(connection, CLAIMS, there["Quay Post s1"])
    editor = browser(house, "editor")
    page = editor.get(f"/judge/claim/{claim}").text
    assert 'name="one"' in page
    pair = {"one": there["Quay Post s1"], "other": there["Lock Times s1"], "verdict": "different"}
    assert post(editor, f"/judge/claim/{claim}", pair).status_code == 303
    with store.looking() as connection:
        assert [j.verdict for j in about(connection, "claim", {there["Quay Post s1"]})] == ["different"]


def test_a_speaker_is_taken_out_of_an_identity(house: FastAPI, store: Store):
    with store.looking() as connection:
        pell = next(i for i in find(connection, "Jon Pell") if i.links)
    speaker = pell.links[0].speaker
    editor, path = browser(house, "editor"), f"/judge/identity/{pell.key}"
    assert speaker in editor.get(path).text
    assert post(editor, path, {"other": speaker, "verdict": "different"}).status_code == 303
    with store.looking() as connection:
        assert all(
            speaker not in {x.speaker for x in i.links} for i in find(connection, "Jon Pell") if i.key == pell.key
        )


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/judge/statement/none", 404),
        ("/judge/claim/none", 404),
        ("/judge/identity/none", 404),
        ("/judge/version/none", 404),
        ("/judge/weather/none", 404),
    ],
)
def test_what_is_not_there_cannot_be_judged(client: TestClient, path: str, status: int):
    assert client.get(path).status_code == status
    assert post(client, path, {"verdict": "same", "other": "x"}).status_code == status


@pytest.mark.parametrize(
    "form", [{}, {"verdict": "same"}, {"verdict": "true", "other": "x"}, {"verdict": "same", "other": "none"}]
)
def test_half_a_judgement_is_none(house: FastAPI, store: Store, form: dict[str, str]):
    key = keys(store)["Mole News s1"]
    answer = post(browser(house, "editor"), f"/judge/claim/{key}", form)
    assert answer.status_code == 422
    assert problem(answer.text)


def test_a_part_of_the_page_is_given_where_a_part_is_asked_for(client: TestClient):
    key = keys(client.app.state.store)["Lock Times s1"]  # type: ignore[attr-defined]
    part = client.get(f"/judge/statement/{key}", headers={"HX-Request": "true"}).text
    assert "<html" not in part
    assert 'name="verdict"' in part


def test_training_data_is_for_editors(house: FastAPI, store: Store):
    correct(store, keys(store)["Lock Times s1"], "ada", act="assert")
    assert browser(house, "commenter").get("/judgements/training.jsonl").status_code == 403
    (line,) = browser(house, "editor").get("/judgements/training.jsonl").text.splitlines()
    assert json.loads(line)["judged"]["s1"]["act"][0]["who"] == "ada"


def test_what_people_write_is_shown_as_words_and_never_as_markup(house: FastAPI, store: Store):
    key = keys(store)["Lock Times s1"]
    editor, path = browser(house, "editor"), f"/judge/statement/{key}"
    evil = '"><script>alert(1)</script>'
    form = {**fields(editor.get(path).text), "verdict": "corrected", "speaker": evil, "note": evil}
    assert editor.post(path, data=form).status_code == 303
    for shown in (path, "/judgements"):
        assert "<script>alert" not in editor.get(shown).text
