"""Rules for the lines that stand around an article's end: who wrote it, where else it appeared, offers, legal links."""

from __future__ import annotations

from onrecord.ingest.rules import rule

ENDINGS = (
    rule(
        "subscription",
        r"""
        (?!.*\b(?:said|says|told|asked|urged|added)\b)(?:[^“"”:.!?]{0,60}[:.!?] |for [^“"”]{1,80}, |[^“"”]{0,90}\bby )?
        (?:please )?(?:sign(?:ing)? up (?:for|to)|subscrib(?:e|ing) to) (?:our|\w+[’']s|the [\w&’' ]{1,30}?)
        (?: [\w-]+){0,4} (?:newsletters?|e-?mails?|alerts?|bulletin)\b[^“"”]{0,80}$
        """,
        32,
        needs=("newsletter", "mail", "alert", "bulletin"),
    ),
    rule(
        "subscription",
        r"""
        (?:[^“"”.!?:]{0,50}[.!?:] )?(?:log|sign) ?in or (?:create an account|register|subscribe|join)
        (?: (?:to|for) (?:continue|read|comment)[^“"”.]{0,40})?\W*$
        """,
        18,
    ),
    rule(
        "subscription",
        r"""[^“"”]{0,200}\b(?:read|see|view) our (?:full )?(?:privacy (?:policy|notice))\b\W*$""",
        45,
        needs=("privacy",),
    ),
    rule("subscription", r"""click here (?:to|for) (?:get|download|join|subscribe|sign|install)\b[^“"”]{0,80}$""", 16),
    rule("subscription", r"(?:(?:breaking )?news alerts|(?:e-?mail |our )?newsletters?)\W*$", 4),
    rule(
        "subscription",
        r"""
        (?:(?:please )?support (?:our|local|independent|quality|this) (?:\w+ )?(?:journalism|news|newsroom|reporting)
        (?: today)?|thank(?:s| you) for (?:reading|subscribing|being a (?:reader|subscriber))
        |advertise(?: with us)?)\W*$
        """,
        8,
    ),
    rule(
        "comments",
        r"""
        (?:comments?\s?[/|:·-]\s?\d+|\d+ (?:comments?|responses?|replies|thoughts) on [“"‘'].{1,150}
        |be part of the (?:conversation|discussion)|conversation|sort by(?: (?:newest|oldest|best|most liked))?
        |you must be logged ?in to (?:post|leave|add) a (?:comment|reply)|notify me of (?:follow-?up|new) .{1,60}
        |join (?:our|the) (?:commenting|comments) (?:forum|section|community))\W*$
        """,
        28,
    ),
    rule(
        "house-rules",
        r"""
        (?:report (?:a |an )?(?:typo|error|correction|mistake)(?: or (?:typo|error|correction))?
        |(?:found|spotted|noticed|see|seen) (?:an? |something )?(?:error|typo|mistake|wrong|inaccura\w+)
        (?: (?:in|on) (?:this|the|our) \w+)?\?.{0,80}
        |our standards: .{1,80})\W*$
        """,
        18,
    ),
    rule(
        "submit",
        r"""
        (?:[^“"”?]{0,80}\? )?(?:please )?(?:get in touch|contact (?:us|our \w+(?: \w+){0,2})|e-?mail us)\b
        [^“"”]{0,60}\b(?:at|on|via|emailing us at) \S{1,60}@\S{1,60}$
        """,
        30,
        needs=("@",),
    ),
    rule(
        "submit",
        r"""
        (?:to )?(?:contact|reach|e-?mail|follow|write to) (?-i:[A-Z])[\w.’'-]+(?: (?-i:[A-Z])[\w.’'-]+){0,3}
        (?: (?:at|by|on|via)\b)[^“"”]{0,30}(?:@|\d{3}[-.]\d{3,4})[^“"”]{0,100}$
        """,
        28,
    ),
    rule("share", r"follow @\w{2,30}\W*$", 3),
    rule(
        "related",
        r"""
        (?:click here (?:to|for) (?:read|see|view|watch|follow|more|the|our)\b[^“"”]{0,120}
        |continue reading the main story
        |most (?:read|popular|viewed|shared) (?:in|on|from|today)\b.{0,30}|more in [\w &’'-]{1,30}
        |(?:what[’']?s hot|next up|in this (?:article|story)|more about)\s*:?)\W*$
        """,
        20,
    ),
    rule("notice", r"""(?:please )?follow (?:along|live|the latest)\b[^“"”]{0,40}\b(?:below|here)\W*$""", 12),
    rule(
        "notice",
        r"""
        (?:thank you for visiting [^“"”]{1,60}\. )?(?:you are using|your browser is|you appear to be using) (?:an? )?
        (?:outdated |old |unsupported )?(?:browser|out of date)\b.{0,400}$
        """,
        80,
    ),
    rule(
        "notice",
        r"""
        (?:this|the) (?:story|article|post|report|piece|column) (?:was |has been )?(?:originally |first )
        (?:appeared|published|ran|posted)\b[^“"”]{1,160}$
        |a version of this (?:story|article|piece|review) (?:originally |first |also )?
        (?:appears?|appeared|ran|was published) (?:in|on|at)\b.{1,250}$
        """,
        50,
    ),
    rule(
        "navigation",
        r"""
        (?:(?:about(?: us)?|contact(?: us)?|advertise(?: with us)?|privacy(?: (?:policy|notice))?|cookies?(?: policy)?
        |terms(?: (?:of|and|&) (?:use|service|conditions))?|accessibility(?: statement)?|help|careers|sitemap|site map
        |fcc (?:public )?(?:file|applications)|eeo report|do not sell my (?:personal )?info(?:rmation)?
        |your privacy (?:choices|rights)|ad choices|masthead|newsletters?|rss)\b[\s|·•/,]*){1,12}$
        """,
        24,
    ),
    rule("navigation", r"listen to (?:this |the )?(?:article|story)(?:\W+\d+ min(?:ute)?s?)?\W*$", 6),
    rule("credit", r"(?:the[ -])?[A-Z]{2,6}-wire(?: service)?\W*$|the[- ]\w{2,12}[- ]wire\W*$", 3),
    rule("credit", r"additional (?:reporting|material|research) (?:from|via) (?-i:[A-Z]).{1,80}$", 12),
    rule(
        "credit",
        r"""[^“"”:;]{1,80}\b(?:writers?|reporters?|journalists?) [^“"”:;]{1,90} contributed\.$""",
        20,
        needs=("contributed.",),
    ),
    rule(
        "author",
        r"""
        (?:about the authors?|(?:author|staff) profile(?: photo)?|author photo|staff (?:writer|reporter)
        |(?:senior |chief )?(?:political |news )?(?:reporter|correspondent|editor|columnist))\W*$
        """,
        4,
    ),
    rule(
        "author",
        r"""
        (?-i:[A-Z])[\w.’'-]+(?: (?-i:[A-Z])[\w.’'-]+){1,3} (?:is|was) an? (?:[\w-]+ ){0,4}(?:reporter|correspondent
        |editor|columnist|contributor|(?:staff )?writer|journalist|producer) (?:for|at|with|on|covering|based in)
        \b[^“"”]{1,200}$
        """,
        45,
    ),
    rule(
        "author",
        r"""
        (?-i:[A-Z])[\w.’'-]+(?: (?-i:[A-Z])[\w.’'-]+){1,3} (?:covers|reports on|writes (?:about|on))\b[^“"”]{1,120}
        \b(?:for (?:the )?(?-i:[A-Z])|follow (?:him|her|them)\b)[^“"”]{1,120}$
        """,
        45,
    ),
)
