"""From which sureness on faces are decided."""

from compliance.evaluation.deciding import decided_probability
from compliance.evaluation.scores import Found, Judged
from compliance.evaluation.truth import Label

BOX = (0.0, 0.0, 50.0, 50.0)


def faces(count: int, sureness: float, *, right: bool) -> list[Judged]:
    rest = (1 - sureness) / 2
    found = Found(BOX, 0.9, (sureness, rest, rest))
    return [Judged(Label.MASK if right else Label.NO_MASK, 50.0, found)] * count


def test_the_least_sureness_that_halves_the_errors_is_chosen() -> None:
    judged = [
        *faces(90, 0.95, right=True),
        *faces(2, 0.95, right=False),
        *faces(3, 0.7, right=False),
        *faces(5, 0.8, right=True),
    ]
    assert decided_probability(judged) == 0.71


def test_no_more_than_a_tenth_stays_unknown() -> None:
    judged = [*faces(80, 0.95, right=True), *faces(16, 0.6, right=False)]
    judged += faces(4, 0.5, right=False)
    assert 0.5 < decided_probability(judged) <= 0.6


def test_without_errors_or_faces_everything_is_decided() -> None:
    assert decided_probability([]) == 0.34
    assert decided_probability(faces(3, 0.4, right=True)) == 0.34
