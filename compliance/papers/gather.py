"""The facts gathered from the configuration, the database, the daemon and the machine."""

from datetime import datetime
from pathlib import Path

from compliance import __version__
from compliance.camera import Camera
from compliance.config import Config
from compliance.errors import ModelError
from compliance.exposure import is_loopback
from compliance.models import read_manifest, verify
from compliance.papers.facts import (
    CameraFacts,
    Facts,
    ModelFacts,
    ModelsFacts,
    SelfTestFacts,
    SiteFacts,
    redacted,
)
from compliance.papers.holdings import read_holdings
from compliance.papers.machine import read_machine
from compliance.papers.service import ask
from compliance.redact import Redactor


def gather(
    config: Config, now: datetime, self_test: SelfTestFacts | None = None, token: str = ""
) -> Facts:
    """Return everything known of a site, without a secret, whether its daemon runs or not.

    `token`: one that opens /metrics, where the daemon asks for one.
    """
    facts = Facts(
        on=now.date(),
        version=__version__,
        site=site_facts(config),
        store=read_holdings(config, now),
        service=ask(config, token),
        models=read_models(config.models),
        machine=read_machine(),
        self_test=self_test,
    )
    return redacted(facts, Redactor({*config.secrets, token}))


def site_facts(config: Config) -> SiteFacts:
    """Return what the configuration says."""
    return SiteFacts(
        name=config.site,
        cameras=tuple(_camera(camera) for camera in config.cameras),
        bucket=config.bucket,
        minimum_count=config.minimum_count,
        homogeneous_limit=config.homogeneous_limit,
        noise_epsilon=config.noise_epsilon,
        retention=config.retention,
        http_host=config.http_host,
        http_port=config.http_port,
        is_loopback=is_loopback(config.http_host),
        asks_for_token=config.exposure.tokens is not None,
        is_encrypted=config.exposure.is_encrypted,
        is_behind_proxy=config.exposure.behind_proxy,
        store=config.database.label,
        allow_unsandboxed=config.allow_unsandboxed,
        has_public_page=config.public_page,
        forward=config.forward.label if config.forward else "",
    )


def read_models(folder: Path) -> ModelsFacts:
    """Return what the manifest says, and whether the files are the ones it names."""
    try:
        models = read_manifest(folder)
    except ModelError as error:
        return ModelsFacts(problem=error.message)
    described = tuple(
        ModelFacts(role, model.name, model.version, model.sha256)
        for role, model in (("detector", models.detector), ("classifier", models.classifier))
    )
    try:
        verify(models)
    except ModelError as error:
        return ModelsFacts(described, models.confusion, problem=error.message)
    return ModelsFacts(described, models.confusion, is_verified=True)


def _camera(camera: Camera) -> CameraFacts:
    return CameraFacts(
        name=camera.name,
        area=camera.area,
        kind=camera.source.kind.value,
        label=camera.source.label,
        clock=camera.clock.value,
        analysed_per_second=camera.analysed_per_second,
        minimum_face_px=camera.minimum_face_px,
        included=len(camera.include),
        excluded=len(camera.exclude),
    )
