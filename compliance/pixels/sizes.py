"""How large the faces before a camera are; nothing else is kept of them."""

from pathlib import Path

import cv2

from compliance.camera import Camera
from compliance.models import read_manifest, verify
from compliance.pixels.detect import Detector
from compliance.pixels.finding import Finder
from compliance.pixels.frame import Frame
from compliance.pixels.pace import Grid
from compliance.pixels.track import Tracker, TrackSettings


class FaceSizes:
    """Looks for faces where and as often as the camera would be analysed."""

    def __init__(self, camera: Camera, models: Path, most: int) -> None:
        cv2.setNumThreads(1)
        described = read_manifest(models)
        verify(described)
        self._most = most
        self._finder = Finder(Detector(described.detector), camera)
        self._tracker = Tracker(TrackSettings(high_score=described.detector.high_threshold))
        self._grid = Grid(camera.analysed_per_second)
        self._largest_px: dict[int, float] = {}

    @property
    def sides_px(self) -> tuple[float, ...]:
        """The longer side of each face followed, at its largest, in the full picture."""
        return tuple(round(side, 1) for side in self._largest_px.values())[: self._most]

    def look(self, frame: Frame) -> None:
        """Follow the faces into a frame, if it would be analysed."""
        if not self._grid.is_due(frame.seconds):
            return
        found = self._finder.find(frame, self._tracker.expected(frame.seconds), frame.seconds)
        edges = (frame.width_px, frame.height_px)
        update = self._tracker.update(found.boxes, found.scores, frame.seconds, edges)
        believed = (track for track in update.tracks if track.is_confirmed)
        self._largest_px |= {track.id: track.largest_px for track in believed}
