"""The command that trains: from a folder of data to checked ONNX files and their manifest.

`python -m compliance.training.train detector|classifier|manifest --data DIR --out DIR`
"""

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

import cv2

from compliance.errors import ComplianceError
from compliance.training.loop import Budget
from compliance.training.publish import publish
from compliance.training.runs import Run, run_classifier, run_detector

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
        _log_to(run.out / f"{options.what}.log")
        if options.what == "manifest":
            publish(run, options.version, _LOG.info)
        else:
            {"detector": run_detector, "classifier": run_classifier}[options.what](run, _LOG.info)
    except (ComplianceError, OSError) as error:
        _LOG.error("%s", error)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="compliance.training.train", description=__doc__)
    add = parser.add_argument
    add("what", choices=("detector", "classifier", "manifest"))
    add("--data", type=Path, required=True, help="folder of scenes, crops and the like")
    add("--out", type=Path, required=True, help="folder for models, checkpoints and logs")
    add("--initial", type=Path, help="initial weights: published ones, or a checkpoint of ours")
    add("--minutes", type=float, default=20.0, help="length of the training loop")
    add("--steps", type=int, help="end after so many steps, the same on any machine")
    add("--seed", type=int, default=1)
    add("--threads", type=int, default=1)
    add("--version", default="0", help="what the manifest calls these models")
    return parser


def _log_to(file: Path) -> None:
    logging.basicConfig(
        level=logging.INFO,
        format="%(asctime)s %(message)s",
        handlers=[logging.FileHandler(file, encoding="utf-8"), logging.StreamHandler(sys.stderr)],
        force=True,
    )


if __name__ == "__main__":
    sys.exit(main())
