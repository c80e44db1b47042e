"""A soak told: a table to read, and JSON to keep."""

from dataclasses import asdict
from math import isfinite

from rich.table import Table

from compliance.evaluation.soak.processes import Kind
from compliance.evaluation.soak.soak import Soaked
from compliance.evaluation.soak.verdict import (
    Line,
    Memory,
    descriptors_grown,
    faults,
    lines,
    memory,
    return_seconds,
)

_SHOWN = ("camera", "troubles", "shed s", "covered", "counted", "expected", "within")


def cameras_table(soaked: Soaked) -> Table:
    """Return counts against truth, camera by camera."""
    table = Table(*_SHOWN)
    for line in lines(soaked):
        table.add_row(*_cells(line))
    return table


def memory_table(soaked: Soaked) -> Table:
    """Return memory by kind of process."""
    table = Table("process", "seen", "MB", "MB an hour", "standard error")
    for each in memory(soaked):
        slope = (f"{each.slope.per_hour:+.2f}", f"{each.slope.error:.2f}")
        table.add_row(each.kind.value, str(each.processes), f"{each.megabytes:.1f}", *slope)
    return table


def document(soaked: Soaked) -> dict[str, object]:
    """Return everything as JSON takes it."""
    return {
        "order": asdict(soaked.order),
        "cameras": [_line(line) for line in lines(soaked)],
        "return_seconds": round(return_seconds(soaked), 2),
        "memory": [_memory(each) for each in memory(soaked)],
        "descriptors_grown": {
            kind.value: descriptors_grown(soaked.samples, kind) for kind in (Kind.MAIN, Kind.SERVER)
        },
        "exit_code": soaked.exit_code,
        "stop_seconds": round(soaked.stop_seconds, 2),
        "processes_left": [kind.value for kind in soaked.left],
        "zombies": soaked.zombies,
        "troubles": [
            {**asdict(event), "trouble": event.trouble.value}
            for camera in soaked.cameras
            for event in camera.events
        ],
        "faults": faults(soaked),
    }


def _cells(line: Line) -> tuple[str, ...]:
    return (
        line.name,
        str(line.troubles),
        f"{line.shed_seconds:.0f}",
        f"{line.coverage:.1%}",
        str(line.counted),
        str(line.expected.passages),
        f"± {line.expected.tolerance:.1f}{'' if line.is_true else '  NO'}",
    )


def _line(line: Line) -> dict[str, object]:
    told = {"coverage": line.coverage, "tolerance": line.expected.tolerance}
    return {**asdict(line), **told, "is_true": line.is_true}


def _memory(each: Memory) -> dict[str, object]:
    slope = each.slope
    return {
        "kind": each.kind.value,
        "processes": each.processes,
        "megabytes": round(each.megabytes, 2),
        "megabytes_per_hour": round(slope.per_hour, 3),
        "standard_error": round(slope.error, 3) if isfinite(slope.error) else None,
        "span_seconds": round(each.span_seconds),
        "is_flat": each.is_flat,
    }
