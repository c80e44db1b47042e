"""Several classifiers in one file."""

import json
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the training extra (torch)")

from compliance.errors import DataError  # noqa: E402
from compliance.models import SHIPPED_MODELS, read_manifest  # noqa: E402
from compliance.pixels.onnx import Session  # noqa: E402
from compliance.training.committee import Committee  # noqa: E402
from compliance.training.export_classifier import (  # noqa: E402
    committee_parity,
    export_classifier,
    export_committee,
)
from compliance.training.from_onnx import classifier_from  # noqa: E402
from compliance.training.loop import Budget  # noqa: E402
from compliance.training.mobilenet import MobileNet, network_input  # noqa: E402
from compliance.training.run import Run  # noqa: E402
from compliance.training.train import train  # noqa: E402
from compliance.training.what import What  # noqa: E402


def network(seed: int) -> MobileNet:
    torch.manual_seed(seed)
    model = MobileNet().eval()
    torch.nn.init.normal_(model.reject.weight, std=0.01)
    return model


def crops(count: int) -> np.ndarray:
    return np.random.default_rng(count).integers(0, 256, (count, 96, 96, 3), dtype=np.uint8)


def logits_of(path: Path, pictures: np.ndarray) -> np.ndarray:
    return Session(path).run(("logits",), {"crops": pictures})[0]


def test_a_committee_answers_with_the_mean_of_members_and_views(tmp_path: Path) -> None:
    members, pictures = [network(1), network(2)], crops(3)
    views = (network_input(torch.from_numpy(p.copy())) for p in (pictures, pictures[:, :, ::-1]))
    with torch.no_grad():
        answers = [member(view) for view in views for member in members]
    export_committee(Committee(members), tmp_path / "c.onnx")
    mean = torch.stack(answers).mean(0).numpy()
    assert np.abs(logits_of(tmp_path / "c.onnx", pictures) - mean).max() < 1e-2


def test_a_committee_sees_no_difference_between_left_and_right(tmp_path: Path) -> None:
    export_committee(Committee([network(1), network(2)]), tmp_path / "c.onnx")
    pictures = crops(2)
    mirrored = np.ascontiguousarray(pictures[:, :, ::-1])
    ours, theirs = (logits_of(tmp_path / "c.onnx", p) for p in (pictures, mirrored))
    assert np.abs(ours - theirs).max() < 1e-4


def test_a_committee_of_two_is_no_larger_than_one_classifier(tmp_path: Path) -> None:
    export_classifier(network(1), tmp_path / "one.onnx")
    export_committee(Committee([network(1), network(2)]), tmp_path / "two.onnx")
    one, two = ((tmp_path / name).stat().st_size for name in ("one.onnx", "two.onnx"))
    assert two < 1.01 * one


def test_the_first_member_can_be_trained_on(tmp_path: Path) -> None:
    members = [network(1), network(2)]
    committee = Committee(members)
    export_committee(committee, tmp_path / "c.onnx")
    assert committee_parity(committee, tmp_path / "c.onnx") < 1e-2
    picture = network_input(torch.from_numpy(crops(1)))
    with torch.no_grad():
        first, rebuilt = members[0](picture), classifier_from(tmp_path / "c.onnx").eval()(picture)
    assert (first - rebuilt).abs().max() < 1e-2


def test_joining_leaves_a_usable_folder_that_names_what_went_in(tmp_path: Path) -> None:
    for seed in (1, 2):
        (tmp_path / str(seed)).mkdir()
        torch.save(network(seed).state_dict(), tmp_path / str(seed) / "classifier.pt")
        recipe = json.dumps({"seed": seed})
        (tmp_path / str(seed) / "classifier-recipe.json").write_text(recipe)
    members = tuple(tmp_path / str(seed) / "classifier.pt" for seed in (1, 2))
    train(What.COMMITTEE, run_of(tmp_path, members), lambda _: None)
    manifest = read_manifest(tmp_path / "out")
    shipped = read_manifest(SHIPPED_MODELS)
    assert manifest.classifier.sha256 != shipped.classifier.sha256
    assert manifest.detector.sha256 == shipped.detector.sha256
    recipe = json.loads((tmp_path / "out" / "classifier-recipe.json").read_text())
    assert recipe["members"] == [{"seed": 1}, {"seed": 2}]


def test_a_shipped_member_keeps_its_recipe(tmp_path: Path) -> None:
    members = (Path("shipped:2"), Path("shipped"))
    train(What.COMMITTEE, run_of(tmp_path, members), lambda _: None)
    shipped = json.loads((SHIPPED_MODELS / "manifest.json").read_text())["classifier"]
    for name, kept in (
        ("classifier-recipe.json", shipped["recipe"]["members"]),
        ("rejection-recipe.json", shipped["recipe"]["rejection"]["members"]),
    ):
        recipe = json.loads((tmp_path / "out" / name).read_text())
        assert recipe["members"] == [
            {"version": shipped["version"], "recipe": one} for one in reversed(kept)
        ]
    pictures = crops(2)
    ours, theirs = (
        logits_of(folder / "classifier.onnx", pictures)
        for folder in (tmp_path / "out", SHIPPED_MODELS)
    )
    assert np.abs(ours - theirs).max() < 1e-2


def test_the_word_of_a_member_named_twice_counts_twice(tmp_path: Path) -> None:
    for seed in (1, 2):
        (tmp_path / str(seed)).mkdir()
        torch.save(network(seed).state_dict(), tmp_path / str(seed) / "classifier.pt")
    one, two = (tmp_path / str(seed) / "classifier.pt" for seed in (1, 2))
    train(What.COMMITTEE, run_of(tmp_path, (one, one, two)), lambda _: None)
    recipe = json.loads((tmp_path / "out" / "classifier-recipe.json").read_text())
    words = ("--member 1/classifier.pt",) * 2 + ("--member 2/classifier.pt",)
    assert recipe["command"].endswith(" ".join(words))
    assert len(recipe["members"]) == 2
    pictures = crops(2)
    whole = Committee([network(1), network(1), network(2)]).eval()
    with torch.no_grad():
        wanted = whole(network_input(torch.from_numpy(pictures))).numpy()
    assert np.abs(logits_of(tmp_path / "out" / "classifier.onnx", pictures) - wanted).max() < 1e-2


@pytest.mark.parametrize("times", [0, 1, 2])
def test_one_member_is_no_committee(tmp_path: Path, times: int) -> None:
    members = (Path("shipped:2"),) * times
    with pytest.raises(DataError, match="two members or more"):
        train(What.COMMITTEE, run_of(tmp_path, members), lambda _: None)


def run_of(folder: Path, members: tuple[Path, ...]) -> Run:
    return Run(data=folder, out=folder / "out", budget=Budget(1.0), members=members)
