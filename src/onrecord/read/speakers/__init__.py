"""Who speaks in each statement of an article: pronouns, surnames, roles and descriptions led to one name.

`resolve` is the entrance. No unnamed source is ever given a name: what the article does not say, stays unsaid.
"""

from onrecord.read.speakers.answers import Label, Resolution
from onrecord.read.speakers.resolver import resolve

__all__ = ["Label", "Resolution", "resolve"]
