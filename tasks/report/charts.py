"""Charts as SVG that takes its colours from the page's style, so that one drawing is read in light and in dark.

Each is drawn twice, for a wide page and for a phone: a drawing that is only made smaller cannot be read.
"""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple, TypeAlias

import altair as alt
import vl_convert
from markupsafe import Markup, escape

from tasks.report.formats import major_units
from tasks.report.months import History, first_day, first_day_after, labelled

WIDE, NARROW = 720, 312
_AXIS_WIDTH, _TEXT_WIDTH, _NAME_WIDTH, _PANEL_HEIGHT = 44, 84, 220, 110
_WORDS_WIDTH = 64
_MOST_LABELS = {WIDE: 9, NARROW: 4}
_FONT = "system-ui, sans-serif"
_INK, _MUTED, _GRID = "currentColor", "var(--muted)", "var(--line)"
_BAR, _SECOND_BAR, _GAP = "var(--bar)", "var(--bar-2)", "var(--gap)"

_Layers: TypeAlias = alt.LayerChart | alt.FacetChart


class Drawing(NamedTuple):
    """One chart, as it is shown on a wide page and on a narrow one."""

    wide: Markup
    narrow: Markup


class Bar(NamedTuple):
    """One bar: its name, how long it is, and what is written at its end."""

    name: str
    value: float
    text: str


def bar_chart(bars: Sequence[Bar], about: str) -> Drawing:
    """Bars from the left, one below the other; `about` is read out in place of the drawing."""
    return _drawing(lambda width: _bars(bars, width), about)


def month_chart(history: History, about: str) -> Drawing:
    """Orders above revenue, month by month, with the gaps shaded."""
    return _drawing(lambda width: _months(history, width), about)


def _bars(bars: Sequence[Bar], width: int) -> _Layers:
    """Names left of the bars where there is room, else above them."""
    is_wide = width == WIDE
    begin, row_height = (_NAME_WIDTH, 30) if is_wide else (0, 42)
    most = max((bar.value for bar in bars), default=0) or 1
    # two bars may have one name: they are told apart by their place
    rows = [{"place": place, **bar._asdict()} for place, bar in enumerate(bars)]
    lengths = alt.Scale(domain=[0, most], range=[begin, width - _TEXT_WIDTH], nice=False)
    base = alt.Chart(alt.InlineData(rows)).encode(
        y=alt.Y("place:O", axis=None, scale=alt.Scale(paddingInner=0.42 if is_wide else 0.6, paddingOuter=0.3))
    )
    drawn = base.mark_bar(color=_BAR).encode(x=alt.X("value:Q", axis=None, scale=lengths), x2=alt.datum(0))
    written = base.mark_text(align="left", dx=6, color=_INK, fontSize=12).encode(x="value:Q", text="text:N")
    names = (
        base.mark_text(align="right", dx=-8, color=_INK, fontSize=12, limit=begin - 12)
        if is_wide
        else base.mark_text(align="left", dy=-17, color=_INK, fontSize=12, limit=width)
    )
    named = names.encode(x=alt.value(begin), text="name:N")
    return alt.layer(drawn, written, named).properties(width=width, height=row_height * len(bars))


def _months(history: History, width: int) -> alt.VConcatChart:
    months: list[dict[str, object]] = [
        {
            "begin": first_day(each.month),
            "end": first_day_after(each.month),
            "orders": each.order_count,
            "revenue": major_units(each.revenue_amount, history.currency),
        }
        for each in history.months
    ]
    panels = [
        _panel(months, history, "orders", "Orders", _BAR, width, is_last=False),
        _panel(months, history, "revenue", "Revenue", _SECOND_BAR, width, is_last=True),
    ]
    return alt.vconcat(*panels, spacing=14)


def _panel(
    months: list[dict[str, object]],
    history: History,
    field: str,
    title: str,
    colour: str,
    width: int,
    *,
    is_last: bool,
) -> _Layers:
    span = [first_day(history.months[0].month), first_day_after(history.months[-1].month)]
    named = labelled(history, _MOST_LABELS[width])
    labels = alt.Axis(
        title=None,
        grid=False,
        format="%b %Y",
        values=[alt.DateTime(year=year, month=month, utc=True) for year, month in named],
        labelFlush=False,
        labelSeparation=6,
        labels=is_last,
        ticks=is_last,
        domainColor=_GRID,
    )
    x = alt.X("begin:T", axis=labels, scale=alt.Scale(type="utc", domain=span, nice=False))
    y_axis = alt.Axis(
        title=None,
        tickCount=3,
        format="~s",
        domain=False,
        ticks=False,
        minExtent=_AXIS_WIDTH,
        maxExtent=_AXIS_WIDTH,
    )
    bars = (
        alt.Chart(alt.InlineData(months))
        .mark_rect(color=colour, stroke="var(--card)", strokeWidth=1)
        .encode(x=x, x2="end:T", y=alt.Y(f"{field}:Q", axis=y_axis), y2=alt.datum(0))
    )
    heading = alt.TitleParams(title, anchor="start", fontSize=12, fontWeight="normal", color=_MUTED, offset=4)
    layers = [bars, *_gaps(history, x, width)] if history.gaps else [bars]
    return alt.layer(*layers).properties(width=width - _AXIS_WIDTH - 8, height=_PANEL_HEIGHT, title=heading)


def _gaps(history: History, x: alt.X, width: int) -> list[alt.Chart]:
    month_width = (width - _AXIS_WIDTH) / (len(history.months) + sum(gap.month_count for gap in history.gaps))
    places: list[dict[str, object]] = [
        {
            "begin": first_day(gap.first),
            "end": first_day_after(gap.last),
            "middle": gap.middle,
            "text": "no orders" if gap.month_count * month_width > _WORDS_WIDTH else "",
        }
        for gap in history.gaps
    ]
    base = alt.Chart(alt.InlineData(places))
    shades = base.mark_rect(color=_GAP, fillOpacity=0.16, stroke=_GAP, strokeDash=[3, 3], strokeWidth=1)
    words = base.mark_text(color=_INK, fontSize=11).encode(x="middle:T", y=alt.value(_PANEL_HEIGHT / 2), text="text:N")
    return [shades.encode(x=x, x2="end:T"), words]


def _drawing(draw: Callable[[int], alt.TopLevelMixin], about: str) -> Drawing:
    return Drawing(_svg(draw(WIDE), "wide", about), _svg(draw(NARROW), "narrow", about))


def _svg(chart: alt.TopLevelMixin, kind: str, about: str) -> Markup:
    styled = chart.configure(background="transparent", font=_FONT, aria=False, padding=0)
    styled = styled.configure_view(strokeWidth=0)
    styled = styled.configure_axis(labelColor=_INK, gridColor=_GRID, tickColor=_GRID, labelFontSize=11)
    # the library escapes the texts that it draws
    drawn: str = vl_convert.vegalite_to_svg(styled.to_dict())
    # the whole drawing is one picture with one name, nothing in it has a role of its own
    drawn = re.sub(r"<[^>]+>", lambda tag: re.sub(r' (?:role|aria-[a-z]+)="[^"]*"', "", tag[0]), drawn)
    sized = re.search(r'viewBox="[^"]+"', drawn)
    head = f'<svg class="chart {kind}" role="img" aria-label="{escape(about)}" {sized[0] if sized else ""}>'
    return Markup(re.sub(r"^<svg[^>]*>", lambda _: head, drawn, count=1))
