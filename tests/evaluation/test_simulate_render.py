"""Laying people over the street: place, size, and who hides whom."""

import numpy as np
import pytest

from compliance.evaluation.street.camera_view import View
from compliance.evaluation.street.demo import astronaut
from compliance.evaluation.street.people import Figure, make_figure
from compliance.evaluation.street.plan import FACE_WIDTH_M, Place, StreetSettings, Walk, Wears
from compliance.evaluation.street.portraits import aligned
from compliance.evaluation.street.render import Shot, render
from compliance.evaluation.street.sprites import Placing, Sprite, lay, placed

STREET = StreetSettings(seconds=16.0, frames_per_second=1, noise=0, light_swing=0)


def standing(person: int, x_m: float, z_m: float) -> Walk:
    """Return somebody who is at one place for as long as anybody looks."""
    way = (Place(x_m, z_m), Place(x_m + 0.001, z_m))
    return Walk(person, Wears.NO_MASK, 0.0, 1e-5, way, 1.7, 1.0, seed=4)


@pytest.fixture(scope="module")
def figure() -> Figure:
    return make_figure(standing(0, 0, 5), [aligned(astronaut())], ())


def first(figure: Figure, *walks: Walk) -> Shot:
    return next(iter(render(STREET, walks, [figure] * len(walks))))


def test_a_sprite_at_its_own_size_comes_out_as_it_is() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (24, 20, 3), np.uint8)
    sprite = Sprite.of(picture, np.full((24, 20), 255, np.uint8))
    frame = np.zeros((60, 60, 3), np.uint8)
    patch = placed(sprite, Placing((0, 0), (5, 7), 1.0), 60, 60)
    assert patch is not None
    lay(frame, patch)
    assert (frame[7:31, 5:25] == picture).all()
    assert not frame[:7].any()


def test_a_sprite_outside_the_frame_is_not_laid() -> None:
    sprite = Sprite.of(np.zeros((9, 9, 3), np.uint8), np.full((9, 9), 255, np.uint8))
    assert placed(sprite, Placing((0, 0), (99, 5), 1.0), 60, 60) is None


@pytest.mark.parametrize("scale", [0.5, 0.3, 0.12])
def test_a_shrunk_sprite_keeps_its_brightness(scale: float) -> None:
    sprite = Sprite.of(np.full((160, 160, 3), 200, np.uint8), np.full((160, 160), 255, np.uint8))
    frame = np.zeros((100, 100, 3), np.uint8)
    patch = placed(sprite, Placing((80, 80), (50, 50), scale), 100, 100)
    assert patch is not None
    lay(frame, patch)
    assert frame[..., 0].sum() == pytest.approx(200 * (160 * scale) ** 2, rel=0.03)


def test_a_face_twice_as_far_away_is_half_as_wide(figure: Figure) -> None:
    (near,), (far,) = (first(figure, standing(0, 0, z)).sightings for z in (4.0, 8.0))
    assert near.width_px == pytest.approx(2 * far.width_px)
    assert near.width_px == pytest.approx(View(640, 360).focal_px * FACE_WIDTH_M / 4)


def test_a_face_alone_is_wholly_seen(figure: Figure) -> None:
    (sighting,) = first(figure, standing(0, 0, 5)).sightings
    assert sighting.visible_share > 0.85


def test_the_nearer_person_hides_the_further(figure: Figure) -> None:
    shot = first(figure, standing(0, 0.0, 5), standing(1, 0.0, 6), standing(2, -0.8, 5.5))
    seen = {sighting.person: sighting.visible_share for sighting in shot.sightings}
    assert seen[0] > 0.85
    assert seen.get(1, 0.0) < 0.4
    assert seen[2] > 0.85


def test_a_wall_hides_who_stands_behind_it(figure: Figure) -> None:
    assert first(figure, standing(0, -2.8, 15.5)).sightings == ()


def test_a_face_half_out_of_the_frame_is_half_seen(figure: Figure) -> None:
    edge_m = 320 / View(640, 360).pixels_per_metre(4)
    (sighting,) = first(figure, standing(0, edge_m, 4)).sightings
    assert sighting.visible_share == pytest.approx(0.45, abs=0.1)


def test_nobody_changes_the_street_outside_the_own_figure(figure: Figure) -> None:
    empty, shot = first(figure), first(figure, standing(0, 0, 5))
    changed = (empty.frame != shot.frame).any(2)
    columns = np.flatnonzero(changed.any(0))
    assert 0.5 < (columns[-1] - columns[0]) / View(640, 360).pixels_per_metre(5) < 1.0
