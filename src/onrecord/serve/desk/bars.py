"""How much somebody said in each month, as a drawing of bars; the page has the table behind it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

from markupsafe import Markup

from onrecord.serve.when import moment

_HEIGHT: Final = 64
_BAR: Final = 14
_MOST: Final = 36
"""So many bars fit a page; where there are more months, years are drawn."""


def by_time(months: Sequence[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
    """Return (time, count, denials) by month, or by year where there are too many months for a drawing."""
    if len(months) <= _MOST:
        return list(months)
    years: dict[str, list[int]] = {}
    for month, n, denied in months:
        pair = years.setdefault(month[:4], [0, 0])
        pair[0] += n
        pair[1] += denied
    return [(year, pair[0], pair[1]) for year, pair in sorted(years.items())][-_MOST:]


def draw(times: Sequence[tuple[str, int, int]], label: str) -> Markup:
    """Return bars of `by_time`, denials as the darker foot of each."""
    most = max((n for _, n, _ in times), default=1)
    marks = []
    for k, (time, n, denied) in enumerate(times):
        tall, dark = _HEIGHT * n / most, _HEIGHT * denied / most
        tip = escape(f"{moment(time)}: {n} statement{'' if n == 1 else 's'}, {denied} of them denials")
        marks.append(f'<g><title>{tip}</title><rect class="bar" x="{k * (_BAR + 4)}" y="{_HEIGHT - tall:.1f}" '
                     f'width="{_BAR}" height="{tall:.1f}"/><rect class="dark" x="{k * (_BAR + 4)}" '
                     f'y="{_HEIGHT - dark:.1f}" width="{_BAR}" height="{dark:.1f}"/></g>')  # fmt: skip
    width = max(12, len(times)) * (_BAR + 4)
    if times:
        last = len(times) * (_BAR + 4) - 4
        marks.append(f'<text x="0" y="{_HEIGHT + 16}">{escape(times[0][0])}</text>')
        if len(times) > 6:  # fewer bars leave no room for both
            marks.append(f'<text x="{last}" y="{_HEIGHT + 16}" text-anchor="end">{escape(times[-1][0])}</text>')
    return Markup(
        f'<svg class="bars" xmlns="http://www.w3.org/2000/svg" role="img" aria-label="{escape(label)}" '
        f'viewBox="0 0 {width} {_HEIGHT + 20}" width="{width}" height="{_HEIGHT + 20}">{"".join(marks)}</svg>'
    )
