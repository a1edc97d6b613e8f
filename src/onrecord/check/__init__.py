"""A draft's quotations and attributed statements against sources: verbatim, altered, somebody else's or not found.

`items_of` finds what is to be looked up, `seek` where its words stand, `judge` what that means; `run` names these steps
in order. Nothing leaves the machine. Needs the extra `check` (rapidfuzz, and pypdf for PDF documents).
"""
