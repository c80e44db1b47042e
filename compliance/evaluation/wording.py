"""Figures in words, the same in the terminal and on the page."""

from compliance.evaluation.cross_fitting import CrossFitted
from compliance.evaluation.intervals import Estimate, estimated
from compliance.evaluation.rows import Kind, Row
from compliance.evaluation.scores import Share

UNKNOWN = "-"
LABEL_WORDS = {
    "mask": "mask",
    "incorrect": "worn incorrectly",
    "no_mask": "no mask",
    "missed": "missed",
}
ROW_HEADINGS = ("Faces", "N", "Found", "Right of found", "Balanced", "Mask or none", "Unknown")


def percent(value: float | None, digits: int = 1) -> str:
    """Return a ratio as a percentage."""
    return UNKNOWN if value is None else f"{100 * value:.{digits}f} %"


def error(value: float | None) -> str:
    """Return a calibration error."""
    return UNKNOWN if value is None else f"{value:.3f}"


def points(value: float | None) -> str:
    """Return percentage points with their sign."""
    return UNKNOWN if value is None else f"{value:+.1f}"


def sure_percent(one: Estimate) -> str:
    """Return a ratio with its interval, in per cent."""
    if one.low is None or one.high is None:
        return percent(one.value)
    return f"{percent(one.value)} ({100 * one.low:.1f} to {100 * one.high:.1f})"


def interval(one: Estimate) -> str:
    """Return a ratio's interval alone."""
    if one.low is None or one.high is None:
        return "95 %: unknown"
    return f"95 %: {100 * one.low:.1f} to {100 * one.high:.1f} %"


def sure_share(share: Share) -> str:
    """Return a share with its interval, in per cent."""
    return sure_percent(estimated(share))


def sure_points(one: Estimate) -> str:
    """Return points with their interval."""
    if one.low is None or one.high is None:
        return points(one.value)
    return f"{points(one.value)} ({points(one.low)} to {points(one.high)})"


def per_picture(alarms: Share | None) -> str:
    """Return false alarms per picture."""
    ratio = alarms.ratio if alarms else None
    return UNKNOWN if ratio is None else f"{ratio:.2f}"


def sure_per_picture(one: Estimate) -> str:
    """Return a mean count per picture with its interval."""
    if one.value is None or one.low is None or one.high is None:
        return UNKNOWN
    return f"{one.value:.2f} ({one.low:.2f} to {one.high:.2f})"


def cross_fitted_lines(crossed: CrossFitted) -> list[tuple[str, str]]:
    """Return each figure's name and value."""
    decision = crossed.decision
    return [
        ("Balanced accuracy, three labels", sure_percent(crossed.balanced_accuracy)),
        ("Balanced accuracy, mask or none", sure_percent(crossed.mask_or_none)),
        ("Calibration error", error(crossed.calibration_error)),
        (f"Unknown (sureness below {decision.least:g} in the mean)", sure_share(decision.unknown)),
        ("Wrong among all found", sure_share(decision.wrong_of_all)),
        ("Wrong among decided", sure_share(decision.wrong_of_decided)),
        ("Deciding only then lowers errors by", percent(decision.errors_fall_by)),
    ]


def row_name(row: Row) -> str:
    """Return what the faces of a row are; a blur that was made is not one that was found."""
    name = row.name.replace("_", " ")
    return f"{name} (made)" if row.kind is Kind.MADE else name


def row_cells(row: Row) -> list[str]:
    """Return the cells of a row under ROW_HEADINGS."""
    return [
        row_name(row),
        str(row.faces),
        sure_share(row.recall),
        sure_share(row.accuracy),
        sure_percent(row.balanced_accuracy),
        sure_percent(row.mask_or_none),
        percent(row.unknown.ratio),
    ]
