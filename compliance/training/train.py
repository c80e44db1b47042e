"""The door to training: from a folder of data to checked ONNX files and their manifest."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import torch

from compliance.errors import ComplianceError, DataError
from compliance.training.average_run import run_average
from compliance.training.classifier_run import run_classifier
from compliance.training.committee_run import run_committee
from compliance.training.detector_run import run_detector
from compliance.training.opinions_run import run_opinions
from compliance.training.publish import publish
from compliance.training.ready import make_ready
from compliance.training.rejection_run import run_rejection
from compliance.training.run import Log, Run
from compliance.training.what import What

_LOG = logging.getLogger("compliance.training")


_RUNS = {
    What.DETECTOR: run_detector,
    What.OPINIONS: run_opinions,
    What.CLASSIFIER: run_classifier,
    What.AVERAGE: run_average,
    What.REJECTION: run_rejection,
    What.COMMITTEE: run_committee,
}


def train(what: What, run: Run, say: Log) -> None:
    """Do one run; its words go to `say` and to a log file beside its models.

    Raises ComplianceError for whatever the operator can mend.
    """
    cv2.setNumThreads(run.threads)
    torch.set_num_threads(run.threads)  # sums depend on it, if little
    try:
        run.out.mkdir(parents=True, exist_ok=True)
        with _logged(run.out / f"{what}.log", say) as log:
            if what is What.MANIFEST:
                publish(run, run.version, log)
            else:
                _RUNS[what](run, log)
                if what is not What.OPINIONS:
                    make_ready(run.out, what, run.version)
                    log(f"{run.out} holds usable models; measure them by: train manifest")
    except OSError as error:
        message = f"{error.filename or run.out}: {error.strerror or error}"
        raise DataError(message, "Check the folders, their rights and the space left.") from error


@contextmanager
def _logged(file: Path, say: Log) -> Iterator[Callable[[str], None]]:
    """Yield what logs a line; a fault that ends the run is logged too."""
    handler = logging.FileHandler(file, encoding="utf-8")
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    _LOG.setLevel(logging.INFO)
    _LOG.propagate = False
    _LOG.addHandler(handler)

    def log(line: str) -> None:
        _LOG.info("%s", line)
        say(line)

    try:
        yield log
    except ComplianceError as error:
        _LOG.info("%s", error)
        raise
    finally:
        _LOG.removeHandler(handler)
        handler.close()
