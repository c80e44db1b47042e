"""Several trained classifiers averaged into one."""

from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError  # noqa: E402
from compliance.training.loop import Budget  # noqa: E402
from compliance.training.mobilenet import MobileNet, network_input  # noqa: E402
from compliance.training.run import Run  # noqa: E402
from compliance.training.soup import averaged, renormalise  # noqa: E402
from compliance.training.train import train  # noqa: E402
from compliance.training.what import What  # noqa: E402


def network(seed: int) -> MobileNet:
    torch.manual_seed(seed)
    return MobileNet().eval()


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, 96, 96, 3), dtype=np.uint8)


def head(model: MobileNet) -> torch.Tensor:
    return model.head.weight.detach()


def test_an_average_lies_in_the_middle() -> None:
    one, two = network(1), network(2)
    assert torch.allclose(head(averaged([one, two])), (head(one) + head(two)) / 2)


def test_who_is_named_twice_counts_twice() -> None:
    one, two = network(1), network(2)
    mean = (2 * head(one) + head(two)) / 3
    assert torch.allclose(head(averaged([one, one, two])), mean, atol=1e-6)


def test_equal_members_average_to_themselves() -> None:
    one, picture = network(1), network_input(torch.from_numpy(crops(2)))
    with torch.no_grad():
        assert torch.allclose(averaged([one, one])(picture), one(picture), atol=1e-5)


def test_normalisations_are_measured_on_the_crops_alone() -> None:
    model, batch = network(1), crops(16)
    momentum = model.first.norm.momentum
    renormalise(model, [batch])
    with torch.no_grad():
        seen = model.first.norm(model.first.conv(padded(batch)))
    assert seen.mean().abs() < 1e-2
    assert (seen.std() - 1).abs() < 2e-2
    assert (model.first.norm.momentum, model.training) == (momentum, False)


def padded(batch: np.ndarray) -> torch.Tensor:
    return torch.nn.functional.pad(network_input(torch.from_numpy(batch)), (0, 1, 0, 1))


def test_one_member_is_no_average(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="two members or more"):
        train(What.AVERAGE, Run(tmp_path, tmp_path / "out", Budget(1.0)), lambda _: None)
