"""The classic pipeline's cost: a 300 px detector, and a classifier on every face of every frame."""

import time
from pathlib import Path

import cv2
import numpy as np
import onnxruntime
from numpy.typing import NDArray

from compliance.camera import Order
from compliance.evaluation.benchmark.told import Told, told
from compliance.faults import Fault
from compliance.pixels.entry import send

DETECTOR, CLASSIFIER = "detector.onnx", "classifier.onnx"
DETECTOR_PX, CLASSIFIER_PX = 300, 224
_FACE_SHARE = 8  # of the picture's height; a face's crop costs the same wherever it is cut


def classic(order: Order, nets: str, faces: int, most_frames: int) -> Fault:
    """Look at every frame as the classic pipeline does, and tell what it cost.

    nets: folder of the two nets. faces: how many are in view; the stand-in for the detector
    finds none by itself, so that many places are cut out.
    """
    cv2.setNumThreads(1)
    detector, classifier = (_session(Path(nets) / name) for name in (DETECTOR, CLASSIFIER))
    capture = cv2.VideoCapture(order.camera.source.address)
    began_ns, frames = time.process_time_ns(), 0
    while frames < most_frames:
        is_read, picture = capture.read()
        if not is_read:
            break
        seen = np.asarray(picture, np.uint8)
        frames += 1
        _look(detector, seen, DETECTOR_PX)
        for face in range(faces):
            _look(classifier, _cut(seen, face), CLASSIFIER_PX)
    cpu_ns = time.process_time_ns() - began_ns
    send(told(Told.CPU_NS, cpu_ns))
    send(told(Told.FRAMES, frames))
    return Fault.END_OF_STREAM


def _session(path: Path) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def _look(net: onnxruntime.InferenceSession, picture: NDArray[np.uint8], size_px: int) -> None:
    """Scale a picture and give it to a net, as floats in planes."""
    scaled = cv2.resize(picture, (size_px, size_px))
    planes = np.ascontiguousarray(scaled.transpose(2, 0, 1), np.float32)
    net.run(None, {"picture": (planes[None] - 127.5) / 127.5})


def _cut(picture: NDArray[np.uint8], face: int) -> NDArray[np.uint8]:
    side = picture.shape[0] // _FACE_SHARE
    left = face * side % (picture.shape[1] - side)
    return picture[side : 2 * side, left : left + side]
