"""The only door to onnxruntime: sessions that touch neither network, disk nor more memory."""

import ctypes
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from compliance.errors import ModelError

# Before the import: releases from 1.29 on otherwise write to the home folder and resolve a
# vendor's host as soon as they are imported.
os.environ["ORT_DISABLE_TELEMETRY"] = "1"

import onnxruntime

_ERRORS_ONLY = 3

Arrays: TypeAlias = list[NDArray[np.float32]]


class Session:
    """One model, ready to run on the processor with a fixed number of threads."""

    def __init__(self, path: Path, threads: int = 1) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = True  # else every run asks the kernel for its memory anew
        options.enable_mem_pattern = False  # keeps a plan per input shape
        options.log_severity_level = _ERRORS_ONLY
        try:
            self._session = onnxruntime.InferenceSession(
                path, options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # onnxruntime's own errors share no narrower parent
            raise ModelError(
                f"{path}: cannot be loaded: {_first_line(error)}",
                "Restore the models folder from the release.",
            ) from error
        self._path = path
        _give_back_memory()

    def run(self, outputs: tuple[str, ...], inputs: Mapping[str, NDArray[np.uint8]]) -> Arrays:
        """Return the outputs by name, in the order asked.

        Raises ModelError when the model has other inputs or outputs, or cannot be run.
        """
        try:
            return [np.asarray(array) for array in self._session.run(outputs, dict(inputs))]
        except Exception as error:  # as above
            raise ModelError(
                f"{self._path}: cannot be run: {_first_line(error)}",
                "The file is not one of this release's models: restore the models folder.",
            ) from error


def _give_back_memory() -> None:
    """Return to the system what loading a model took and no longer needs: twice its size."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # of glibc alone
    if trim:
        trim(0)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0] if str(error) else type(error).__name__
