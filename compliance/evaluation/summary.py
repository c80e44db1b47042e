"""An evaluation as a terminal shows it."""

from collections.abc import Iterable, Sequence

from rich.box import SIMPLE_HEAD
from rich.console import Group, RenderableType
from rich.table import Table

from compliance.evaluation.evaluate import Report
from compliance.evaluation.figures import Scores
from compliance.evaluation.plain import About
from compliance.evaluation.rows import Row
from compliance.evaluation.scores import MISSED
from compliance.evaluation.truth import LABELS
from compliance.evaluation.wording import (
    LABEL_WORDS,
    ROW_HEADINGS,
    cross_fitted_lines,
    error,
    percent,
    points,
    row_cells,
    sure_per_picture,
    sure_percent,
    sure_points,
    sure_share,
)


def summary(about: About, report: Report) -> RenderableType:
    """Return all tables, from 80 columns on."""
    scores, rows = report.scores(), report.rows()
    return Group(
        _main(about, scores),
        _cross_fitted(scores),
        _recall(scores),
        _confusion(scores),
        _rates(scores),
        _rows(rows),
    )


def _main(about: About, scores: Scores) -> Table:
    decision = scores.decision
    table = _table(f"{about.truth}: {scores.pictures} pictures, {scores.faces} faces", ("", ""))
    gap = f"{sure_points(scores.recall_gap_points)} points"
    lines = {
        "Balanced accuracy, three labels": sure_percent(scores.balanced_accuracy),
        "Balanced accuracy, mask or none": sure_percent(scores.mask_or_none),
        "Macro F1": sure_percent(scores.macro_f1),
        "Masked found more often than bare by": gap,
        "False alarms per picture": sure_per_picture(scores.alarms_per_picture),
        "Precision of detection": sure_share(scores.precision),
        "Calibration error": error(scores.calibration_error),
        f"Unknown (sureness below {decision.least:g})": sure_share(decision.unknown),
        "Wrong among all found": sure_share(decision.wrong_of_all),
        "Wrong among decided": sure_share(decision.wrong_of_decided),
        "Deciding only then lowers errors by": percent(decision.errors_fall_by),
    }
    for name, value in lines.items():
        table.add_row(name, value)
    return table


def _cross_fitted(scores: Scores) -> Table:
    table = _table("Calibrated and decided by other pictures of these", ("", ""))
    for name, value in cross_fitted_lines(scores.cross_fitted):
        table.add_row(name, value)
    return table


def _recall(scores: Scores) -> Table:
    words = [LABEL_WORDS[label] for label in LABELS]
    table = _table("Faces found", ("Size", *words))
    table.add_row("all", *(sure_share(scores.recall[label]) for label in LABELS))
    for name, shares in scores.recall_by_band.items():
        table.add_row(name, *(sure_share(shares[label]) for label in LABELS))
    small = scores.too_small
    table.caption = f"Too small, not counted: {small.hits} of {small.total} found."
    return table


def _confusion(scores: Scores) -> Table:
    called = (*map(str, LABELS), MISSED)
    table = _table("What faces are called", ("Truly", *(LABEL_WORDS[name] for name in called)))
    for true, counts in scores.confusion.items():
        table.add_row(LABEL_WORDS[true], *(str(counts[name]) for name in called))
    return table


def _rates(scores: Scores) -> Table:
    errors = scores.rate_errors
    group = f"Groups of {errors.group_pictures}"
    title = "Error of the compliance rate, measured minus true, in points"
    table = _table(title, ("Counted", "All pictures", group, "95 % of groups"))
    for way in errors.ways:
        mean = way.group_mean_absolute
        table.add_row(
            way.way,
            sure_points(way.points),
            "-" if mean is None else f"{mean:.1f}",
            f"{points(way.group_low)} to {points(way.group_high)}",
        )
    return table


def _rows(rows: Sequence[Row]) -> Table:
    table = _table("By kind of face", ROW_HEADINGS)
    kind = rows[0].kind
    for row in rows:
        if row.kind is not kind:
            table.add_section()
            kind = row.kind
        table.add_row(*(_folded(cell) for cell in row_cells(row)))
    return table


def _folded(cell: str) -> str:
    """Return a figure over its interval."""
    return cell.replace(" % (", " %\n(")


def _table(title: str, headings: Iterable[str]) -> Table:
    first, *others = headings
    show = bool(first or any(others))
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, show_header=show)
    table.caption_justify = "left"
    table.add_column(first, overflow="fold")
    for name in others:
        table.add_column(name, justify="right")
    return table
