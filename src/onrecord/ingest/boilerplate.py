"""Rules for the lines that news sites add to every article: share, comments, related, subscription and the like."""

from __future__ import annotations

from onrecord.ingest.rules import rule

BOILERPLATE = (
    rule(
        "skip-link",
        r"""
        (?:skip|jump|go|straight) (?:to|past) (?:the )?(?:(?:main|page|site|primary|article|story) )?(?:content
        |navigation|nav|article|story|footer|header|search|menu|main|body|top)\b[^.!?]{0,20}\W*$
        """,
        8,
    ),
    rule("comments", r"(?:jump|skip|scroll|go) (?:down )?to (?:the )?comments\b\W*$", 8),
    rule(
        "comments",
        r"""
        (?:view|show|see|read|load|hide|post|leave|add|open|close|write|share your) ?(?:all|the|your|a|more|us
        |\d+|[(]\d+[)])? ?(?:comments?|discussion|reply|thoughts)\b\W*(?:\d+\W*)?$
        """,
        9,
    ),
    rule(
        "comments",
        r"""
        (?:[(]?\d[\d,]*[)]? comments?|comments? ?[(]?\d[\d,]*[)]?|comments?|comments? (?:are )?(?:closed|off
        |disabled)|no comments(?: yet)?|join the (?:conversation|discussion|debate)|start (?:the|a) conversation
        |have your say|what do you think\?(?: (?:let us|tell us|leave|have your|share|comment).{0,80})?)\W*$
        """,
        25,
    ),
    rule(
        "comments",
        r"""
        (?:let us know|tell us|share your (?:thoughts|views|opinions?)|have your say)\b.{0,60}\b(?:in the
        |the) comments?\b(?: section)?(?: below)?\W*$
        """,
        25,
    ),
    rule(
        "house-rules",
        r"""
        .{0,80}\bis committed to (?:providing|maintaining|fostering) (?:a|an) (?:\w+ )?(?:forum|space|place
        |environment) for\b[^“"”]{0,120}$
        """,
        40,
        needs=("is committed to",),
    ),
    rule(
        "house-rules",
        r"""
        (?:please )?(?:keep (?:your )?comments|be (?:respectful|civil|kind)|(?:all )?comments (?:are|will be
        |must be) (?:\w+ )?(?:moderated|reviewed|removed|subject))\b.{0,200}$
        """,
        60,
    ),
    rule(
        "house-rules",
        r"""
        (?:you can )?(?:please )?(?:review|read|see|view) (?:our|the) (?:community|comment|commenting|house
        |posting) (?:guidelines|rules|policy|standards)\b.{0,80}$
        """,
        30,
    ),
    rule(
        "house-rules",
        r"""
        (?:our )?(?:community|comment|commenting|house) (?:guidelines|rules|policy|standards)\W*$
        """,
        6,
    ),
    rule(
        "share",
        r"""
        (?:click to )?(?:share|tweet|e-?mail|print|pin|post|send|save|gift|copy|like)(?: |$)(?:(?:this|the
        |article|story|page|post|link|url|with|by|via|on|to|in|a|friends?|your|more|facebook|twitter|x|whatsapp
        |linkedin|reddit|pinterest|flipboard|pocket|telegram|messenger|bluesky|threads|instagram|e-?mail|sms
        |print|copy|clipboard|save|share|options|icon|for|later|now|us|it|and|opens|new|window)\b\W*)*$
        """,
        14,
    ),
    rule(
        "share",
        r"""
        (?:(?:facebook|twitter|x|whatsapp|linkedin|reddit|pinterest|flipboard|pocket|telegram|messenger|bluesky
        |threads|instagram|youtube|tiktok|rss|e-?mail|print|copy link|link copied!?)\b[\s|·•,/.]*)+$
        """,
        14,
    ),
    rule(
        "share",
        r"""
        (?:you can )?(?:follow|find|connect with) (?:(?:me|us|him|her|them|the author|our \w+)|[\w.’'-]+
        (?: [\w.’'-]+){0,5}) (?:on|at) (?:twitter|x|facebook|instagram|linkedin|bluesky|threads|mastodon|youtube
        |tiktok|whatsapp|telegram|google news|social media)\b[^“”"]{0,220}$
        """,
        50,
    ),
    rule(
        "share",
        r"""
        (?:do you support .{0,60}\? )?like (?:the|our|us) (?:page|on facebook)\b\W*$
        |do you support .{0,60}\? like the page\W*$
        """,
        14,
    ),
    rule(
        "topic",
        r"""
        (?:article topics? follows?|topics?|tags?|tagged(?: in)?|filed (?:under|in)|posted in|categor(?:y|ies)
        |related topics?|keywords?|more about|explore more on(?: these topics)?)\s*:.{0,200}$
        """,
        40,
    ),
    rule(
        "topic",
        r"""
        (?:article topics? follows?|topics?|tags?|tagged|filed under|categories|related topics?
        |explore more on these topics)\W*$
        """,
        6,
    ),
    rule("copyright", r"(?:[©™®℠]|[(]c[)]|&copy;|copyright\b).{0,40}?(?:\b(?:19|20)\d\d\b|©|\ball rights\b).{0,300}$"),
    rule("copyright", r"""[^“"”]{0,160}\ball rights reserved\b.{0,200}$""", 50, needs=("all rights reserved",)),
    rule(
        "copyright",
        r"""
        (?:this material|this (?:story|article|content)|the contents? of this).{0,40}\bmay not be (?:published
        |reproduced|broadcast|copied|rewritten|redistributed).{0,200}$
        """,
        50,
    ),
    rule(
        "copyright",
        r"""
        (?:republished|reprinted|syndicated) (?:here )?(?:with permission|under (?:a )?(?:licen[cs]e
        |creative)).{0,200}$
        """,
        40,
    ),
    rule(
        "submit",
        r"""
        (?:if you|do you|would you|have you|have an?|got an?|know of|want to)\b[^“"”]{0,80}\b(?:stor(?:y|ies)
        (?: ideas?)?|news|tips?|photos?|videos?|information)\b[^“"”]{0,80}\b(?:submit|send|e-?mail|contact|click
        |get in touch|reach (?:out|us)|let us know|tell us|whatsapp)\b[^“"”]{0,120}$
        """,
        45,
    ),
    rule(
        "submit",
        r"""
        (?:submit|send (?:us|in)) (?:your|a|an|us) (?:\w+ )?(?:stor(?:y|ies)(?: ideas?)?|news tips?|tips?
        |photos?|videos?|letters?|corrections?)\b[^“"”]{0,80}$
        """,
        25,
    ),
    rule("submit", r"(?:got|have) a (?:\w+ )?(?:tip|story)(?: for us)?\?.{0,120}$", 30),
    rule(
        "submit",
        r"""
        (?:to )?(?:contact|e-?mail|reach|write to) (?:the )?(?:author|reporter|editor|writer|newsroom|us
        |me)s?\b.{0,100}@.{0,60}$
        """,
        25,
    ),
    rule(
        "related",
        r"""
        (?:(?:also )?read (?:more|also|next|this(?: next)?|the full (?:story|article))|see (?:also|more)
        |also read|(?:more|also) (?:on|from|in) [^.:]{1,50}|related(?: (?:articles?|stor(?:y|ies)|content|links?
        |coverage|reading|news|posts?|videos?))?|recommended(?: (?:for you|reading|stories|articles|videos?))?
        |more (?:stories|news|coverage|top stories)|don[’']?t miss|must[ -]reads?|up next|read more (?:about|on
        |from|of)[^.:]{0,50}|further reading|watch(?: (?:also|more|below|now|the video|it|live))?|listen
        (?: (?:to (?:the|this) \w+|now))?|go deeper|previously|in pictures|explained|more)\s*[:»›→▶|].{0,250}$
        """,
        45,
    ),
    rule(
        "related",
        r"""
        for more (?:\w+ )?(?:stories|news|coverage|information|articles)\b[^“"”.]{0,60}\b(?:check|visit|see
        |click|follow|go to|head)\b[^“"”]{0,80}$
        """,
        25,
    ),
    rule(
        "related",
        r"""
        ["“]?(?:read (?:more|next|also|the full (?:story|article))|see also|related|related (?:articles?|stor
        (?:y|ies)|content|links?|coverage|reading|news|posts?|videos?)|recommended(?: (?:for you|reading|stories
        |articles|videos?))?|more (?:stories|news|coverage|top stories|on this story|from [^.]{1,40})
        |most (?:read|popular|viewed|shared|recent|watched)|trending(?: now| stories)?|top stories
        |latest (?:news|stories)|popular (?:stories|articles|now)|editor[’']?s[’']? (?:picks?|choice)
        |don[’']?t miss|must[ -]reads?|up next|you (?:may|might) (?:also )?(?:like|be interested in|have missed
        |want to read)|around the web|from around the web|before you go|also on [\w. ]{1,25}
        |in case you missed it|watch (?:next|more|now|live|the video (?:below|above))|we recommend
        |promoted stories)\s*[:.»›→▶…"”]*$
        """,
        9,
    ),
    rule(
        "subscription",
        r"""
        (?:(?:please )?subscribe|sign up|register|log ?in|sign in|join us|become an? (?:\w+ )?(?:member
        |subscriber|supporter|patron)|unlock|already an? (?:\w+ )?(?:subscriber|member)|start your (?:free )?
        (?:\w+ )?trial|try (?:it )?(?:free|for free)|enjoying this|support (?:our|independent)|donate
        |download (?:our|the) (?:\w+ )?app|get (?:the|our|your|all|more|breaking|unlimited
        |full)\b[^.“"”]{0,80}\b(?:newsletters?|inbox|app|subscription|emails?|alerts?|access|delivered
        |free trial))\b[^“"”]{0,300}$
        """,
        55,
    ),
    rule(
        "subscription",
        r"""
        (?:enter your e-?mail|e-?mail address|your e-?mail|invalid email|thanks? (?:you )?for (?:signing up
        |subscribing|registering)|by (?:signing up|entering your|clicking|submitting|subscribing
        |providing)\b).{0,250}$
        """,
        60,
    ),
    rule(
        "subscription",
        r"""
        (?:this (?:article|story|content) is (?:for|available (?:only )?to|exclusive(?:ly)? (?:for|to)
        |reserved for) (?:\w+ )?(?:subscribers|members)|to (?:read|continue reading) (?:more|this|the (?:full
        |rest)).{0,60}\b(?:subscribe|sign|log|register)).{0,100}$
        """,
        40,
    ),
    rule(
        "advert",
        r"""
        [\W_]*(?:advertisements?|ads?|sponsored(?: (?:content|by .{1,40}))?|promoted(?: content)?|paid (?:post
        |content|partnership)|ad (?:feedback|choices)|advertorial|(?:this )?(?:story|article|content
        |post) continues (?:below|after).{0,40}|(?:scroll|keep scrolling|continue reading|click) (?:down )?
        (?:for|below|to continue).{0,30}|continue reading(?: below)?)[\W_]*$
        """,
        9,
    ),
    rule(
        "advert",
        r"""
        (?:we may earn|when you (?:buy|purchase) through|if you (?:buy|purchase|click)\b.{0,40}\blinks?
        |this (?:article|page|post|story) (?:may )?contains? affiliate|products featured).{0,250}$
        """,
        60,
    ),
    rule(
        "navigation",
        r"""
        (?:home|menu|search|sections?|close|back|back to (?:top|home|the top)|return to (?:top|homepage)|(?:next
        |previous|prev)(?: (?:article|story|page|post))?|toggle \w+(?: \w+)?|open (?:menu|navigation
        |search).{0,20}|expand|collapse|show (?:more|less)|load more|view (?:all|more|gallery)|see all
        |read (?:full|less)|cookie (?:policy|settings|preferences)|accept(?: all)?(?: cookies)?
        |privacy (?:policy|notice)|terms (?:of|and|&) (?:use|service|conditions)|contact(?: us)?|about(?: us)?
        |settings|my account|loading\W*|play(?: video)?|pause|mute|unmute|full ?screen|listen
        (?: to (?:this )?article)?|text size|font size|translate|edition|live|video|gallery)\W*$
        """,
        5,
    ),
    rule("navigation", r"(?:home|news)(?:\s*[>›»/|→]\s*[\w&’' -]{1,40})+$", 20),
    rule(
        "navigation",
        r"""
        (?:\d{1,2}[ -])(?:min(?:ute)?s?)(?: (?:read|listen|ago|watch)| to read)\W*$|(?:reading
        |read) time\b.{0,20}$
        """,
        7,
    ),
    rule(
        "notice",
        r"""
        (?:this is a (?:breaking|developing)(?: news?)? (?:story|report)|(?:this (?:breaking |developing )?story
        |it) (?:will be|is being) updated|check back (?:for|later|here)|(?:please )?refresh (?:this
        |the) page)\b[^“"”]{0,120}$
        """,
        30,
    ),
    rule(
        "code",
        r"""
        [.#@][\w-]{1,40}(?: [.#]?[\w-]{1,30}){0,3}\s?\{.{0,300}$|\}[.;\s]*$|[a-z-]{2,30}:\s?[^\s:]{1,30};$
        |(?:window|document|var|function)\b[^.]{0,10}[.(=]\s?[\w.$(]+.{0,200};\s*$
        """,
        30,
        case=True,
    ),
    rule(
        "notice",
        r"""
        (?:we are sorry,? ?)?this (?:video|content|story) is (?:restricted|not available|unavailable
        |no longer available).{0,100}$|(?:please )?(?:enable|turn on) javascript.{0,100}$
        |your browser does not support.{0,100}$
        """,
        25,
    ),
)
