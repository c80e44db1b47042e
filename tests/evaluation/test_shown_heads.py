"""Heads that turn, heads cut out of photographs, and who is chosen to walk."""

import json
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from compliance.errors import DataError
from compliance.evaluation.street.cast import Cast, Choice, cast_of, read_choice
from compliance.evaluation.street.demo import astronaut
from compliance.evaluation.street.pasted import cut_out
from compliance.evaluation.street.plan import Change, Wears
from compliance.evaluation.street.portraits import FACE, Picture
from compliance.evaluation.street.turning import Head
from compliance.evaluation.truth import Face, Label, Scene
from tests.evaluation.test_simulate_render import standing

BOX = (178.0, 66.0, 268.0, 180.0)
"""Of the astronaut's face."""


@pytest.fixture(scope="module")
def head() -> Head:
    return cut_out(astronaut().picture, BOX)[0]


def opaque(cover: NDArray[np.uint8]) -> int:
    return int((cover > 127).sum())


def scene(folder: Path, label: Label = Label.NO_MASK) -> Scene:
    picture = astronaut().picture
    path = folder / "astronaut.png"
    path.write_bytes(cv2.imencode(".png", picture)[1].tobytes())
    height, width = picture.shape[:2]
    return Scene(path.name, path, width, height, (Face(BOX, label, index=0),))


def chosen(name: str) -> Choice:
    return Choice(portraits={name: (astronaut().points,)})


def test_a_cut_out_head_holds_the_face_and_leaves_out_the_corners(head: Head) -> None:
    x1, y1, x2, y2 = (round(v) for v in head.box)
    middle = head.cover[y1 + 30 : y2 - 40, x1 + 25 : x2 - 25]
    assert (middle > 250).all()
    assert not head.cover[:60, :40].any()
    assert not head.cover[:60, -40:].any()


def test_a_cut_out_face_stands_where_drawn_ones_do(head: Head) -> None:
    x1, y1, x2, y2 = head.box
    assert (x1 + x2) / 2 == pytest.approx((FACE[0] + FACE[2]) / 2)
    assert y2 == FACE[3]
    assert (x2 - x1) / (y2 - y1) == pytest.approx((BOX[2] - BOX[0]) / (BOX[3] - BOX[1]))


def test_a_mirrored_head_is_the_same_seen_in_a_mirror() -> None:
    picture: Picture = astronaut().picture
    one, other = (cut_out(picture, BOX, is_mirrored=mirrored)[0] for mirrored in (False, True))
    off = np.abs(one.cover[:200].astype(int) - other.cover[:200, ::-1])
    assert off.mean() < 10


def test_a_head_turned_aside_shows_less_of_its_face(head: Head) -> None:
    seen = [head.turned(degrees) for degrees in (0, 30, 60, 85)]
    shown = [opaque(one.face.sizes[0][..., 3]) for one in seen]
    widths = [one.box[2] - one.box[0] for one in seen]
    assert shown == sorted(shown, reverse=True)
    assert widths == sorted(widths, reverse=True)
    assert widths[3] < 0.6 * widths[0]


def test_left_and_right_turns_go_left_and_right(head: Head) -> None:
    left, right = head.turned(-45).box, head.turned(45).box
    assert left[0] + left[2] < right[0] + right[2]


def test_a_turn_keeps_the_outline_of_the_head(head: Head) -> None:
    front, aside = (head.turned(degrees).sprite.sizes[0][..., 3] for degrees in (0, 60))
    assert (front == aside).all()


def test_a_turned_head_is_made_once(head: Head) -> None:
    assert head.turned(44) is head.turned(46)


def test_half_of_the_people_have_a_photographs_head(tmp_path: Path) -> None:
    cast = cast_of([scene(tmp_path)], chosen("astronaut.png"))
    sources = [cast.figure(replace(standing(0, 0, 5), seed=seed)).source for seed in range(12)]
    assert 2 <= sources.count("astronaut.png, face 0") <= 10


def test_who_changes_the_mask_is_drawn(tmp_path: Path) -> None:
    cast = cast_of([scene(tmp_path)], chosen("astronaut.png"))
    walk = replace(standing(0, 0, 5), change=Change(1.0, Wears.MASK))
    figures = [cast.figure(replace(walk, seed=seed)) for seed in range(4)]
    assert {figure.source for figure in figures} == {"astronaut.png, portrait 0"}
    assert set(figures[0].heads) == {Wears.NO_MASK, Wears.MASK}


def cuts(cast: Cast) -> int:
    return sum(len(faces) for faces in cast.cuts.values())


def test_small_cut_off_and_unfit_faces_do_not_walk(tmp_path: Path) -> None:
    whole = scene(tmp_path)
    assert cuts(cast_of([whole], chosen(whole.name))) == 1
    for box in ((178, 66, 218, 116), (2, 66, 92, 180)):
        face = Face((*map(float, box),), Label.NO_MASK, index=0)  # type: ignore[arg-type]
        assert cuts(cast_of([replace(whole, faces=(face,))], chosen(whole.name))) == 0
    unfit = replace(chosen(whole.name), unfit={whole.name: frozenset({0})})
    assert cuts(cast_of([whole], unfit)) == 0


def test_without_a_portrait_nobody_can_be_drawn(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="portrait"):
        cast_of([scene(tmp_path)], Choice())


@pytest.mark.parametrize("text", ["{", "[]", '{"portraits": {"a": 1}, "unfit": {}}'])
def test_a_choice_that_cannot_be_understood_is_refused(text: str, tmp_path: Path) -> None:
    path = tmp_path / "choice.json"
    path.write_text(text)
    with pytest.raises(DataError, match=r"choice\.json"):
        read_choice(path)


def test_the_choice_shipped_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "copy.json"
    shipped = Path(__file__).parents[2] / "models" / "portraits.json"
    path.write_text(json.dumps(json.loads(shipped.read_text())))
    choice = read_choice(path)
    assert sum(len(faces) for faces in choice.portraits.values()) > 30
    assert all(len(points) == 5 for faces in choice.portraits.values() for points in faces)
