"""How one simulated person looks: drawn once from a seed."""

from dataclasses import dataclass
from enum import Enum
from typing import TypeAlias

import numpy as np

Colour: TypeAlias = tuple[int, int, int]
"""Blue, green, red, 0 to 255."""


class Hair(Enum):
    """The outline of the hair."""

    SHORT = "short"
    BOB = "bob"
    LONG = "long"
    BEANIE = "beanie"
    CAP = "cap"


class Cut(Enum):
    """The kind of mask."""

    SURGICAL = "surgical"
    CLOTH = "cloth"
    FOLDED = "folded"


class Worn(Enum):
    """How far up a mask reaches."""

    RIGHT = "right"
    NOSE_OUT = "nose out"
    CHIN = "under the chin"


@dataclass(frozen=True, slots=True)
class MaskLook:
    """One mask."""

    cut: Cut
    colour: Colour
    is_striped: bool
    lift: float
    """How much higher than usual it sits, in shares of the face's height."""


@dataclass(frozen=True, slots=True)
class Look:
    """Everything drawn that tells one person from another."""

    face: int
    """Index of the portrait."""
    blend: int
    """Index of the portrait mixed in."""
    blend_share: float
    is_mirrored: bool
    skin: tuple[float, float, float]
    """Of the cheeks, in CIE Lab as OpenCV scales it, 0 to 255."""
    breadth: float
    """How broad the body is beside the drawn one."""
    width_factor: float
    """How broad the face is beside its portrait."""
    hair: Hair
    hair_colour: Colour
    hat_colour: Colour
    coat: Colour
    coat_length: float
    """Where the coat ends, as a share of the leg's length below the hip."""
    trousers: Colour
    shoes: Colour
    scarf: Colour | None
    has_bag: bool
    lean_degrees: float
    """How far the head is tilted, clockwise."""
    mask: MaskLook
    worn_wrongly: Worn


def draw_look(seed: int, portraits: int) -> Look:
    """Return the look that belongs to a seed, for a folder of so many portraits."""
    chance = np.random.default_rng(seed)
    skin = _SKINS[chance.integers(len(_SKINS))]
    return Look(
        face=int(chance.integers(portraits)),
        blend=int(chance.integers(portraits)),
        blend_share=float(chance.uniform(0.0, 0.45)),
        is_mirrored=bool(chance.random() < _MIRRORED_SHARE),
        skin=(skin[0] * float(chance.uniform(0.95, 1.05)), skin[1], skin[2]),
        breadth=float(chance.uniform(0.78, 0.92)),
        width_factor=float(chance.uniform(0.93, 1.07)),
        hair=list(Hair)[int(chance.choice(5, p=[0.34, 0.2, 0.22, 0.12, 0.12]))],
        hair_colour=_pick(_HAIRS, chance),
        hat_colour=_pick(_COATS, chance),
        coat=_pick(_COATS, chance),
        coat_length=float(chance.choice([0.02, 0.08, 0.45])),
        trousers=_pick(_TROUSERS, chance),
        shoes=_pick(_SHOES, chance),
        scarf=_pick(_COATS, chance) if chance.random() < _SCARF_SHARE else None,
        has_bag=bool(chance.random() < _BAG_SHARE),
        lean_degrees=float(chance.uniform(-4.0, 4.0)),
        mask=_mask(chance),
        worn_wrongly=Worn.NOSE_OUT if chance.random() < _NOSE_OUT_SHARE else Worn.CHIN,
    )


def _mask(chance: np.random.Generator) -> MaskLook:
    cut, colour = _MASKS[int(chance.choice(len(_MASKS), p=_MASK_SHARES))]
    return MaskLook(
        cut=cut,
        colour=_varied(colour, chance, 6),
        is_striped=cut is Cut.CLOTH and bool(chance.random() < _STRIPED_SHARE),
        lift=float(chance.uniform(-0.015, 0.02)),
    )


def _pick(colours: tuple[Colour, ...], chance: np.random.Generator) -> Colour:
    return _varied(colours[int(chance.integers(len(colours)))], chance, 10)


def _varied(colour: Colour, chance: np.random.Generator, by: int) -> Colour:
    blue, green, red = (int(np.clip(c + chance.integers(-by, by + 1), 0, 255)) for c in colour)
    return blue, green, red


_MIRRORED_SHARE, _SCARF_SHARE, _BAG_SHARE = 0.5, 0.2, 0.35
_NOSE_OUT_SHARE, _STRIPED_SHARE = 0.6, 0.35
_SKINS = (
    (196, 138, 146),
    (184, 141, 150),
    (170, 143, 152),
    (150, 144, 153),
    (128, 143, 151),
    (106, 140, 146),
)
_HAIRS = ((22, 22, 26), (30, 38, 52), (36, 56, 86), (84, 128, 170), (120, 120, 124), (30, 50, 110))
_COATS = (
    (52, 44, 38),
    (70, 40, 30),
    (96, 92, 88),
    (44, 52, 92),
    (60, 78, 60),
    (150, 160, 168),
    (38, 38, 40),
    (100, 130, 164),
    (110, 84, 44),
    (52, 48, 128),
)
_TROUSERS = ((70, 54, 42), (96, 74, 52), (40, 38, 38), (84, 98, 112), (56, 56, 58), (110, 96, 84))
_SHOES = ((30, 30, 32), (40, 52, 74), (190, 190, 192), (70, 60, 56))
_MASKS = (
    (Cut.SURGICAL, (214, 186, 138)),
    (Cut.SURGICAL, (226, 226, 224)),
    (Cut.FOLDED, (236, 236, 234)),
    (Cut.CLOTH, (40, 38, 38)),
    (Cut.CLOTH, (120, 62, 48)),
    (Cut.CLOTH, (96, 110, 44)),
    (Cut.FOLDED, (42, 42, 44)),
)
_MASK_SHARES = (0.4, 0.1, 0.14, 0.14, 0.08, 0.06, 0.08)
