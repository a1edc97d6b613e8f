from __future__ import annotations

import time

import pytest

from onrecord.ingest import byline
from onrecord.ingest.furniture import label


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        # skip links
        ("Skip to main content", "skip-link"),
        ("Jump to navigation ↓", "skip-link"),
        ("Skip to the end, she said.", None),
        # comments
        ("Jump to comments ↓", "comments"),
        ("View all comments", "comments"),
        ("14 Comments", "comments"),
        ("Join the conversation", "comments"),
        ("Have your say in the comments below", "comments"),
        ("Comments by the mayor angered the council.", None),
        # house rules
        ("Radio Nine is committed to providing a forum for civil and constructive conversation.", "house-rules"),
        (
            "Please keep your comments respectful and relevant. You can review our Guidelines by clicking here",
            "house-rules",
        ),
        ("The mayor is committed to providing homes for everybody.", None),
        # share lines
        ("Share this article", "share"),
        ("Share on Facebook", "share"),
        ("Facebook Twitter WhatsApp", "share"),
        ("Click to share on X (Opens in new window)", "share"),
        ("Follow Ines Okafor on Twitter @inesokafor", "share"),
        ("Share prices fell on Monday.", None),
        ("Follow the money, she said on Twitter.", None),
        ("“Follow me on Twitter,” she said.", None),
        # topics
        ("Article Topic Follows: Ferries", "topic"),
        ("Topics: Bridges, Council", "topic"),
        ("Topics included bridges and the council.", None),
        # copyright
        ("© 2031 Harbour Media Ltd. All rights reserved.", "copyright"),
        ("™ & © 2031 Northern Wire, Inc., a Wire Company. All rights reserved.", "copyright"),
        ("Copyright 2031 The Harbour Post", "copyright"),
        ("This material may not be published, broadcast, rewritten or redistributed.", "copyright"),
        ("Copyright law has failed us, said the author.", None),
        # offers to submit a story
        ("If you would like to share a story idea, please submit it here.", "submit"),
        ("Do you have a story? Email us at news@harbourpost.example", "submit"),
        ("Got a tip? Contact our newsroom.", "submit"),
        ("If you have information, she said, call the police.", None),
        ("“Do you have news?” she asked, and told us to send it.", None),
        # related
        ("Read more: Ferry timetable to change", "related"),
        ("RELATED: Council elects a chair", "related"),
        ("Most Read", "related"),
        ("More from The Harbour Post", "related"),
        ("Related to this is a second case, the judge said.", None),
        ("Read more books, she said.", None),
        # subscriptions
        ("Subscribe now for full access", "subscription"),
        ("Sign up for our morning newsletter", "subscription"),
        ("Already a subscriber? Sign in", "subscription"),
        ("“Sign up for our newsletter,” she said.", None),
        # adverts
        ("Advertisement", "advert"),
        ("Story continues below advertisement", "advert"),
        ("Advertisements for the ferry were false, the office said.", None),
        # credits and captions
        ("Photo: Lena Bauer", "credit"),
        ("Lena Bauer/NWP", "credit"),
        ("Lena Bauer via Getty Images", "credit"),
        ("(Reporting by Ines Okafor; Editing by Tom Reyes)", "credit"),
        ("Ines Okafor contributed to this report.", "credit"),
        ("Smoking contributed to his death, the doctor said.", None),
        ("FILE - The bridge stands empty on March 1, 2031.", "caption"),
        ("The bridge stands empty on Monday. (AP Photo/Lena Bauer)", "caption"),
        ("<i>Lena Bauer/NWP</i><br/>Captain Rui Alvarez", "caption"),
        ("The prices < 5 and > 3 are fine, she said.", None),
        # datelines alone
        ("PORT ELLERY, March 4 —", "dateline"),
        ("Published: 4 March 2031, 9:20 am", "dateline"),
        ("Tuesday, March 4, 2031", "dateline"),
        ("Last updated 2 hours ago", "dateline"),
        # the time of day above an entry of a live report
        ("16:42 GMT", "dateline"),
        ("Updated at 4.05pm BST", "dateline"),
        ("16:42 GMT was when it fell.", None),
        ("On Tuesday, March 4, 2031, the bridge opened.", None),
        ("PORT ELLERY (AP) — The bridge opened.", None),  # only a prefix of body
        # corrections
        ("Correction: The bridge has forty beams.", "correction"),
        ("Correction (March 4, 2031): The bridge has forty beams.", "correction"),
        ("CLARIFICATION — The bridge belongs to both towns.", "correction"),
        ("Editor’s note: An earlier version of this story gave the wrong day.", "correction"),
        ("An earlier version of this article misstated her age.", "correction"),
        ("This story has been updated to include her answer.", "correction"),
        ("Because of an editing error, an article on Monday gave the wrong day.", "correction"),
        ("Update: she has since resigned.", None),
        ("Corrections officers said that two men escaped.", None),
        ("An earlier version of the bridge fell down, she said.", None),
        ("Corrections & Clarifications: A previous version gave the wrong age.", "correction"),
        ("This version corrects the spelling of her name.", "correction"),
        ("(This March 4 story has been corrected to fix the name in paragraph 3)", "correction"),
        ("A previous headline misstated the number of beams.", "correction"),
        ("This version of events is wrong, she said.", None),
        # what stands around an article's end
        ("The-NWP-Wire", "credit"),
        ("Additional reporting from NWP", "credit"),
        ("Northern Wire writer Ines Okafor contributed.", "credit"),
        ("Additional reporting from the bridge is awaited, she said.", None),
        ("Ines Okafor covers politics for The Harbour Post.", "author"),
        ("Ines Okafor is a reporter for The Harbour Post who writes about ferries.", "author"),
        ("Ines Okafor is a baker for whom the bridge matters, she said.", None),
        ("Get in touch with our news team by emailing us at news@post.example.", "submit"),
        ("Is the bridge closed for you? Get in touch at news@post.example", "submit"),
        ("Contact Ines Okafor at iokafor@post.example or follow her.", "submit"),
        ("Contact with Ines Okafor was lost at sea.", None),
        ("For the latest stories from the harbour, sign up for our newsletters.", "subscription"),
        ("Town Notes: Sign up for the Post’s weekly politics newsletter to get it on Monday.", "subscription"),
        ("Enjoying our latest content? Log in or create an account to continue", "subscription"),
        ("CLICK HERE TO GET THE HARBOUR NEWS APP", "subscription"),
        ("He asked voters to sign up for the plan in a newsletter, the mayor said on Monday.", None),
        ("Breaking News Alerts", "subscription"),
        ("News alerts went unread.", None),
        ("Click here to read the council’s report.", "related"),
        ("Most read in Football", "related"),
        ("Comments / 14", "comments"),
        ("Be part of the conversation", "comments"),
        ("Report a correction or typo", "house-rules"),
        ("Our Standards: The Northern Trust Principles.", "house-rules"),
        ("This story was originally published March 4, 2031, 4:05 PM.", "notice"),
        ("A version of this article appears in print on Page 1 with the headline: Bridge", "notice"),
        ("You are using a browser version with limited support.", "notice"),
        ("You are using a bridge that is not safe, she said.", None),
        ("About Us | Contact Us | Advertise", "navigation"),
        ("Privacy is a right, she said.", None),
        ("and last updated 4:05 PM, Mar 4, 2031", "dateline"),
        # navigation
        ("Home > News > Local", "navigation"),
        ("3 min read", "navigation"),
        ("Menu", "navigation"),
        # body that only looks like furniture
        ("What passengers say", None),
        ("“No comment,” he said.", None),
        ("He declined to comment.", None),
        ("Watch out for ice, the office warned.", None),
        ("More than forty people said so.", None),
        ("Photographs show that he was there, police said.", None),
    ],
)
def test_a_line_is_told_by_its_words(line: str, expected: str | None) -> None:
    assert label(line) == expected


@pytest.mark.parametrize(
    ("line", "authors", "agency"),
    [
        ("By Ines Okafor", ("Ines Okafor",), None),
        ("By Ines Okafor and Tom Reyes", ("Ines Okafor", "Tom Reyes"), None),
        (
            "By Ines Okafor, Tom Reyes and Lena van der Berg, CNN",
            ("Ines Okafor", "Tom Reyes", "Lena van der Berg"),
            "CNN",
        ),
        ("By INES OKAFOR, Associated Press", ("INES OKAFOR",), "Associated Press"),
        ("By The Associated Press", (), "The Associated Press"),
        ("By Ines Okafor, Staff Writer", ("Ines Okafor",), None),
        ("By Ines Okafor | Northern News Service", ("Ines Okafor",), "Northern News Service"),
        ("By Ines Okafor of the Associated Press", ("Ines Okafor",), "Associated Press"),
        ("Written by Ines Okafor", ("Ines Okafor",), None),
        ("By Ines Okafor and Tom Reyes Associated Press", ("Ines Okafor", "Tom Reyes"), "Associated Press"),
        ("By Ines Lena Pool", ("Ines Lena Pool",), None),  # a name, though pools have photographs
        ("By Ines Okafor, NWP Business", ("Ines Okafor",), "NWP Business"),
        ("By Ines Okafor March 4, 2031 4:05 pm", ("Ines Okafor",), None),
        ("By Ines Okafor | 4 March 2031", ("Ines Okafor",), None),
    ],
)
def test_a_byline_is_taken_apart(line: str, authors: tuple[str, ...], agency: str | None) -> None:
    found = byline.parse(line)
    assert found is not None
    assert (found.authors, found.agency) == (authors, agency)


@pytest.mark.parametrize(
    "line",
    [
        "By Tuesday, Alvarez had resigned.",
        "By Tuesday",
        "By the time she came, he had left.",
        "By Ines Okafor’s own account, she was there.",
        "By and large, it went well.",
        "By law",
        "By March 2031 the bridge will open",
        "Ines Okafor said so",
    ],
)
def test_sentences_that_begin_with_by_are_no_bylines(line: str) -> None:
    assert byline.parse(line) is None


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Ines Okafor", ("Ines Okafor",)),
        ("By Ines Okafor and Tom Reyes", ("Ines Okafor", "Tom Reyes")),
        ("Ines Okafor, Tom Reyes", ("Ines Okafor", "Tom Reyes")),
        ("Okafor, Ines", ("Okafor, Ines",)),  # one name, family name first
        ("Ines Okafor, Staff Writer", ("Ines Okafor",)),
        ("https://harbourpost.example/ines", ()),
        ("(Image: Lena Bauer)", ()),
    ],
)
def test_authors_of_metadata(value: str, names: tuple[str, ...]) -> None:
    assert byline.names(value) == names


@pytest.mark.parametrize(
    "line",
    [
        "share " + "x " * 10 + "," * 600 + "!",
        "(Reporting by " + "a" * 1100,
        "A" + "-" * 1150 + "x",
        "<" * 1190,
        "follow " + "a.b’c-" * 190,
        "home" + " > a" * 290 + "!",
        "Published " + "1:" * 590,
        "A. " * 390,
        "(" * 1190,
        "By " + "Aa " * 390 + "!",
        "facebook" + " |" * 590 + "!",
        "x/" * 590,
        "correction " + "(" * 1190,
        "about us | " * 100 + "!",
        "sign up for our " * 70 + "newsletter",
        "a newsletter? " * 80 + "@",
        "By " + "1 March 2031 " * 80 + "!",
        "a contributed. " * 75 + "!",
        "Aa bb is a " + "x " * 500 + "reporter for",
    ],
)
def test_no_line_takes_long(line: str) -> None:
    begun = time.process_time()
    label(line)
    byline.parse(line)
    assert time.process_time() - begun < 0.5
