"""The detector's network, loss, training and export."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError  # noqa: E402
from compliance.evaluation.truth import Label  # noqa: E402
from compliance.training.assign import assign, detector_loss, eiou_loss, pair_iou  # noqa: E402
from compliance.training.detector import DetectorSettings, train_detector  # noqa: E402
from compliance.training.export import detector_parity, export_detector  # noqa: E402
from compliance.training.loop import Budget  # noqa: E402
from compliance.training.views import Example  # noqa: E402
from compliance.training.yunet import YuNet, decode, load_published, priors  # noqa: E402
from tests.data import shared_data  # noqa: E402
from tests.training.made import face_picture  # noqa: E402

NONE = np.zeros((0, 4), np.float32)


def made_examples() -> list[Example]:
    pictures = [face_picture(list(Label)[index % 3], index) for index in range(6)]
    return [Example(p, np.array([box], np.float32), NONE) for p, box in pictures]


def test_priors_lie_on_the_strides_grids() -> None:
    grid = priors(64, 96)
    assert len(grid) == 8 * 12 + 4 * 6 + 2 * 3
    assert grid[0].tolist() == [0, 0, 8]
    assert grid[1].tolist() == [8, 0, 8]
    assert grid[-1].tolist() == [64, 32, 32]


def test_a_prediction_of_zeros_is_a_box_of_one_stride_round_its_prior() -> None:
    boxes, scores = decode(torch.zeros(1, 1, 6), torch.tensor([[16.0, 32.0, 8.0]]))
    assert boxes[0, 0].tolist() == [12, 28, 20, 36]
    assert scores[0, 0].item() == pytest.approx(0.5)


def test_overlap_of_boxes_counted_by_hand() -> None:
    a = torch.tensor([[0.0, 0.0, 10.0, 10.0]])
    b = torch.tensor([[0.0, 0.0, 10.0, 10.0], [5.0, 0.0, 15.0, 10.0], [20.0, 0.0, 30.0, 10.0]])
    assert pair_iou(a, b)[0].tolist() == pytest.approx([1, 1 / 3, 0])


def test_an_exact_box_costs_nothing() -> None:
    box = torch.tensor([[3.0, 4.0, 30.0, 40.0]])
    assert eiou_loss(box, box).item() == pytest.approx(0, abs=1e-5)


def test_every_face_is_answered_for_and_no_prior_twice() -> None:
    grid = priors(128, 128)
    boxes, scores = decode(torch.zeros(len(grid), 6), grid)
    faces = torch.tensor([[10.0, 10.0, 40.0, 40.0], [60.0, 60.0, 110.0, 115.0]])
    chosen, owners = assign(boxes, scores, grid, faces)
    assert set(owners.tolist()) == {0, 1}
    assert len(set(chosen.tolist())) == len(chosen)


def test_a_picture_without_faces_has_a_loss() -> None:
    grid = priors(64, 64)
    raw = torch.zeros(1, len(grid), 6, requires_grad=True)
    boxes, _ = decode(raw, grid)
    loss = detector_loss(raw, boxes, grid, [torch.zeros(0, 4)], [torch.zeros(0, 4)])
    loss.backward()
    assert loss.item() > 0


def test_an_answer_in_an_ignored_area_costs_nothing() -> None:
    grid = priors(64, 64)
    raw = torch.full((1, len(grid), 6), 3.0)
    boxes, _ = decode(raw, grid)
    everywhere = [torch.tensor([[-1.0, -1.0, 64.0, 64.0]])]
    assert detector_loss(raw, boxes, grid, [torch.zeros(0, 4)], everywhere).item() == 0


def test_training_lowers_the_loss_and_the_export_equals_torch(tmp_path: Path) -> None:
    torch.manual_seed(0)
    torch.save(YuNet().state_dict(), tmp_path / "initial.pt")
    words: list[str] = []
    settings = DetectorSettings(
        tmp_path / "initial.pt",
        tmp_path,
        Budget(minutes=1.0, steps=24, validate_seconds=0.0, patience=99),
        small_batch=2,
        large_share=0.0,
        rate=0.5,
    )
    best = train_detector(settings, made_examples(), lambda _: (1.0, "no check"), words.append)
    losses = [float(line.split("loss ")[1].split()[0]) for line in words]
    assert np.mean(losses[-5:]) < 0.8 * np.mean(losses[:5])
    export_detector(best.network, tmp_path / "detector.onnx")
    assert detector_parity(best.network, tmp_path / "detector.onnx") < 1e-3


def test_published_weights_are_rebuilt() -> None:
    model = load_published(shared_data() / "yunet" / "yunet_n_dynamic.onnx")
    assert sum(parameter.numel() for parameter in model.parameters()) == 71_590


def test_another_network_is_refused() -> None:
    with pytest.raises(DataError, match="not YuNet n's"):
        load_published(shared_data() / "yunet" / "yunet_s_dynamic.onnx")
