"""The page of an evaluation: one file with everything in it, to be read, heard or printed."""

from collections.abc import Mapping, Sequence
from html import escape

from compliance.evaluation.evaluate import Report
from compliance.evaluation.figures import Scores
from compliance.evaluation.page.parts import items, mistake_item, section, tile
from compliance.evaluation.page.sections import finding, rates, rows, sureness, telling
from compliance.evaluation.page.style import STYLE
from compliance.evaluation.plain import About
from compliance.evaluation.scores import LEAST_PX
from compliance.evaluation.truth import Label
from compliance.evaluation.wording import (
    error,
    interval,
    per_picture,
    percent,
    points,
    sure_per_picture,
    sure_points,
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


def page(about: About, report: Report, pictures: Mapping[Mistake, bytes] | None) -> str:
    """Return the whole HTML page.

    pictures: JPEGs of the worst mistakes; None when nobody asked for them.
    """
    scores = report.scores()
    body = "".join(
        (
            _head(about, scores),
            finding(scores),
            telling(scores),
            sureness(scores),
            rates(scores),
            rows(report.rows()),
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
            f"{scores.alarms.hits} in all, {sure_per_picture(scores.alarms_per_picture)};"
            f" precision of detection {percent(scores.precision.ratio)}",
        ),
        tile(
            "Calibration error",
            error(scores.calibration_error),
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


def _mistakes(pictures: Mapping[Mistake, bytes] | None) -> str:
    if not pictures:
        words = _NO_PICTURES if pictures is None else "There is none: every face was told rightly."
        return section("Worst mistakes", words)
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
