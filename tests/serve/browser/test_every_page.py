"""Every page is accessible by axe-core's rules, fits a phone, weighs little, and is painted before any script came."""

from __future__ import annotations

import pytest
from every_page import NAMES, furnish, unsound, violations
from playwright.sync_api import expect
from walked_desk import Desk

PAINTED = """() => new Promise((tell) => {
    const seen = (list) => { if (list.getEntriesByName("first-contentful-paint").length) tell(true); };
    new PerformanceObserver(seen).observe({type: "paint", buffered: true});
    setTimeout(() => tell(false), 20000);
})"""
"""Whether anything of the page is shown. A first paint without content may come, and be told, before."""


@pytest.fixture(scope="module")
def places(house: Desk) -> dict[str, str]:
    """Where the pages are, each with something on it."""
    found = furnish(house)
    assert set(found) == set(NAMES)
    return found


@pytest.mark.parametrize("name", NAMES)
def test_a_page_is_sound(name: str, enter, places: dict[str, str]):
    page = enter("admin")
    page.goto(places[name])
    assert unsound(page) == []


def test_what_comes_after_a_form_is_sound(enter, opened, places: dict[str, str]):
    page = enter("admin")
    page.goto("/check")
    page.get_by_label("The draft").fill("“The quay belongs to the people who made it,” said Jon Pell.")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Look at these again")).to_be_visible()
    assert unsound(page) == []
    page.goto("/invitations")
    page.get_by_role("button", name="Invite").click()
    link = page.get_by_label("Send this link to one person").input_value()
    assert unsound(page) == []
    page.goto(places["claim"])
    page.get_by_role("link", name="Judge").click()
    page.get_by_role("link", name="Read and write comments").click()
    expect(page.get_by_role("button", name="They are one")).to_be_visible()
    expect(page.get_by_text("It is short.")).to_be_visible()
    assert unsound(page) == []
    stranger = opened().new_page()
    stranger.goto(link)
    assert unsound(stranger) == []
    stranger.goto("/sign-in")
    assert unsound(stranger) == []
    stranger.goto("/tip")
    stranger.get_by_label("Text, at most 20,000 characters").fill("A tip.")
    stranger.get_by_role("button", name="Send").click()
    expect(stranger.locator(".code")).to_be_visible()
    assert unsound(stranger) == []


def test_a_page_is_painted_though_no_script_ever_comes(enter, places: dict[str, str]):
    page = enter("reader")
    page.route("**/*.js", lambda route: None)  # asked for, and never answered
    page.goto(places["article"], wait_until="commit")
    expect(page.get_by_role("heading", name="Statements")).to_be_visible()
    assert page.evaluate(PAINTED)
    assert page.evaluate("document.readyState") == "interactive"
    page.unroute_all(behavior="ignoreErrors")


def test_axe_finds_what_is_wrong(opened):
    page = opened().new_page()
    page.goto("/sign-in")
    page.evaluate("document.querySelector('label').remove()")
    assert [v.split(":")[0] for v in violations(page, rules=["label"])] == ["label"]
