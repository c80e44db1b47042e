"""The classifier's network, training, calibration and export."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.evaluation.truth import LABELS  # noqa: E402
from compliance.training.classifier import (  # noqa: E402
    ClassifierSettings,
    initial_network,
    logits_of,
    taught,
    train_classifier,
)
from compliance.training.export_classifier import (  # noqa: E402
    classifier_parity,
    export_classifier,
)
from compliance.training.loop import Budget  # noqa: E402
from compliance.training.mobilenet import MobileNet, network_input  # noqa: E402
from compliance.training.negatives import Negatives  # noqa: E402
from compliance.training.pools import Pool  # noqa: E402
from compliance.training.rejection import face_probabilities, fit_rejection  # noqa: E402
from compliance.training.subjects import SIZE_PX, still, subject  # noqa: E402
from tests.training.made import face_picture  # noqa: E402


def made_pools() -> list[Pool]:
    pools = []
    for place, label in enumerate(LABELS):
        drawn = [face_picture(label, 10 * place + index) for index in range(4)]
        faces = [subject(picture, (box,), label) for picture, box in drawn]
        pools.append(Pool(label, faces, 0.0, None))
    return pools


def test_rejecting_leaves_the_other_outputs_alone_and_survives_the_export(tmp_path: Path) -> None:
    torch.manual_seed(0)
    old = {k: v for k, v in MobileNet().state_dict().items() if not k.startswith("reject")}
    torch.save(old, tmp_path / "old.pt")
    model = initial_network(tmp_path / "old.pt")
    pools = made_pools()
    faces = [face for pool in pools for face in pool.real]
    noise = np.random.default_rng(0).integers(0, 256, (160, 160, 3), dtype=np.uint8)
    strange = [subject(noise, ((40.0, 40.0, 90.0, 90.0),), None)]
    before = logits_of(model, np.stack([still(face) for face in faces]))
    fit_rejection(model, pools, Negatives(strange, []), 1, lambda _: None, crops=96)
    assert np.array_equal(before, logits_of(model, np.stack([still(face) for face in faces])))
    told = face_probabilities(model, [*faces, *strange])
    assert told[-1] < told[:-1].min()
    export_classifier(model, tmp_path / "classifier.onnx")
    assert classifier_parity(model, tmp_path / "classifier.onnx") < 1e-3


def test_the_network_sees_rgb_from_minus_one_to_one() -> None:
    crop = np.zeros((1, 96, 96, 3), np.uint8)
    crop[..., 0] = 255
    seen = network_input(torch.from_numpy(crop))
    assert seen[0, :, 0, 0].tolist() == [-1, -1, 1]


def test_training_lowers_the_loss_and_the_export_equals_torch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    torch.save(MobileNet().state_dict(), tmp_path / "initial.pt")
    words: list[str] = []
    settings = ClassifierSettings(
        tmp_path / "initial.pt",
        tmp_path,
        Budget(minutes=2.0, steps=36, validate_seconds=0.0, patience=99),
        batch=9,
        rate=0.02,
    )
    pools = made_pools()
    validation = [face for pool in pools for face in pool.real]
    best = train_classifier(settings, pools, validation, words.append)
    losses = [float(line.split("loss ")[1].split()[0]) for line in words]
    assert np.mean(losses[-8:]) < 0.8 * np.mean(losses[:4])
    export_classifier(best.network, tmp_path / "classifier.onnx")
    assert classifier_parity(best.network, tmp_path / "classifier.onnx") < 1e-3


def test_the_same_seed_and_steps_give_the_same_weights(tmp_path: Path) -> None:
    torch.manual_seed(0)
    torch.save(MobileNet().state_dict(), tmp_path / "initial.pt")
    budget = Budget(minutes=1.0, steps=3)
    settings = ClassifierSettings(tmp_path / "initial.pt", tmp_path, budget, batch=3)
    pools = made_pools()
    heads = [
        train_classifier(settings, pools, pools[0].real, lambda _: None).network.head.weight
        for _ in range(2)
    ]
    assert torch.allclose(heads[0], heads[1], atol=1e-6)


def test_teachers_move_the_targets_towards_their_answers() -> None:
    crops = np.zeros((2, SIZE_PX, SIZE_PX, 3), np.uint8)
    targets = np.array([[1, 0, 0], [0, 0, 1]], np.float32)
    torch.manual_seed(3)
    one = MobileNet()
    answer = torch.from_numpy(logits_of(one, crops)).softmax(1).numpy()
    _, wanted = taught((one, one), crops, targets)
    assert np.allclose(wanted.sum(1), 1)
    assert np.allclose((wanted - targets) / (answer - targets), 0.65, atol=1e-3)
    assert taught((), crops, targets)[1] is targets
