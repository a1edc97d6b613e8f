"""The desk by keyboard alone, without script, and for somebody who presses “back”."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect
from small_desk import LEASED, QUAY
from walked_desk import article_of, go, main

HERE = """() => {
    const e = document.activeElement, box = e.getBoundingClientRect(), style = getComputedStyle(e);
    return {
        tag: e.tagName, words: (e.textContent || e.value || "").trim().slice(0, 60),
        at: [...document.querySelectorAll("*")].indexOf(e), ringed: style.outlineStyle !== "none" &&
            parseFloat(style.outlineWidth) >= 2,
        shown: box.width > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
    };
}"""


def tab_to(page: Page, words: str, most: int = 120) -> None:
    """Press Tab until what has the focus says `words`."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if words in page.evaluate(HERE)["words"]:
            return
    pytest.fail(f"{words!r} cannot be reached by keyboard")


def test_the_first_tab_leads_past_the_navigation(enter):
    page = enter("reader")
    page.goto("/claims")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(main(page)).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


@pytest.mark.parametrize("place", ["/", "/unnamed", "/add", "article"])
def test_tab_goes_through_all_of_a_page_in_its_order_with_a_visible_focus(place: str, enter):
    page = enter("editor")
    if place == "article":
        article_of(page, "Mole News")
    else:
        page.goto(place)
    reachable = page.evaluate(
        """() => [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, "
            + "[tabindex='0']")].filter((e) => e.checkVisibility()).length"""
    )
    seen = []
    for _ in range(reachable):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        assert here["ringed"], here
        assert here["shown"], here
        seen.append(here["at"])
    assert seen == sorted(set(seen))


def test_a_statement_is_found_and_judged_by_keyboard(enter):
    page = enter("editor")
    page.goto("/")
    tab_to(page, "Search")
    page.get_by_label("Words, or “a phrase”").focus()
    page.keyboard.type("leased")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("What was found")
    tab_to(page, LEASED[:40])
    page.keyboard.press("Enter")
    expect(page.locator(".st:target")).to_be_visible()
    page.locator(".st:target .n").focus()
    tab_to(page, "Judge")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="All of this is right")).to_be_visible()
    tab_to(page, "All of this is right")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Kept. It can be undone below.")
    tab_to(page, "Undo", most=30)
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_have_text("Taken back.")


def test_everything_works_without_script(enter):
    page = enter("editor", java_script_enabled=False)
    page.goto("/")
    go(page, "Add")
    page.get_by_label("Text", exact=True).fill("Mayor Per Holm said on Monday that the tram would stop in May.\n")
    page.get_by_label("Outlet").fill("Tram News")
    page.get_by_role("button", name="Add").click()
    for _ in range(200):
        if page.get_by_role("link", name="Add more").count():
            break
        page.wait_for_timeout(100)
        page.get_by_role("link", name="Load this page again").click()
    main(page).locator(".hit a").click()
    expect(page.locator("article.text")).to_contain_text("the tram would stop in May")

    page.goto("/")
    page.get_by_label("Words, or “a phrase”").fill("leased")
    page.locator("summary", has_text="Filters").click()
    page.get_by_label("What it does").select_option("deny")
    page.get_by_role("button", name="Search").click()
    expect(main(page).locator("ol.hits > li")).to_have_count(1)
    main(page).get_by_role("link", name=LEASED).click()
    said = page.locator(".st:target")
    expect(said).to_contain_text("Jon Pell")
    said.locator("a.n").click()
    expect(page).to_have_url(re.compile("#m-"))

    said = page.locator(".st", has_text=LEASED)
    said.get_by_role("link", name="Judge").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Judge a statement")
    page.locator("summary", has_text="Something is wrong").click()
    page.get_by_label("To whom").fill("the council")
    page.get_by_role("button", name="Keep what I changed").click()
    expect(page.get_by_role("status")).to_have_text("Kept. It can be undone below.")
    page.get_by_role("button", name="Undo this judgement of Edda").click()
    expect(page.get_by_role("status")).to_have_text("Taken back.")

    page.goto("/claims?only=contested")
    main(page).get_by_role("link", name=LEASED).click()
    page.get_by_role("button", name="Follow this claim").click()
    page.get_by_role("button", name=f"Stop following {LEASED}").click()
    page.goto("/claims?only=contested")
    main(page).get_by_role("link", name=LEASED).click()
    page.get_by_role("link", name="Read and write comments").click()
    page.get_by_label("Plain text").fill("Written without script.")
    page.get_by_role("button", name="Send").click()
    expect(page.locator("article.comment", has_text="Written without script.")).to_be_visible()
    page.get_by_role("button", name="Take back your comment").first.click()
    expect(main(page)).not_to_contain_text("Written without script.")

    page.goto("/check")
    page.get_by_label("The draft").fill(f"Jon Pell said: {QUAY}.")
    page.get_by_role("button", name="Check").click()
    expect(main(page).locator(".hit")).to_contain_text("verbatim")


def test_going_back_leads_to_what_was_asked_before(enter):
    page = enter("reader")
    page.goto("/?q=leased")
    found = main(page).locator("ol.hits").first.inner_text()
    main(page).get_by_role("link", name=LEASED).first.click()
    expect(page.locator(".st:target")).to_be_visible()
    page.go_back()
    expect(page.get_by_label("Words, or “a phrase”")).to_have_value("leased")
    assert main(page).locator("ol.hits").first.inner_text() == found
