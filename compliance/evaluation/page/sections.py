"""The sections of an evaluation's page: words, a plot, and the table behind it."""

from collections.abc import Sequence
from html import escape

from compliance.evaluation.cross_fitting import PARTS
from compliance.evaluation.figures import Scores
from compliance.evaluation.page.parts import confusion_table, figure, items, section, table
from compliance.evaluation.page.plots import (
    calibration_plot,
    rate_plot,
    recall_plot,
    risk_plot,
    rows_plot,
)
from compliance.evaluation.rows import Row
from compliance.evaluation.scores import MATCH_IOU
from compliance.evaluation.truth import LABELS
from compliance.evaluation.wording import (
    LABEL_WORDS,
    ROW_HEADINGS,
    UNKNOWN,
    cross_fitted_lines,
    per_picture,
    percent,
    points,
    row_cells,
    sure_percent,
    sure_points,
    sure_share,
)

_CROSS_FITTED = (
    f"In {PARTS} rounds, each without a part of the pictures, calibration and the sureness to"
    " decide from were chosen anew and judged on that part. If the models' own were chosen on"
    " these very pictures, this is the honest figure; if not, it is what fitting them here gives."
)


def finding(scores: Scores) -> str:
    """Return how many faces are found."""
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


def telling(scores: Scores) -> str:
    """Return what found faces are called."""
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


def sureness(scores: Scores) -> str:
    """Return what deciding only when sure gives, and whether sureness can be trusted."""
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
        f"<h3>Fitted to other pictures</h3><p>{escape(_CROSS_FITTED)}</p>",
        table(
            "Calibrated and decided by other pictures of these",
            ("Figure", "Value"),
            cross_fitted_lines(scores.cross_fitted),
        ),
    )


def rates(scores: Scores) -> str:
    """Return how far the compliance rate is off."""
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
        "What would be counted of these pictures (masks among all called mask, worn incorrectly"
        " or no mask), minus the rate of their labels. Everything found includes false alarms and"
        " faces nobody labelled; the correction knows the confusion from other pictures only.",
        figure(
            "Error, in percentage points",
            rate_plot(errors),
            "Left of the line the rate reads too low, right of it too high.",
            table("Error in percentage points", headings, rows),
        ),
    )


def rows(kinds: Sequence[Row]) -> str:
    """Return the figures by kind of face."""
    described = [f"{row.name}: {row.description}" for row in kinds if row.description]
    headings = (*ROW_HEADINGS, "False alarms per picture")
    cells = ([*row_cells(row), per_picture(row.alarms)] for row in kinds)
    return section(
        "By kind of face",
        "The same figures for faces of one size, for faces that show something (from the"
        " annotations), and for all pictures changed before they were looked at (--conditions).",
        figure(
            "Found, and called rightly",
            rows_plot(kinds),
            "Dots with 95 % intervals; kinds with few faces have wide ones.",
            table("Figures by kind of face", headings, cells),
        ),
        f"<h3>How pictures were changed</h3>{items(described)}" if described else "",
    )
