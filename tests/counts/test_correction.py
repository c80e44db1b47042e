"""The correction against published examples, and its fast parts against slow ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.counts.buckets import Counts
from compliance.counts.correction import Corrected, Correction, Refused
from compliance.counts.spread import Quartic, score_interval, spread_of, standard_error
from tests.counts.test_rates import GOOD

MANY = 10**9
MODELS = Correction(GOOD)


def two_classes(sensitivity: tuple[int, int], specificity: tuple[int, int]) -> Correction:
    """Return the correction of a test: a mask is a positive, and nobody wears one incorrectly."""
    right, positive = sensitivity
    true, negative = specificity
    return Correction(
        {
            "mask": {"mask": right, "no_mask": positive - right},
            "incorrect": {"incorrect": MANY},
            "no_mask": {"mask": negative - true, "no_mask": true},
        }
    )


def lang_reiczigel(
    positive: int, tested: int, sensitivity: tuple[int, int], specificity: tuple[int, int]
) -> tuple[float, float]:
    """Return the interval of Zs. Lang & J. Reiczigel, Preventive Veterinary Medicine 113 (2014)
    13-22, equations 6, 7, 16 and 17, not clipped."""
    z2 = 1.959963984540054**2
    n, share = tested + z2, (positive + z2 / 2) / (tested + z2)
    se, n_se = (sensitivity[0] + 1) / (sensitivity[1] + 2), sensitivity[1] + 2
    sp, n_sp = (specificity[0] + 1) / (specificity[1] + 2), specificity[1] + 2
    of_se, of_sp = se * (1 - se) / n_se, sp * (1 - sp) / n_sp
    prevalence = (share + sp - 1) / (se + sp - 1)
    shift = 2 * z2 * (prevalence * of_se - (1 - prevalence) * of_sp)
    variance = share * (1 - share) / n + prevalence**2 * of_se + (1 - prevalence) ** 2 * of_sp
    half = (z2 * variance) ** 0.5 / (se + sp - 1)
    return prevalence + shift - half, prevalence + shift + half


def test_two_classes_are_rogan_and_gladens_case() -> None:
    # 23 of 150 cows react to a brucellosis test of sensitivity 0.96 and specificity 0.89: 5.1 per
    # 100 are ill, 95 % interval 0 to 13 (M. Stevenson et al., epiR's epi.prev, after
    # J. Reiczigel et al., Epidemiology and Infection 138 (2010) 1674-1678).
    test = two_classes((96 * MANY, 100 * MANY), (89 * MANY, 100 * MANY))
    found = test.of(Counts(mask=23, no_mask=127))
    assert isinstance(found, Corrected)
    assert found.rate == pytest.approx(0.051, abs=5e-4)
    assert found.interval.low == 0
    assert found.interval.high == pytest.approx(0.13, abs=5e-3)


def test_fewer_positives_than_the_test_errs_are_none() -> None:
    # Helicobacter in 6 of 151 children, sensitivity 0.964, specificity 0.927: 0 to 1.3 per 100
    # (the same source). Ours is not shorter: a rate below nought is taken for nought.
    test = two_classes((964 * MANY, 1000 * MANY), (927 * MANY, 1000 * MANY))
    found = test.of(Counts(mask=6, no_mask=145))
    assert isinstance(found, Corrected)
    assert (found.rate, found.interval.low) == (0, 0)
    assert 0.013 < found.interval.high < 0.06


def test_an_uncertain_test_gives_lang_and_reiczigels_interval() -> None:
    # Antibodies in Santa Clara: 50 of 3330, sensitivity 103/122, specificity 399/401: 1.2 %
    # (A. Gelman & B. Carpenter, Applied Statistics 69 (2020) 1269-1283); and an easier case.
    cases = ((50, 3330, (103, 122), (399, 401)), (120, 400, (180, 200), (285, 300)))
    for positive, tested, sensitivity, specificity in cases:
        test = two_classes(sensitivity, specificity)
        found = test.of(Counts(mask=positive, no_mask=tested - positive))
        low, high = lang_reiczigel(positive, tested, sensitivity, specificity)
        assert isinstance(found, Corrected)
        assert found.interval.low == pytest.approx(max(low, 0), abs=4e-3)
        assert found.interval.high == pytest.approx(high, abs=4e-3)


def test_counts_that_the_matrix_rules_out_are_refused() -> None:
    # The models call 4 % of masks incorrect: 500 masks without such a mistake are not theirs.
    refused = MODELS.of(Counts(mask=500))
    assert isinstance(refused, Refused)
    assert "contradict" in refused.reason
    assert isinstance(MODELS.of(Counts(mask=20)), Corrected)


_shares = st.floats(0, 1)


@given(
    recall=st.lists(
        st.tuples(st.integers(30, 200), *[st.integers(0, 9)] * 3), min_size=3, max_size=3
    ),
    share=_shares,
    rate=st.sampled_from([0.0, 1.0, 0.001, 0.999]) | _shares,
    decided=st.integers(1, 10_000),
)
def test_the_edge_found_fast_is_the_edge_found_surely(
    recall: list[tuple[int, int, int, int]], share: float, rate: float, decided: int
) -> None:
    faces = [sum(column) for column in recall]
    (a, b, c, _), (d, e, f, _), (g, h, i, _) = (
        [n / total for n in column] for column, total in zip(recall, faces, strict=True)
    )
    spread = spread_of(((a, e, i), (b, d, h), (c, f, g)), (faces[0], faces[1], faces[2]))
    found = score_interval(rate, variance := spread.variance(share, decided))
    for edge, far in ((found.low, 0.0), (found.high, 1.0)):
        assert edge == pytest.approx(surely(rate, variance, far), abs=1e-6)


def surely(rate: float, variance: Quartic, far: float) -> float:
    """Return the outermost rate that is not rejected, by halving."""
    if abs(rate - far) <= 1.959963984540054 * standard_error(variance, far):
        return far
    near = rate
    for _ in range(60):
        middle = (near + far) / 2
        if abs(rate - middle) <= 1.959963984540054 * standard_error(variance, middle):
            near = middle
        else:
            far = middle
    return near
