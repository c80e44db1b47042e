"""/api/v1/areas, /cameras, /model and /configuration: what a site is, and how it is."""

from collections.abc import Sequence
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query, Request, Response

from compliance.counts.buckets import Counts
from compliance.counts.camera_state import CameraState
from compliance.counts.reader import Extent, Total
from compliance.counts.web.answers import of_json
from compliance.counts.web.query import Asked, Unasked
from compliance.counts.web.site_shapes import (
    Area,
    Areas,
    Camera,
    Cameras,
    Configuration,
    Model,
    Totals,
)
from compliance.counts.web.sources import Sources
from compliance.counts.web.v1.described import answers
from compliance.faults import Fault
from compliance.sight import Sight


def site_router(sources: Sources) -> APIRouter:
    """Return the endpoints that tell of the site."""
    router = APIRouter(tags=["site"])

    @router.get("/areas", summary="Areas and their totals", responses=answers(Areas, "areas"))
    def read_areas(asked: Annotated[Asked, Query()], request: Request) -> Response:
        """Tell of every area, with its cameras and everything ever released of it."""
        return of_json(request, areas_of(sources, asked.zone(sources.zone)))

    @router.get("/cameras", summary="Health of the cameras", responses=answers(Cameras, "cameras"))
    def read_cameras(_: Annotated[Unasked, Query()], request: Request) -> Response:
        """Tell how each camera is; nothing in it counts people."""
        items = [camera_shape(state) for state in sources.cameras()]
        return of_json(request, Cameras(site=sources.site, items=items))

    @router.get("/model", summary="Models and their errors", responses=answers(Model, "model"))
    def read_model(_: Annotated[Unasked, Query()], request: Request) -> Response:
        """Tell which models count, and how they did on held-out faces."""
        return of_json(request, sources.model)

    @router.get(
        "/configuration", summary="Configuration", responses=answers(Configuration, "configuration")
    )
    def read_configuration(_: Annotated[Unasked, Query()], request: Request) -> Response:
        """Tell what the daemon was told, without what is secret."""
        return of_json(request, sources.configuration)

    return router


def areas_of(sources: Sources, zone: ZoneInfo) -> Areas:
    """Return every area, by name."""
    reader = sources.reader()
    totals = {total.area: total for total in reader.totals()}
    extents = {extent.area: extent for extent in reader.extents()}
    names = sorted({*reader.areas(), *sources.areas})
    items = [
        _area(name, sources.areas.get(name, ()), extents.get(name), totals.get(name), zone)
        for name in names
    ]
    return Areas(site=sources.site, time_zone=zone.key, items=items)


def _area(
    name: str,
    cameras: Sequence[str],
    extent: Extent | None,
    total: Total | None,
    zone: ZoneInfo,
) -> Area:
    counts = total.counts if total else Counts()
    return Area(
        name=name,
        cameras=list(cameras),
        releases=extent.releases if extent else 0,
        first_start=extent.first.astimezone(zone) if extent else None,
        newest_end=extent.end.astimezone(zone) if extent else None,
        totals=Totals(
            passages=counts.passages,
            decided=counts.decided,
            mask=counts.mask,
            incorrect=counts.incorrect,
            no_mask=counts.no_mask,
            unknown=counts.unknown,
            withheld=counts.withheld,
            observed_seconds=total.observed_seconds if total else 0,
        ),
    )


def camera_shape(state: CameraState) -> Camera:
    """Return how a camera is, as it is told."""
    return Camera(
        name=state.name,
        area=state.area,
        up=state.is_up,
        fault=None if state.fault is Fault.NONE else state.fault.name.lower(),
        sight=None if state.sight is Sight.CLEAR else state.sight.name.lower(),
        says=state.says,
        restarts=state.restarts,
        locked=state.is_locked,
        analysed_share=state.analysed_share,
        shed=state.is_shed,
    )
