"""GStreamer's RTSP server with a camera of each coding; run by the system's own Python."""

import sys

import gi

gi.require_version("Gst", "1.0")
gi.require_version("GstRtsp", "1.0")
gi.require_version("GstRtspServer", "1.0")
from gi.repository import GLib, Gst, GstRtsp, GstRtspServer  # noqa: E402

PICTURES = "videotestsrc is-live=true ! video/x-raw,format=I420,width=320,height=240,framerate=10/1"
CODINGS = {
    "h264": "x264enc tune=zerolatency key-int-max=10 ! rtph264pay",
    "h265": "x265enc tune=zerolatency key-int-max=10 ! h265parse ! rtph265pay config-interval=1",
    "mjpeg": "jpegenc ! rtpjpegpay",
}
ROLE = "watcher"


def serve(port: str, password: str) -> None:
    Gst.init(None)
    server = GstRtspServer.RTSPServer()
    server.set_address("127.0.0.1")
    server.set_service(port)
    server.set_auth(digest(password))
    for name, coding in CODINGS.items():
        factory = GstRtspServer.RTSPMediaFactory()
        factory.set_launch(f"( {PICTURES} ! {coding} name=pay0 pt=96 )")
        factory.set_shared(True)
        factory.set_permissions(allowed())
        server.get_mount_points().add_factory(f"/{name}", factory)
    server.attach(None)
    GLib.MainLoop().run()


def digest(password: str) -> GstRtspServer.RTSPAuth:
    auth = GstRtspServer.RTSPAuth()
    auth.set_supported_methods(GstRtsp.RTSPAuthMethod.DIGEST)
    token = GstRtspServer.RTSPToken()
    token.set_string("media.factory.role", ROLE)
    auth.add_digest("guard", password, token)
    return auth


def allowed() -> GstRtspServer.RTSPPermissions:
    permissions = GstRtspServer.RTSPPermissions()
    for what in ("access", "construct"):
        permissions.add_permission_for_role(ROLE, f"media.factory.{what}", True)  # noqa: FBT003
    return permissions


serve(*sys.argv[1:])
