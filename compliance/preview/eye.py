"""Looks at a camera as the service would, and shows what it sees; nothing is kept."""

import time
from dataclasses import replace
from pathlib import Path
from threading import Event

import cv2
import numpy as np

from compliance.advice import View
from compliance.camera import Camera, SourceKind
from compliance.errors import SourceError
from compliance.faults import explain
from compliance.models import Models, read_manifest, verify
from compliance.pixels.analyse import Analyser
from compliance.pixels.capture import CaptureFault, Frame, Stream, open_source
from compliance.pixels.classify import Classifier
from compliance.pixels.detect import Detector, detect_size
from compliance.pixels.geometry import Picture, as_boxes, scaled
from compliance.pixels.pace import Decision, Verdict, pacer_for
from compliance.preview.areas import Areas, areas_of
from compliance.preview.board import Board
from compliance.preview.facts import Pace, Shown, Would, facts, trouble
from compliance.preview.meter import Meter
from compliance.preview.veil import LOWEST_SCORE, Veil

RETRY_SECONDS = 3.0
_WIDEST_PX = 1280  # of the picture shown
_JPEG_QUALITY = 80


class Eye:
    """One camera, its models and what would be counted; `watch` runs in a thread of its own."""

    def __init__(
        self,
        camera: Camera,
        models: Models,
        board: Board,
        *,
        shows_faces: bool = False,
        lens_degrees: float | None = None,
    ) -> None:
        self._camera, self._models, self._board = camera, models, board
        self._lens_degrees = lens_degrees
        self._sides = (Detector(models.detector), Classifier(models.classifier))
        keen = replace(models.detector, low_threshold=LOWEST_SCORE)
        self._veil = None if shows_faces else Veil(Detector(keen))
        self.areas = areas_of(camera)
        """In force; other than the camera's own once others were tried."""
        self._would = Would()
        self._sent, self._looked = Meter(), Meter()
        self._openings = self._beginnings = 0
        self._tried = (0, self.areas)  # replaced whole: it is set from another thread
        self._in_force = 0
        self.trouble: SourceError | None = None
        """Why the first opening failed, after which `watch` ends."""
        self.opened = Event()
        """Set once the first opening succeeded."""

    def try_areas(self, areas: Areas) -> int:
        """Count as with these areas from the next frame on, and from nobody; say which try."""
        number = self._tried[0] + 1
        self._tried = (number, areas)
        return number

    @property
    def latest_areas(self) -> Areas:
        """Those tried last, in force or not yet."""
        return self._tried[1]

    def watch(self, stop: Event) -> None:
        """Look until `stop` is set; a recording begins anew, a camera that fails is tried again."""
        while not stop.is_set():
            try:
                self._follow(stop)
                stop.wait(1 / self._camera.analysed_per_second)
            except CaptureFault as error:
                sentence = f"{self._camera.source.label}: {explain(error.fault)}"
                if not self._openings:
                    self.trouble = SourceError(sentence)
                    return
                self._board.put(trouble(sentence), b"")
                stop.wait(RETRY_SECONDS)

    def _follow(self, stop: Event) -> None:
        """Follow the source from its opening to its end."""
        camera = self._camera
        timeouts = (camera.open_timeout_seconds, camera.read_timeout_seconds)
        with open_source(camera.source, *timeouts) as stream:
            stream.prime()
            self._openings += 1
            self.opened.set()
            self._begin()
            try:
                self._look_until(stop, stream)
            finally:
                self._would.add(self._analyser.finish())

    def _look_until(self, stop: Event, stream: Stream) -> None:
        pacer = pacer_for(self._camera)
        for frame in stream.frames():
            self._sent.add(time.monotonic())
            decision = pacer.decide(frame.seconds, frame.arrived)
            if stop.wait(decision.wait_seconds):
                return
            if decision.verdict is Verdict.ANALYSE:
                self._look(stream, frame, decision)

    def _begin(self) -> None:
        """Begin with nobody followed: another opening or other areas."""
        self._beginnings += 1
        self._analyser = Analyser(*self._sides, self._camera)
        if self._veil:
            self._veil.forget()

    def _look(self, stream: Stream, frame: Frame, decision: Decision) -> None:
        number, areas = self._tried
        if number != self._in_force:
            self._in_force, self.areas = number, areas
            self._camera, self._would = self.areas.applied_to(self._camera), Would()
            self._begin()
        began = time.thread_time()
        self._would.add(self._analyser.analyse(frame, frame.seconds))
        self._looked.add(time.monotonic(), time.thread_time() - began)
        shown = self._shown(stream, frame, decision)
        self._would.watch(self._beginnings << 32, shown.seen)
        view = View(self._camera, frame.width_px, frame.height_px, self._lens_degrees)
        said = self._would.advice(view, self._models.confusion_by_size)
        is_again = self._openings > 1 and self._camera.source.kind is SourceKind.FILE
        told = facts(shown, self._would, said, self.areas, self._in_force, is_again=is_again)
        self._board.put(told, _jpeg(self._picture(frame, shown)))

    def _shown(self, stream: Stream, frame: Frame, decision: Decision) -> Shown:
        width, height = frame.width_px, frame.height_px
        pace = Pace(
            sent_per_second=self._sent.per_second(),
            analysed_per_second=self._looked.per_second(),
            wanted_per_second=self._camera.analysed_per_second,
            work_ms=self._looked.mean() * 1000,
            lag_seconds=decision.lag_seconds,
        )
        return Shown(
            width_px=width,
            height_px=height,
            codec=stream.codec,
            detector_px=detect_size(width, height, self._camera.detector_width_px),
            minimum_face_px=self._camera.minimum_face_px,
            now_seconds=frame.seconds,
            seen=self._analyser.seen(),
            pace=pace,
        )

    def _picture(self, frame: Frame, shown: Shown) -> Picture:
        full = frame.full()
        scale = min(1.0, _WIDEST_PX / max(full.shape[:2]))
        size = (max(1, round(frame.width_px * scale)), max(1, round(frame.height_px * scale)))
        picture = np.array(cv2.resize(full, size, interpolation=cv2.INTER_AREA), np.uint8)
        if self._veil:
            followed = as_boxes([one.track.box for one in shown.seen])
            self._veil.draw(picture, scaled(followed, scale, scale), frame.seconds)
        return picture


def checked_models(folder: Path) -> Models:
    """Return the models in the folder, once both files are the ones the manifest names."""
    cv2.setNumThreads(1)
    models = read_manifest(folder)
    verify(models)
    return models


def _jpeg(picture: Picture) -> bytes:
    is_encoded, data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY])
    return data.tobytes() if is_encoded else b""
