"""What a pixel process sees with: the models loaded, the stream opened, both used once."""

import cv2

from compliance.camera import Order
from compliance.pixels.analyse import Analyser
from compliance.pixels.capture import open_source
from compliance.pixels.models import loaded
from compliance.pixels.worker import Effects, Eyes


def load(order: Order) -> Eyes:
    """Return all that is needed after the lock, with nothing left to load.

    Raises ModelError and CaptureFault.
    """
    cv2.setNumThreads(1)  # threads that run before the lock are not bound by it
    camera = order.camera
    # The stream first: a camera that is away costs no loading of models at each attempt.
    opened = open_source(camera.source, camera.open_timeout_seconds, camera.read_timeout_seconds)
    stream = opened.__enter__()
    stream.thin_out(camera.analysed_per_second)
    models = loaded(order.models)
    judge = Analyser(models.detector, models.classifier, camera)
    stream.prime()
    return Eyes(stream, judge, hold=opened)


REAL = Effects(load)
