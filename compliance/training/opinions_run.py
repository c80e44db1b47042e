"""One run of second opinions: networks that never saw a face say what it wears."""

from collections.abc import Sequence
from dataclasses import replace

from compliance.errors import DataError
from compliance.evaluation.truth import Label
from compliance.training.beginning import first_weights
from compliance.training.checking import looked_over
from compliance.training.classifier import ClassifierSettings, train_classifier
from compliance.training.contents import Contents
from compliance.training.data import apart, readable
from compliance.training.drawn_masks import drawn_masks
from compliance.training.gathering import (
    SCENE_SIDE_PX,
    Boxed,
    Faces,
    boxed,
    faces,
    web_pictures,
)
from compliance.training.known_faces import KnownFace, all_faces, labels_of, relabelled
from compliance.training.mobilenet import MobileNet
from compliance.training.opinions import (
    OPINIONS,
    believed,
    heeded,
    opinions,
    read_opinions,
    write_opinions,
)
from compliance.training.pools import pools
from compliance.training.run import Log, Run, told
from compliance.training.teachers import Counted, finder


def run_opinions(run: Run, log: Log) -> None:
    """Train once without each part of the data; the budget is that of one part."""
    contents = looked_over(run, log)
    scenes = boxed(run, contents, log)
    known = faces(run, contents, scenes, log)
    drawn = drawn_masks(contents, log)
    settled = {
        face.name
        for face in (*known.scenes, *known.folders)
        if face.index in labels_of(face, scenes.notes)
    }
    in_scenes = {face.name for face in known.scenes}

    def train(part: int, learned: Sequence[KnownFace]) -> MobileNet:
        _check(part, learned)
        log(f"part {part}: {len(learned)} faces")
        alone = replace(run, out=run.out / f"part-{part}", seed=run.seed + part)
        alone.out.mkdir(exist_ok=True)
        boxed_here = [face for face in learned if face.name in in_scenes]
        others = [face for face in learned if face.name not in in_scenes]
        best = train_classifier(
            ClassifierSettings(
                first_weights(alone, learned), alone.out, run.budget, alone.seed, run.threads
            ),
            pools(boxed_here, others, drawn),
            [face.subject for face in known.validation],
            log,
        )
        return best.network

    said = opinions([*known.scenes, *known.folders], _unlabelled(run, contents, scenes, log), train)
    arguable = {name: belief for name, belief in said.items() if name not in settled}
    write_opinions(run.out / OPINIONS, arguable)
    log(f"opinions on {len(arguable)} faces")


def _check(part: int, learned: Sequence[KnownFace]) -> None:
    """Raise DataError when a label is only in the part that is left out."""
    for label in Label:
        if not any(face.subject.label is label for face in learned):
            message = f"without part {part} no face is labelled {label}"
            raise DataError(message, "Opinions take more faces; train the classifier without.")


def with_opinions(run: Run, contents: Contents, scenes: Boxed, known: Faces, log: Log) -> Faces:
    """Heed the opinions in `run.out`, where there are any, and add unlabelled faces by them.

    Those that people labelled later are added in any case.
    """
    said = read_opinions(run.out / OPINIONS)
    is_noted = any(
        path.name in scenes.notes and scenes.notes[path.name].labels
        for path in web_pictures(contents)
    )
    if not said and not is_noted:
        return known
    there = _unlabelled(run, contents, scenes, log)
    judged = [face for face in there if face.index in labels_of(face, scenes.notes)]
    learned = (heeded(known.scenes, said), heeded(known.folders, said))
    added = relabelled(judged, scenes.notes) + believed(there, said)
    kept = sum(map(len, learned))
    log(f"{len(known.scenes) + len(known.folders) - kept} labels are contradicted and left out")
    log(f"{len(added)} unlabelled faces are added")
    return Faces(learned[0], learned[1] + added, known.validation)


def _unlabelled(run: Run, contents: Contents, scenes: Boxed, log: Log) -> list[KnownFace]:
    files = web_pictures(contents)
    faults: list[str] = []
    teacher = Counted(
        finder(contents, SCENE_SIDE_PX, run.threads),
        len(files),
        lambda share: run.show("unlabelled faces", share),
    )
    pictures = apart(readable(files, faults), scenes.sides.held_out)
    found = [face for path, picture in pictures for face in all_faces(path.name, picture, teacher)]
    told(faults, run, log)
    return found
