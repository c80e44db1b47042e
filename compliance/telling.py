"""What the HTTP server may tell of a site, put together from its configuration and models."""

from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import timedelta

from compliance import __version__
from compliance.camera import Camera
from compliance.config import Config
from compliance.counts.camera_state import CameraState
from compliance.counts.disclosure import identity
from compliance.counts.rates import measured_of
from compliance.counts.reader import Reader
from compliance.counts.web.site_shapes import (
    Configuration,
    ConfiguredCamera,
    Http,
    Model,
    ModelFile,
)
from compliance.counts.web.sources import Sources
from compliance.models import ClassifierModel, DetectorModel, Models
from compliance.redact import Redactor

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def sources_of(
    config: Config,
    models: Models,
    reader: Callable[[], Reader],
    cameras: Callable[[], Sequence[CameraState]],
) -> Sources:
    """Return everything that may be told of a site; none of it is secret."""
    return Sources(
        site=config.site,
        version=__version__,
        zone=config.time_zone,
        measured=measured_of(models),
        areas=areas_of(config),
        reader=reader,
        cameras=cameras,
        model=model_of(models),
        configuration=configuration_of(config),
    )


def areas_of(config: Config) -> dict[str, list[str]]:
    """Return the configured areas, each with its cameras' names."""
    return {area: [c.name for c in of_area] for area, of_area in config.areas.items()}


def model_of(models: Models) -> Model:
    """Return which models count, as they are told."""
    names = identity(models)
    return Model.model_validate(
        {
            "detector": _file(models.detector, names.detector),
            "classifier": _file(models.classifier, names.classifier),
            "scores": {name: asdict(score) for name, score in models.scores.items()},
            "confusion": models.confusion,
            "confusion_by_size": models.confusion_by_size,
        }
    )


def configuration_of(config: Config) -> Configuration:
    """Return what the daemon was told; addresses without their credentials."""
    redact = Redactor(config.secrets)
    limit, exposure = config.homogeneous_limit, config.exposure
    return Configuration(
        version=__version__,
        site=config.site,
        time_zone=config.time_zone.key,
        bucket_minutes=config.bucket // _MINUTE,
        minimum_count=config.minimum_count,
        homogeneous_hours=None if limit is None else limit // _HOUR,
        noise_epsilon=config.noise_epsilon,
        retention_days=config.retention // _DAY,
        database=redact(config.database.label),
        forward=redact(config.forward.label) if config.forward else None,
        http=Http(
            host=config.http_host,
            port=config.http_port,
            tls=exposure.is_encrypted,
            tokens=exposure.tokens is not None,
            behind_proxy=exposure.behind_proxy,
        ),
        allow_unsandboxed=config.allow_unsandboxed,
        cameras=[_camera(camera, redact) for camera in config.cameras],
    )


def _file(model: DetectorModel | ClassifierModel, name: str) -> ModelFile:
    return ModelFile(identity=name, name=model.name, version=model.version, sha256=model.sha256)


def _camera(camera: Camera, redact: Redactor) -> ConfiguredCamera:
    return ConfiguredCamera(
        name=camera.name,
        area=camera.area,
        source=redact(camera.source.label),
        clock="recording" if camera.recording else "wall",
        analysed_per_second=camera.analysed_per_second,
        minimum_face_px=camera.minimum_face_px,
        detector_width_px=camera.detector_width_px,
        include=[list(polygon) for polygon in camera.include],
        exclude=[list(polygon) for polygon in camera.exclude],
        priority=camera.priority,
    )
