"""How good the models are on labelled photographs: inspected as shipped, judged, reported."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from compliance.errors import DataError
from compliance.evaluation.calibrate import NONE, Calibration
from compliance.evaluation.conditions import Condition
from compliance.evaluation.figures import Scores, measured
from compliance.evaluation.judging import Sight, judged_sight
from compliance.evaluation.plain import Json, plain_scores
from compliance.evaluation.rows import Kind, Row, size_rows, tag_rows, whole
from compliance.evaluation.scores import Found, Judged
from compliance.evaluation.selection import Selection, selected
from compliance.evaluation.truth import Scene
from compliance.models import read_manifest
from compliance.pixels.inspect import ImageFaces, inspect_images, unchanged

__all__ = ("Json", "Made", "Report", "evaluate", "evaluate_scenes", "judge")

SEED = 1

Progress = Callable[[float], None]
"""Takes the share done, 0 to 1."""


@dataclass(frozen=True, slots=True)
class Made:
    """What became of the pictures under one made condition."""

    condition: Condition
    sights: tuple[Sight, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """Every picture as it was judged, under the given and the made conditions."""

    sights: tuple[Sight, ...]
    faults: tuple[str, ...]
    decided_probability: float
    """From here on a face is decided; below it is unknown."""
    seed: int = SEED
    made: tuple[Made, ...] = ()
    calibration: Calibration = NONE
    """What the faces' probabilities were calibrated with."""

    @property
    def pictures(self) -> int:
        """Return how many pictures could be read."""
        return len(self.sights)

    @property
    def judged(self) -> list[Judged]:
        """Return all true faces."""
        return [face for sight in self.sights for face in sight.judged]

    @property
    def counted(self) -> list[Judged]:
        """Return the true faces large enough to count."""
        return [face for sight in self.sights for face in sight.counted]

    @property
    def unmatched(self) -> list[Found]:
        """Return the detections, large enough to count, that should not be."""
        return [alarm for sight in self.sights for alarm in sight.false_alarms]

    def scores(self) -> Scores:
        """Return all scores."""
        return measured(self.sights, self.decided_probability, self.seed, self.calibration)

    def to_json(self) -> dict[str, Json]:
        """Return all scores with the counts they come from, ready for JSON."""
        return plain_scores(self.scores(), self.faults)

    def rows(self) -> list[Row]:
        """Return figures for all faces, then by size, by tag and by made condition."""
        least = self.decided_probability
        return [
            whole(Kind.ALL, "all faces", self.sights, least),
            *size_rows(self.sights, least),
            *tag_rows(self.sights, least),
            *(
                whole(Kind.MADE, each.condition.name, each.sights, least, each.condition.about)
                for each in self.made
            ),
        ]


def evaluate(
    selection: Selection,
    models: Path,
    *,
    conditions: Sequence[Condition] = (),
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Report:
    """Run the models in the folder on the selected pictures and judge the result.

    Raises DataError when there is nothing to judge, ModelError when the models are at fault.
    """
    read_manifest(models)
    scenes = selected(selection)
    if not scenes.scenes:
        raise _nothing(scenes.faults)
    report = evaluate_scenes(
        scenes.scenes, models, conditions=conditions, seed=seed, progress=progress
    )
    faults = (*scenes.faults, *report.faults)
    if not report.sights:
        raise _nothing(faults)
    return replace(report, faults=faults)


def evaluate_scenes(
    scenes: Sequence[Scene],
    models: Path,
    *,
    conditions: Sequence[Condition] = (),
    seed: int = SEED,
    progress: Progress = lambda _: None,
) -> Report:
    """Run the models on these scenes, just as `inspect` does, and judge the result.

    Each condition repeats the whole work on changed pictures.
    """
    if not scenes:
        raise _nothing(())
    classifier = read_manifest(models).classifier
    used = Calibration(classifier.temperature, classifier.offsets)
    paths = [scene.path for scene in scenes]
    step = _Steps(len(scenes) * (1 + len(conditions)), progress)
    plain = judge(scenes, step.through(inspect_images(paths, models, unchanged)))
    made = []
    for condition in conditions:
        changed = [condition.changed(scene) for scene in scenes]
        images = step.through(inspect_images(paths, models, condition.change))
        made.append(Made(condition, judge(changed, images)[0]))
    return Report(*plain, classifier.decided_probability, seed, tuple(made), used)


def judge(
    scenes: Sequence[Scene], inspected: Iterable[ImageFaces]
) -> tuple[tuple[Sight, ...], tuple[str, ...]]:
    """Compare what was found with what is true, picture by picture, in the same order.

    Returns the pictures as judged, and one fault for each that is unreadable or of another size
    than its truth.
    """
    sights: list[Sight] = []
    faults: list[str] = []
    for scene, image in zip(scenes, inspected, strict=True):
        fault = image.error or _misfit(scene, image)
        if fault:
            faults.append(f"{scene.name}: {fault}")
        else:
            sights.append(judged_sight(scene, image))
    return tuple(sights), tuple(faults)


def _misfit(scene: Scene, image: ImageFaces) -> str:
    """Say that a truth belongs to another size, as one of a picture shown upright does."""
    if image.size_px is None:
        return ""
    width, height = image.size_px
    if abs(width - scene.width) <= 1 and abs(height - scene.height) <= 1:
        return ""
    return f"is {width} x {height} px, its truth says {scene.width} x {scene.height}"


@dataclass(slots=True)
class _Steps:
    """Tells the share of the pictures done."""

    total: int
    progress: Progress
    done: int = 0

    def through(self, images: Iterable[ImageFaces]) -> Iterator[ImageFaces]:
        for image in images:
            yield image
            self.done += 1
            self.progress(self.done / self.total)


def _nothing(faults: Sequence[str]) -> DataError:
    told = "".join(f"\n  {fault}" for fault in faults[:5])
    return DataError(
        "there is no labelled picture to evaluate on",
        f"Check the truth file and the folder of its images.{told}",
    )
