"""The drawing of where data flow, in plain characters."""

from compliance.papers.drawing import Flow, Stage, wrapped

_WIDTH = 78


def to_text(flow: Flow) -> str:
    """Return the drawing in lines of _WIDTH characters."""
    lines = []
    for number, stage in enumerate(flow.stages):
        lines += _stage(stage)
        if number < len(flow.passes):
            told = wrapped(flow.passes[number], _WIDTH - 8)
            lines += [f"      │ {line}" for line in told] + ["      ▼"]
    return "\n".join(lines)


def _stage(stage: Stage) -> list[str]:
    side, bar = ("║", "═") if stage.is_locked else ("│", "─")
    corners = "╔╗╚╝" if stage.is_locked else "┌┐└┘"
    inner = _WIDTH - 4
    title = stage.title.upper()
    details = [line for detail in stage.details for line in wrapped(detail, inner)]
    rows = [*wrapped(title, inner), *details]
    return [
        f"{corners[0]}{bar * (_WIDTH - 2)}{corners[1]}",
        *(f"{side} {row:<{inner}} {side}" for row in rows),
        f"{corners[2]}{bar * (_WIDTH - 2)}{corners[3]}",
    ]
