"""The command that trains: from a folder of data to checked ONNX files and their manifest.

`python -m compliance.training.train detector|classifier|rejection|manifest --data DIR --out DIR`
"""

import argparse
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import cv2

from compliance.errors import ComplianceError
from compliance.training.loop import Budget
from compliance.training.publish import publish
from compliance.training.runs import Run, run_classifier, run_detector, run_rejection

_LOG = logging.getLogger("compliance.training")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return the exit code."""
    options = _parser().parse_args(arguments)
    run = Run(
        data=options.data,
        out=options.out,
        initial=options.initial,
        budget=Budget(options.minutes, options.steps),
        seed=options.seed,
        threads=options.threads,
    )
    cv2.setNumThreads(run.threads)
    try:
        run.out.mkdir(parents=True, exist_ok=True)
        with _log_to(run.out / f"{options.what}.log"):
            return _do(run, options.what, options.version)
    except OSError as error:
        sys.stderr.write(f"{error}\n")
        return 1


def _do(run: Run, what: str, version: str) -> int:
    try:
        if what == "manifest":
            publish(run, version, _LOG.info)
        else:
            steps = {
                "detector": run_detector,
                "classifier": run_classifier,
                "rejection": run_rejection,
            }
            steps[what](run, _LOG.info)
    except (ComplianceError, OSError) as error:
        _LOG.error("%s", error)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="compliance.training.train", description=__doc__)
    add = parser.add_argument
    add("what", choices=("detector", "classifier", "rejection", "manifest"))
    add("--data", type=Path, required=True, help="folder of scenes, crops and the like")
    add("--out", type=Path, required=True, help="folder for models, checkpoints and logs")
    add("--initial", type=Path, help="initial weights: published ones, or a checkpoint of ours")
    add("--minutes", type=float, default=20.0, help="length of the training loop")
    add("--steps", type=int, help="end after so many steps, the same on any machine")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    add("--version", default="0", help="what the manifest calls these models")
    return parser


@contextmanager
def _log_to(file: Path) -> Iterator[None]:
    handlers = (logging.FileHandler(file, encoding="utf-8"), logging.StreamHandler(sys.stderr))
    _LOG.setLevel(logging.INFO)
    for handler in handlers:
        handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
        _LOG.addHandler(handler)
    try:
        yield
    finally:
        for handler in handlers:
            _LOG.removeHandler(handler)
            handler.close()


if __name__ == "__main__":
    sys.exit(main())
