"""The main ways of use, each as somebody new to the desk goes it in a browser."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

from playwright.sync_api import Browser, Page, expect
from small_desk import LEASED, QUAY
from walked_desk import PASSWORD, Desk, Watch, article_of, command, go, main, running, sign_in

PASTED = """Ferry to stop in winter, company says

Nora Feld, who runs the Tarn ferry, said on Monday that the boat would not sail in January. “We cannot man it,” Feld told the Tarn Echo.

Mayor Per Holm denied that the town had cut the subsidy. According to Feld, Holm had promised her the money in writing.
"""  # noqa: E501
MARK = 'article.text [class~="t"]'


def first_run(page: Page, browser: Browser, watch: Watch) -> None:
    page.goto("/")
    sign_in(page, "Ada")
    expect(main(page)).to_contain_text("Add a page to begin")
    for role, name in (("reader", "Rolf"), ("commenter", "Cleo"), ("editor", "Emil")):
        go(page, "Ada")
        main(page).get_by_role("link", name="Invitations").click()
        page.get_by_label("Role").select_option(role)
        page.get_by_label("For whom").fill(f"{name} of the night desk")
        page.get_by_role("button", name="Invite").click()
        link = page.get_by_label("Send this link to one person").input_value()
        guest = watch.over(browser.new_context()).new_page()
        guest.goto(link)
        expect(guest.get_by_role("heading", level=1)).to_have_text("Welcome to On record")
        guest.get_by_label("Name").fill(name)
        guest.get_by_label("Password", exact=False).fill(PASSWORD)
        guest.get_by_label("The same again").fill(PASSWORD)
        guest.get_by_role("button", name="Make the account").click()
        ways = guest.get_by_role("navigation", name="Main")
        expect(ways.get_by_role("link", name=name, exact=True)).to_be_visible()
        expect(ways.get_by_role("link", name="Add", exact=True)).to_have_count(int(role == "editor"))
        expect(ways.get_by_role("link", name="Check a draft")).to_have_count(int(role != "reader"))
        guest.goto(link)
        expect(main(guest)).to_contain_text("This invitation does not hold")
        guest.context.close()
        expect(page.get_by_role("row", name=f"{name} of the night desk")).to_contain_text("open")
    go(page, "Ada")
    main(page).get_by_role("link", name="People").click()
    expect(page.get_by_role("row")).to_have_count(5)
    go(page, "Ada")
    page.get_by_role("button", name="Sign out", exact=True).click()
    page.goto("/people")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")


def test_the_first_admin_signs_in_and_invites_others(tmp_path: Path, chromium: Browser):
    db = tmp_path / "new.db"
    command("account", "add", "Ada", "--role", "admin", "--db", db, said=PASSWORD)
    with running(db, "--accounts") as desk:
        watch = Watch(desk.url)
        context = watch.over(chromium.new_context(base_url=desk.url))
        first_run(context.new_page(), chromium, watch)
        context.close()
        assert watch.faults == []


def added(page: Page) -> str:
    """Wait, without loading the page again, until what was added is read; open it, and return how many statements."""
    page.evaluate("window.stays = true")
    expect(page.get_by_role("heading", level=1)).to_have_text("Done")
    assert page.evaluate("window.stays")
    told = main(page).locator(".hit .about").inner_text()
    main(page).locator(".hit a").click()
    return told


def test_a_text_is_pasted_read_and_opened(enter):
    page = enter("editor")
    page.goto("/")
    go(page, "Add")
    headline, _, text = PASTED.partition("\n\n")
    page.get_by_label("Headline").fill(headline)
    page.get_by_label("Text", exact=True).fill(text)
    page.get_by_label("Outlet").fill("Tarn Echo")
    page.get_by_label("Published").fill("2031-01-06")
    page.get_by_role("button", name="Add").click()
    assert re.fullmatch(r"added, [4-9] statements", added(page))
    expect(page.get_by_role("heading", level=1)).to_contain_text(headline)
    expect(main(page).locator(".facts").first).to_contain_text("Tarn Echo · 6 January 2031")
    expect(page.locator(MARK, has_text="We cannot man it").first).to_be_visible()
    denied = page.locator(".st", has_text="that the town had cut the subsidy")
    expect(denied).to_contain_text(re.compile(r"Per Holm\s+denies"))


def test_files_are_uploaded_and_the_words_and_the_margin_point_at_each_other(enter, root: Path):
    page = enter("editor")
    page.goto("/add")
    page.get_by_label("Text, HTML, PDF").set_input_files(
        [root / "examples" / "harbour.txt", root / "examples" / "harbour.meta.json"]
    )
    page.get_by_role("button", name="Add").click()
    assert re.search(r"\b[2-9]\d statements", added(page))
    said = page.locator(".st", has_text="that it had received no report before March 11")
    expect(said).to_contain_text("Coast Office")
    said.hover()
    expect(page.locator("article.text .on-t").first).to_be_visible()
    lit = " ".join(page.locator("article.text .on-t").all_inner_texts())
    assert "received no report before March 11" in " ".join(lit.split())
    page.keyboard.press("Escape")
    expect(page.locator("article.text .on-t")).to_have_count(0)
    page.locator(MARK, has_text="“Ask the sea.”").first.click()
    entry = page.locator(".st.on")
    expect(entry).to_contain_text("Ask the sea")
    expect(entry).to_contain_text("Sam Okoro")
    expect(entry).to_be_in_viewport()
    aside = page.locator("details.furniture", has_text="copyright")
    expect(aside.get_by_text("All rights reserved")).to_be_hidden()
    aside.locator("summary").click()
    expect(aside.get_by_text("All rights reserved")).to_be_visible()


def test_a_person_is_found_followed_and_their_feed_opened(enter, opened):
    page = enter("reader")
    page.goto("/")
    go(page, "Speakers")
    page.get_by_label("A name, a surname or an alias").fill("pell")
    page.get_by_role("button", name="Find").click()
    main(page).get_by_role("link", name="Jon Pell").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Jon Pell")
    expect(page.get_by_role("region", name="What they denied")).to_contain_text(LEASED)
    page.get_by_role("button", name="Follow this speaker").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("What you follow")
    feed = page.get_by_role("link", name="Atom feed of Jon Pell").get_attribute("href")
    stranger = opened()  # a feed reader has no account
    answer = stranger.request.get(feed)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    titles = [e.text for e in ElementTree.fromstring(answer.body()).iter("{http://www.w3.org/2005/Atom}title")]
    assert any("The quay belongs to the people" in (t or "") for t in titles)
    page.get_by_role("button", name="Stop following Jon Pell").click()
    expect(page.get_by_role("link", name="Atom feed of Jon Pell")).to_have_count(0)
    assert stranger.request.get(feed).status == 404


def test_a_contested_claim_leads_back_to_those_who_said_it_first(enter):
    page = enter("reader")
    page.goto("/")
    contested = page.get_by_role("region", name="Contested claims")
    contested.get_by_role("link", name=LEASED).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LEASED)
    sides = page.get_by_role("region", name="The sides")
    expect(sides.get_by_role("heading", name="asserts 2 statements")).to_be_visible()
    expect(sides.get_by_role("heading", name="denies 1 statement")).to_be_visible()
    back = page.get_by_role("region", name="Back to the first speaker")
    drawn = back.locator("svg.wide")
    expect(drawn).to_have_count(2)
    expect(drawn.filter(has_text="Ilse Brandt")).to_contain_text("Mole News, 4 March 2031")
    expect(drawn.filter(has_text="Jon Pell")).to_contain_text("Lock Times, 4 March 2031")
    table = back.get_by_role("table", include_hidden=True).filter(has_text="Ilse Brandt")
    expect(table).to_be_hidden()
    for words in back.locator("summary").all():
        words.click()
    expect(table).to_be_visible()
    drawn.last.get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(r"/articles/[0-9a-f]+#st-\d+$"))
    expect(page.locator(".st:target")).to_contain_text(LEASED)


def test_a_speaker_is_corrected_in_the_margin_and_that_is_undone(enter):
    page = enter("editor")
    article_of(page, "Quay Post")
    said = page.locator(".st", has_text=LEASED)
    said.get_by_role("link", name="Judge").click()
    said.get_by_text("Something is wrong: correct it").click()
    said.get_by_label("Speaker", exact=True).fill("Ilsa Brandt")
    said.get_by_label("Why (others see it)").fill("So in the minutes.")
    said.get_by_role("button", name="Keep what I changed").click()
    expect(said.get_by_role("status")).to_have_text("Kept. It can be undone below.")
    page.reload()
    expect(said.locator(".judged")).to_have_text(re.compile(r"speaker: Ilsa Brandt \(Edda\)"))
    said.get_by_role("link", name="Judge").click()
    expect(said).to_contain_text("So in the minutes.")
    said.get_by_role("button", name="Undo this judgement of Edda").click()
    expect(page.get_by_role("status")).to_have_text("Taken back.")
    article_of(page, "Quay Post")
    expect(said).to_be_visible()
    expect(said.locator(".judged")).to_have_count(0)


def test_two_speakers_are_judged_to_be_one_and_that_is_undone(enter):
    page = enter("editor")
    keys = {}
    for name in ("Jon Pell", "Ilse Brandt"):
        page.goto(f"/speakers?q={name}")
        keys[name] = main(page).get_by_role("link", name=name).first.get_attribute("href").rsplit("/", 1)[1]
    page.goto(f"/speakers/{keys['Jon Pell']}")
    tied = page.get_by_role("region", name="By what they are tied")
    tied.get_by_role("link", name="Judge").click()
    tied.get_by_label("by its key").fill(keys["Ilse Brandt"])
    tied.get_by_role("button", name="They are different").click()
    expect(tied.get_by_role("status")).to_have_text("Kept. It can be undone below.")
    expect(tied).to_contain_text(re.compile(r"Edda\s+holds to be different"))
    go(page, "Edda")
    main(page).get_by_role("link", name="Judgements").click()
    entry = main(page).locator("li", has_text="holds to be different").first
    entry.get_by_role("button", name="Undo").click()
    expect(entry).to_contain_text("undone by Edda")


def test_a_comment_is_written_and_hidden_and_each_sees_what_is_theirs(enter):
    con = enter("commenter")
    article_of(con, "Lock Times")
    con.get_by_role("link", name="Read and write comments").click()
    con.get_by_label("Plain text; addresses of pages become links").fill("Buy boats at https://boats.example/now!")
    con.get_by_role("button", name="Send").click()
    written = con.locator("article.comment", has_text="Buy boats")
    expect(written.get_by_role("link", name="https://boats.example/now")).to_be_visible()

    edda = enter("editor")
    edda.goto(con.url)
    edda.get_by_label("Hide the comment of Con").click()
    edda.get_by_label("Why? Its author will see it").fill("advertising")
    edda.get_by_role("button", name="Hide", exact=True).click()
    expect(edda.get_by_role("heading", level=1)).to_have_text("Comments to look at")
    expect(main(edda)).to_contain_text("hidden by Edda: advertising")

    con.reload()
    expect(written).to_contain_text("hidden by Edda: advertising")
    rea = enter("reader")
    rea.goto(con.url)
    expect(main(rea)).to_contain_text("Comments on an article")
    expect(main(rea)).not_to_contain_text("boats")


def test_a_tip_is_sealed_and_answered_by_way_of_its_receipt(opened, enter, house: Desk):
    sender = opened().new_page()
    sender.goto("/")  # leads to where one signs in; a tip needs no account
    sender.get_by_role("link", name="Send a tip").click()
    sender.get_by_label("Text, at most 20,000 characters").fill("The quay was leased in May. I typed the paper.")
    sender.get_by_role("button", name="Send").click()
    expect(sender.get_by_role("heading", level=1)).to_have_text("It was sealed and stored")
    code = main(sender).locator(".code").inner_text()
    assert not {c["name"] for c in sender.context.cookies()} - {"onrecord_csrf"}

    page = enter("editor")
    page.goto("/")
    go(page, "Tips")
    expect(main(page)).not_to_contain_text("typed the paper")
    assert b"typed the paper" not in house.db.read_bytes()
    opened_tips = command("tips", "read", "--key", house.key, "--db", house.db)
    number = re.search(r"Tip (\d+),[^\n]*\n[^\n]*I typed the paper\.", opened_tips)[1]
    expect(page.get_by_role("row", name=number)).to_contain_text("waits for a reply")
    command("tips", "reply", number, "--db", house.db, said="Which month was it signed?")

    later = opened().new_page()
    later.goto("/tip")
    later.get_by_label("Receipt code").fill(code.lower())
    later.get_by_role("button", name="Look for a reply").click()
    expect(main(later)).to_contain_text("Which month was it signed?")
    later.get_by_label("Text, at most 20,000 characters").fill("In April.")
    later.get_by_role("button", name="Send").click()
    expect(later.get_by_role("status")).to_have_text("Your message was sealed and stored.")


def test_a_draft_is_checked_against_the_record_and_a_transcript(enter):
    page = enter("commenter")
    page.goto("/")
    go(page, "Check a draft")
    page.get_by_label("The draft").fill(
        f"Jon Pell said: {QUAY}.\n\n“Nobody will ever lease the quay to a stranger,” said Ida Moll.\n"
    )
    page.get_by_label("What it is checked against").fill("IDA MOLL: Nobody will ever sell the quay to a stranger.")
    page.get_by_role("button", name="Check").click()
    expect(page.get_by_role("heading", name="Look at these again")).to_be_visible()
    first, second = main(page).locator(".hit").all()
    expect(first).to_contain_text("verbatim")
    expect(second).to_contain_text("altered")
    expect(second).to_contain_text("draft “lease”, source “sell”")
    first.get_by_role("link").first.click()
    expect(page.locator(".st:target")).to_contain_text("The quay belongs to the people")


def test_two_lists_are_compared(enter):
    page = enter("reader")
    page.goto("/")
    go(page, "Compare")
    page.get_by_label("The one").fill("Lease the harbour for 20 years\nKeep the library open on Sundays")
    page.get_by_label("The other").fill("Lease the harbour for 30 years\nPlant trees by the quay")
    page.get_by_role("button", name="Compare").click()
    expect(page.get_by_role("region", name="Alike, but different")).to_contain_text("figures: 20 against 30")
    expect(page.get_by_role("region", name="Only in the one")).to_contain_text("library")
    expect(page.get_by_role("region", name="Only in the other")).to_contain_text("trees")
