"""The page's colours can be told apart: WCAG 2.2, 1.4.3 and 1.4.11, and by the colour-blind."""

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).parents[3] / "compliance/counts/dashboard/page"
TEXT, GRAPHIC = 4.5, 3.0

Colours = dict[str, str]


def themes(name: str) -> dict[str, Colours]:
    """Return a style sheet's colours by theme; dark ones over the light ones."""
    blocks = re.findall(r":root[^{]*\{([^}]*)\}", (PAGE / name).read_text())
    light, dark = (dict(re.findall(r"--([\w-]+):\s*(#\w+)", block)) for block in blocks)
    return {"light": light, "dark": {**light, **dark}}


def channels(colour: str) -> tuple[float, float, float]:
    text = colour.removeprefix("#")
    text = "".join(2 * c for c in text) if len(text) == 3 else text
    red, green, blue = (int(text[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def luminance(colour: str) -> float:
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels(colour)]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("ink", "ground"),
    [
        ("ink", "ground"), ("soft", "ground"), ("accent", "ground"), ("bad", "ground"),
        ("warn", "ground"), ("warn", "warn-ground"), ("on-accent", "accent"), ("ground", "ink"),
        *((f"on-{'pale' if level < 4 else 'deep'}", f"level-{level}") for level in range(6)),
    ],
)  # fmt: skip
def test_texts_stand_out(theme: str, ink: str, ground: str) -> None:
    colours = themes("page.css")[theme]
    assert contrast(colours[ink], colours[ground]) >= TEXT


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(
    ("drawn", "ground"),
    [
        ("accent", "ground"), ("accent", "usual"), ("accent", "band"), ("accent", "marked"),
        ("usual-line", "ground"), ("gap", "ground"), ("gap", "marked"),
    ],
)  # fmt: skip
def test_what_is_drawn_stands_out(theme: str, drawn: str, ground: str) -> None:
    colours = themes("page.css")[theme]
    assert contrast(colours[drawn], colours[ground]) >= GRAPHIC


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_darker_cells_of_the_week_are_darker_to_every_eye(theme: str) -> None:
    colours = themes("page.css")[theme]
    steps = [luminance(colours[f"level-{level}"]) for level in range(6)]
    assert steps == sorted(steps, reverse=theme == "light")
    assert all(contrast(colours[f"level-{n}"], colours[f"level-{n + 1}"]) > 1.1 for n in range(5))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_figures_and_gaps_differ_without_red_and_green(theme: str) -> None:
    """To who sees no red, or no green, blue and yellow differ: so must accent and gap."""
    colours = themes("page.css")[theme]
    accent, gap = channels(colours["accent"]), channels(colours["gap"])
    assert accent[2] - (accent[0] + accent[1]) / 2 > 0.15
    assert (gap[0] + gap[1]) / 2 - gap[2] > 0.15


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("ink", ["ink", "soft", "accent"])
def test_the_passers_bys_page_stands_out(theme: str, ink: str) -> None:
    colours = themes("public.css")[theme]
    assert contrast(colours[ink], colours["ground"]) >= TEXT
    assert contrast("#ffffff", colours["deep"]) >= TEXT
    assert contrast("#cfe3f0", colours["deep"]) >= TEXT
