"""The shipped ONNX files back as networks to train on from."""

import shutil
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError  # noqa: E402
from compliance.models import SHIPPED_MODELS  # noqa: E402
from compliance.training.committee import Committee  # noqa: E402
from compliance.training.export import detector_parity  # noqa: E402
from compliance.training.export_classifier import (  # noqa: E402
    classifier_parity,
    committee_parity,
    export_classifier,
)
from compliance.training.from_onnx import (  # noqa: E402
    classifier_from,
    classifiers_from,
    detector_from,
    settle,
)
from compliance.training.initial import (  # noqa: E402
    SCRATCH,
    initial_classifier,
    initial_detector,
    is_folded,
)
from compliance.training.mobilenet import MobileNet, network_input  # noqa: E402

DETECTOR, CLASSIFIER = SHIPPED_MODELS / "detector.onnx", SHIPPED_MODELS / "classifier.onnx"


def crops(count: int) -> np.ndarray:
    """Make smooth coloured noise, nearer to pictures than plain noise is."""
    rng = np.random.default_rng(0)
    coarse = rng.integers(0, 256, (count, 6, 6, 3), dtype=np.uint8)
    return coarse.repeat(16, axis=1).repeat(16, axis=2)


def test_the_shipped_detector_is_rebuilt() -> None:
    assert detector_parity(detector_from(DETECTOR), DETECTOR) < 1e-3


def test_the_shipped_classifier_is_rebuilt() -> None:
    assert committee_parity(Committee(classifiers_from(CLASSIFIER)), CLASSIFIER) < 1e-2


def test_settling_leaves_the_answers_as_they_are() -> None:
    members = classifiers_from(CLASSIFIER)
    for member in members:
        settle(member, crops(40))
    assert committee_parity(Committee(members), CLASSIFIER) < 1e-2


def test_a_settled_network_answers_while_it_trains_as_it_does_in_use() -> None:
    model, batch = classifier_from(CLASSIFIER), network_input(torch.from_numpy(crops(32)))
    settle(model, crops(32))
    model.drop.p = 0.0
    with torch.no_grad():
        used, training = model.eval()(batch), model.train()(batch)
    assert (used - training).abs().max() < 0.02


def test_a_written_and_rebuilt_classifier_is_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    model = MobileNet()
    settle(model, crops(8))
    export_classifier(model, tmp_path / "a.onnx")
    assert classifier_parity(classifier_from(tmp_path / "a.onnx"), tmp_path / "a.onnx") < 1e-3


def test_a_member_is_named_by_its_number() -> None:
    for number, member in enumerate(classifiers_from(CLASSIFIER), 1):
        named = initial_classifier(f"shipped:{number}", 1).parameters()
        pairs = zip(named, member.parameters(), strict=True)
        assert all(torch.equal(ours, theirs) for ours, theirs in pairs)
    assert is_folded("shipped:2")
    assert is_folded("classifier.onnx:2")
    assert not is_folded("classifier.pt")


@pytest.mark.parametrize("number", [0, 3])
def test_a_member_that_is_not_there_is_refused(number: int) -> None:
    with pytest.raises(DataError, match=f"has no member {number}"):
        initial_classifier(f"{CLASSIFIER}:{number}", 1)


def test_the_other_network_is_refused() -> None:
    with pytest.raises(DataError, match="is another network"):
        detector_from(CLASSIFIER)
    with pytest.raises(DataError, match="is another network"):
        classifier_from(DETECTOR)


@pytest.mark.parametrize("name", ["a.onnx", "a.pt", "a.h5"])
def test_a_file_that_holds_no_weights_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"nothing of the kind")
    with pytest.raises(DataError, match=name):
        initial_classifier(str(tmp_path / name), 1)


def test_a_file_that_is_not_there_is_named() -> None:
    with pytest.raises(DataError, match=r"nowhere\.pt is not a file"):
        initial_detector("nowhere.pt", 1)


def test_a_copy_of_the_shipped_file_is_known_as_ours(tmp_path: Path) -> None:
    shutil.copy(DETECTOR, tmp_path / "mine.onnx")
    mine = initial_detector(str(tmp_path / "mine.onnx"), 1)
    assert torch.equal(mine.stem.weight, initial_detector("shipped", 1).stem.weight)


def test_from_scratch_the_seed_decides() -> None:
    first, same, other = (initial_classifier(SCRATCH, seed).head.weight for seed in (1, 1, 2))
    assert torch.equal(first, same)
    assert not torch.equal(first, other)
