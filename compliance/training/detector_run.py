"""One run of the detector: what to learn from, then the loop, then a checked ONNX file."""

from dataclasses import replace

import torch

from compliance.errors import DataError
from compliance.training.checking import looked_over
from compliance.training.contents import Contents
from compliance.training.detector import CHECKPOINT, DetectorSettings, train_detector
from compliance.training.examples import DetectorData, detector_data
from compliance.training.export import detector_parity, export_detector, loaded_detector
from compliance.training.found import found_at_budget
from compliance.training.gathering import Boxed, boxed, web_pictures
from compliance.training.initial import initial_detector
from compliance.training.loop import beside
from compliance.training.run import DETECTOR, Log, Run, told, write_recipe
from compliance.training.teachers import Counted, marker


def run_detector(run: Run, log: Log) -> None:
    """Train the detector on boxed pictures; unlabelled and faceless ones help where given."""
    contents = looked_over(run, log)
    if not contents.is_boxed:
        message = f"{run.data.name} holds no boxed pictures; the detector learns from boxes"
        raise DataError(message, "Give a truth.json with its images, or PASCAL VOC annotations.")
    scenes = boxed(run, contents, log)
    if not scenes.sides.training or not scenes.sides.validation:
        message = "too few boxed pictures: both sides of the split need some"
        raise DataError(message, "Label more pictures.")
    known = _known(run, contents, scenes, log)
    log(f"{len(known.examples)} pictures")
    file, trial = run.out / DETECTOR, run.out / "trial.onnx"
    initial = beside(run.out / CHECKPOINT, "initial.pt")
    if not (run.watch.resume and initial.is_file()):
        torch.save(initial_detector(run.initial, run.seed).state_dict(), initial)
    best = train_detector(
        DetectorSettings(
            initial,
            run.out,
            run.budget,
            seed=run.seed,
            threads=run.threads,
            watch=replace(run.watch, identity=run.identity(len(known.examples))),
        ),
        known.examples,
        lambda model: found_at_budget(
            loaded_detector(model, trial), scenes.sides.validation, known.elsewhere
        ),
        log,
    )
    trial.unlink(missing_ok=True)
    export_detector(best.network, file)
    write_recipe(run, "detector", best.steps, best.score, detector_parity(best.network, file))


def _known(run: Run, contents: Contents, scenes: Boxed, log: Log) -> DetectorData:
    faults: list[str] = []
    sides = scenes.sides
    teacher = marker(contents, run.threads)
    if teacher is None:
        log("no teacher in the folder yunet: faces that nobody labelled count as background")
    else:
        total = len(sides.training) + len(sides.validation) + len(web_pictures(contents))
        teacher = Counted(teacher, total, lambda share: run.show("unlabelled faces", share))
    known = detector_data(run.data, sides, teacher, scenes.notes, run.out, faults)
    told(faults, run, log)
    return known
