"""The plots of an evaluation: shares with their intervals, calibration, and risk by coverage."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor

from compliance.evaluation.certainty import Bin, Decided
from compliance.evaluation.figures import Scores
from compliance.evaluation.intervals import Estimate, estimated
from compliance.evaluation.page.axes import Axis, Plot
from compliance.evaluation.rate_error import RateErrors
from compliance.evaluation.rows import Row
from compliance.evaluation.truth import LABELS
from compliance.evaluation.wording import LABEL_WORDS, percent, row_name, sure_percent, sure_points

_LINE_PX, _GAP_PX, _LEGEND_PX = 17, 12, 30
_NAMES_PX = 218
_LETTER_PX = 6.8
_TENTH, _HALF = 0.1, 0.5


@dataclass(frozen=True, slots=True)
class Mark:
    """One figure in a line of a dot plot."""

    kind: str
    """The class of its colour."""
    estimate: Estimate
    said: str


def recall_plot(scores: Scores) -> str:
    """Draw how many faces are found, by size and by what they wear."""
    by_size = {"all sizes": scores.recall, **scores.recall_by_band}
    lines = [
        (
            name,
            [
                Mark(str(label), estimated(shares[label]), f"{name}, {LABEL_WORDS[label]}")
                for label in LABELS
            ],
        )
        for name, shares in by_size.items()
    ]
    legend = [(str(label), LABEL_WORDS[label]) for label in LABELS]
    return _shares("Faces found", lines, legend, "found")


def rows_plot(rows: Sequence[Row]) -> str:
    """Draw how many faces of each kind are found, and how many of those are called rightly."""
    lines = [
        (
            f"{row_name(row)}, n {row.faces}",
            [
                Mark("found", estimated(row.recall), f"{row_name(row)}, found"),
                Mark("right", estimated(row.accuracy), f"{row_name(row)}, right of found"),
            ],
        )
        for row in rows
    ]
    legend = [("found", "found"), ("right", "called rightly, of those found")]
    return _shares("By kind of face", lines, legend, "share of faces")


def rate_plot(errors: RateErrors) -> str:
    """Draw by how many points the compliance rate is off."""
    lines = [
        (
            way.way,
            [
                Mark("right", way.points, f"{way.way}: {sure_points(way.points)} points"),
                Mark(
                    "found",
                    Estimate(None, way.group_low, way.group_high),
                    f"{way.way}: 95 % of the groups",
                ),
            ],
        )
        for way in errors.ways
    ]
    ends = [abs(end) for _, marks in lines for end in _ends(mark.estimate for mark in marks)]
    reach = max(2.0, float(ceil(max(ends, default=0.0))))
    axis = Axis(-reach, reach, "measured minus true, percentage points", _signed)
    legend = [
        ("right", "all pictures"),
        ("found", f"95 % of groups of {errors.group_pictures} pictures"),
    ]
    return _dots("Error of the compliance rate", axis, lines, legend, zero=True)


def calibration_plot(bins: Sequence[Bin], error: float | None) -> str:
    """Draw the share called rightly against the sureness, over a histogram of the faces."""
    total = sum(each.right.total for each in bins)
    said = "unknown" if error is None else f"{error:.3f}"
    axis = Axis(0.0, 1.0, "how sure the classifier is", _percent)
    plot = Plot(
        "Calibration",
        f"Expected calibration error {said} over {total} faces.",
        axis,
        Axis(0.0, 1.0, "called rightly", _percent),
    )
    for each in bins:
        share = each.right.total / total if total else 0.0
        left, right = plot.at_x(each.low), plot.at_x(each.high)
        plot.bar(left + 1, right - left - 2, plot.at_y(share), "histogram")
    plot.line([(plot.at_x(0), plot.at_y(0)), (plot.at_x(1), plot.at_y(1))], "reference")
    for each in bins:
        one = estimated(each.right)
        if each.mean_sureness is None or one.value is None:
            continue
        x, said = plot.at_x(each.mean_sureness), f"{each.right.total} faces: {sure_percent(one)}"
        _whisker(plot, one, (x, None), "found")
        plot.mark(x, plot.at_y(one.value), "found", said)
    plot.text(plot.at_x(0) + 10, plot.top_px + 16, "dots: share right, with 95 % interval")
    plot.text(plot.at_x(0) + 10, plot.top_px + 34, "bars: share of the faces so sure")
    return plot.svg()


def risk_plot(curve: Sequence[Decided], least: float) -> str:
    """Draw the share of wrong faces against the share decided, from half of the faces on.

    The level in use is marked.
    """
    known = [
        (point, decided, wrong)
        for point in curve
        if (decided := point.decided.ratio or 0.0) >= _HALF
        and (wrong := point.wrong.ratio) is not None
    ]
    highest = max((wrong for _, _, wrong in known), default=0.0)
    plot = Plot(
        "Risk and coverage",
        f"Share of wrong faces against the share decided; in use: sureness {least:g}.",
        Axis(_HALF, 1.0, "decided", _percent),
        Axis(0.0, max(0.02, highest * 1.15), "wrong among the decided", _fine_percent),
    )
    plot.line([(plot.at_x(d), plot.at_y(w)) for _, d, w in known], "curve")
    in_use = next(((p, d, w) for p, d, w in known if p.sureness >= least), None)
    if in_use:
        _, decided, wrong = in_use
        x, y = plot.at_x(decided), plot.at_y(wrong)
        said = f"sureness {least:g}: {percent(decided)} decided, {percent(wrong)} of them wrong"
        plot.line([(x, plot.floor_px), (x, y)], "reference")
        plot.mark(x, y, "right", said)
        plot.text(x - 12, y - 10, said, "end")
    return plot.svg()


def _signed(value: float) -> str:
    return f"{value:+g}" if value else "0"


def _percent(value: float) -> str:
    """Write a tick as a whole percentage."""
    return percent(value, 0)


def _fine_percent(value: float) -> str:
    """Write a tick as a percentage, with a decimal where it has one."""
    return f"{100 * value:g} %"


def _shares(
    title: str,
    lines: Sequence[tuple[str, Sequence[Mark]]],
    legend: Sequence[tuple[str, str]],
    axis_title: str,
) -> str:
    ends = _ends(mark.estimate for _, marks in lines for mark in marks)
    low = min(0.8, floor(10 * min(ends, default=0.0)) * _TENTH)
    said = [
        (name, [Mark(m.kind, m.estimate, f"{m.said}: {sure_percent(m.estimate)}") for m in marks])
        for name, marks in lines
    ]
    return _dots(title, Axis(low, 1.0, axis_title, _percent), said, legend)


def _dots(
    title: str,
    axis: Axis,
    lines: Sequence[tuple[str, Sequence[Mark]]],
    legend: Sequence[tuple[str, str]],
    *,
    zero: bool = False,
) -> str:
    """Draw figures with their intervals, a named block of lines each."""
    block_px = [len(marks) * _LINE_PX + _GAP_PX for _, marks in lines]
    plot = Plot(
        title,
        f"{axis.title}; {len(lines)} lines, in the table below.",
        axis,
        None,
        height_px=sum(block_px) + _LEGEND_PX + 60,
        left_px=_NAMES_PX,
        top_px=_LEGEND_PX,
    )
    _legend(plot, legend)
    if zero:
        plot.line([(plot.at_x(0), plot.top_px), (plot.at_x(0), plot.floor_px)], "reference")
    top = float(plot.top_px)
    for (name, marks), height in zip(lines, block_px, strict=True):
        plot.text(_NAMES_PX - 12, top + height / 2 + 4, name, "end", "name")
        for number, mark in enumerate(marks):
            y = top + _GAP_PX / 2 + (number + 0.5) * _LINE_PX
            _whisker(plot, mark.estimate, (None, y), mark.kind)
            if mark.estimate.value is not None:
                plot.mark(plot.at_x(mark.estimate.value), y, mark.kind, mark.said)
        top += height
        plot.line([(plot.left_px, top), (plot.width_px - plot.right_px, top)], "grid")
    return plot.svg()


def _whisker(plot: Plot, one: Estimate, at: tuple[float | None, float | None], kind: str) -> None:
    """Draw an interval: upright at a column, or level at a row."""
    if one.low is None or one.high is None:
        return
    x, y = at
    ends = [
        (plot.at_x(end) if x is None else x, plot.at_y(end) if y is None else y)
        for end in (one.low, one.high)
    ]
    plot.line(ends, f"{kind} whisker")


def _legend(plot: Plot, entries: Sequence[tuple[str, str]]) -> None:
    x = float(plot.left_px)
    for kind, words in entries:
        plot.mark(x + 6, 12, kind, words)
        plot.text(x + 17, 16, words)
        x += 40 + _LETTER_PX * len(words)


def _ends(estimates: Iterable[Estimate]) -> list[float]:
    return [end for one in estimates for end in (one.value, one.low, one.high) if end is not None]
