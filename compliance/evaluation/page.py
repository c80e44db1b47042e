"""The page of an evaluation: one file with everything in it, to be read, heard or printed."""

from collections.abc import Mapping, Sequence
from html import escape

from compliance.evaluation.evaluate import Report
from compliance.evaluation.figures import Scores
from compliance.evaluation.page_parts import (
    confusion_table,
    figure,
    items,
    mistake_item,
    section,
    table,
    tile,
)
from compliance.evaluation.page_style import STYLE
from compliance.evaluation.plain import About
from compliance.evaluation.plots import (
    calibration_plot,
    rate_plot,
    recall_plot,
    risk_plot,
    rows_plot,
)
from compliance.evaluation.rows import Row
from compliance.evaluation.scores import LEAST_PX, MATCH_IOU
from compliance.evaluation.truth import LABELS, Label
from compliance.evaluation.wording import (
    LABEL_WORDS,
    ROW_HEADINGS,
    UNKNOWN,
    interval,
    per_picture,
    percent,
    points,
    row_cells,
    sure_percent,
    sure_points,
    sure_share,
)
from compliance.evaluation.worst import Kind, Mistake

_KINDS = {
    Kind.WRONG: "Called wrongly, the surest first",
    Kind.MISSED: "Missed, the largest first",
    Kind.ALARM: "Found where no face is labelled, the surest first",
}
_NO_PICTURES = (
    "No picture was written. Run the command again with --save-worst to see the worst mistakes"
    " here; the page then shows people of your own data set, so keep it as you keep that."
)


def page(about: About, report: Report, pictures: Mapping[Mistake, bytes]) -> str:
    """Return the whole HTML page; `pictures` are JPEGs of the worst mistakes, or none."""
    scores = report.scores()
    body = "".join(
        (
            _head(about, scores),
            _finding(scores),
            _telling(scores),
            _sureness(scores),
            _rates(scores),
            _rows(report.rows()),
            _mistakes(pictures),
            _faults(report.faults),
        )
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Evaluation of {escape(about.truth)}</title><style>{STYLE}</style></head>"
        f"<body><main>{body}</main></body></html>\n"
    )


def _head(about: About, scores: Scores) -> str:
    side = "the held-out pictures of " if about.is_held_out else ""
    noted = f" with {about.annotations}" if about.annotations else ""
    words = (
        f"{about.detector} and {about.classifier} on {side}{about.truth}{noted}:"
        f" {scores.pictures} pictures, {scores.faces} labelled faces of {LEAST_PX:g} px and more."
    )
    return f'<header><h1>Evaluation</h1><p class="about">{escape(words)}</p></header>' + _tiles(
        scores
    )


def _tiles(scores: Scores) -> str:
    rate = scores.rate_errors.ways[0].points
    calibration = scores.calibration_error
    tiles = (
        tile(
            "Masked faces found",
            percent(scores.recall[Label.MASK].ratio),
            f"bare faces {percent(scores.recall[Label.NO_MASK].ratio)}; difference"
            f" {sure_points(scores.recall_gap_points)} points",
        ),
        tile(
            "Three labels told apart",
            percent(scores.balanced_accuracy.value),
            f"balanced accuracy, {interval(scores.balanced_accuracy)}",
        ),
        tile(
            "Mask or none told apart",
            percent(scores.mask_or_none.value),
            f"balanced accuracy, {interval(scores.mask_or_none)}",
        ),
        tile(
            "False alarms per picture",
            per_picture(scores.alarms),
            f"{scores.alarms.hits} in {scores.alarms.total} pictures; precision"
            f" {sure_share(scores.precision)}",
        ),
        tile(
            "Calibration error",
            UNKNOWN if calibration is None else f"{calibration:.3f}",
            "how far sureness lies from the share right",
        ),
        tile(
            "Error of the compliance rate",
            f"{points(rate.value)} points",
            "measured minus true, of everything found; 95 %:"
            f" {points(rate.low)} to {points(rate.high)}",
        ),
    )
    return f'<ul class="tiles">{"".join(tiles)}</ul>'


def _finding(scores: Scores) -> str:
    by_size = {"all sizes": scores.recall, **scores.recall_by_band}
    small = scores.too_small
    cells = (
        [name, *(f"{sure_share(shares[label])}, n {shares[label].total}" for label in LABELS)]
        for name, shares in by_size.items()
    )
    headings = ("Size", *(LABEL_WORDS[label] for label in LABELS))
    return section(
        "Finding faces",
        "A face counts as found when a detection covers it (intersection over union of"
        f" {MATCH_IOU:g}) and the classifier takes it for a face. Masked faces missed more often"
        " than bare ones would make the rate read too low.",
        figure(
            "Found, by size",
            recall_plot(scores),
            f"By the shorter side of the face. Smaller faces do not count: {small.hits} of"
            f" {small.total} of them were found.",
            table("Share of faces found, with 95 % interval", headings, cells),
        ),
    )


def _telling(scores: Scores) -> str:
    by_band = "".join(
        confusion_table(f"Faces of {name}", counts)
        for name, counts in scores.confusion_by_band.items()
    )
    return section(
        "Telling what is worn",
        f"Macro F1 {sure_percent(scores.macro_f1)}. Every labelled face stands once in the table,"
        " by the likeliest label, however unsure.",
        confusion_table("All faces that count", scores.confusion),
        f"<details><summary>By size</summary>{by_band}</details>",
    )


def _sureness(scores: Scores) -> str:
    decision = scores.decision
    bins = (
        [
            f"{percent(each.low, 0)} to {percent(each.high, 0)}",
            str(each.right.total),
            percent(each.mean_sureness),
            sure_share(each.right),
        ]
        for each in scores.calibration
    )
    levels = (
        [f"{row.sureness:g}", percent(row.decided.ratio), sure_share(row.wrong)]
        for row in scores.levels
    )
    return section(
        "Knowing when it does not know",
        f"Below a sureness of {decision.least:g} a face stays unknown:"
        f" {sure_share(decision.unknown)} of those found. Wrong are"
        f" {sure_share(decision.wrong_of_decided)} of the decided, and"
        f" {sure_share(decision.wrong_of_all)} when all are decided: errors fall by"
        f" {percent(decision.errors_fall_by, 0)}.",
        figure(
            "Risk and coverage",
            risk_plot(scores.curve, decision.least),
            "From all faces decided, on the right, to the surer half of them.",
            table("Deciding from a sureness on", ("Sureness", "Decided", "Wrong"), levels),
        ),
        figure(
            "Calibration",
            calibration_plot(scores.calibration, scores.calibration_error),
            "On the dashed line, a face judged with 80 % sureness is right in 80 % of cases.",
            table("By sureness", ("Sureness", "Faces", "Mean sureness", "Right"), bins),
        ),
    )


def _rates(scores: Scores) -> str:
    errors = scores.rate_errors
    rows = (
        [
            way.way,
            sure_points(way.points),
            UNKNOWN if way.group_mean_absolute is None else f"{way.group_mean_absolute:.1f}",
            f"{points(way.group_low)} to {points(way.group_high)}",
        ]
        for way in errors.ways
    )
    headings = ("Counted", "All pictures", "Mean of groups, absolute", "95 % of groups")
    return section(
        "The compliance rate",
        "What would be published of these pictures (masks among all called mask, worn incorrectly"
        " or no mask), minus the rate of their labels. Everything found includes false alarms and"
        " faces nobody labelled; the correction knows the confusion from other pictures only.",
        figure(
            "Error, in percentage points",
            rate_plot(errors),
            "Left of the line the rate reads too low, right of it too high.",
            table("Error in percentage points", headings, rows),
        ),
    )


def _rows(rows: Sequence[Row]) -> str:
    described = [f"{row.name}: {row.description}" for row in rows if row.description]
    headings = (*ROW_HEADINGS, "False alarms per picture")
    cells = ([*row_cells(row), per_picture(row.alarms)] for row in rows)
    return section(
        "By kind of face",
        "The same figures for faces of one size, for faces that show something (from the"
        " annotations), and for all pictures changed before they were looked at (--conditions).",
        figure(
            "Found, and called rightly",
            rows_plot(rows),
            "Dots with 95 % intervals; kinds with few faces have wide ones.",
            table("Figures by kind of face", headings, cells),
        ),
        f"<h3>How pictures were changed</h3>{items(described)}" if described else "",
    )


def _mistakes(pictures: Mapping[Mistake, bytes]) -> str:
    if not pictures:
        return section("Worst mistakes", _NO_PICTURES)
    parts = []
    for kind, name in _KINDS.items():
        shown = "".join(mistake_item(m, jpeg) for m, jpeg in pictures.items() if m.kind is kind)
        if shown:
            parts.append(f'<h3>{escape(name)}</h3><ul class="mistakes">{shown}</ul>')
    return section(
        "Worst mistakes",
        "These pictures come from the data set that was evaluated: keep this page as you keep it.",
        *parts,
    )


def _faults(faults: Sequence[str]) -> str:
    return section("Left out", "These could not be used.", items(faults)) if faults else ""
