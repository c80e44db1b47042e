"""Bare decoding: what no one can avoid, and what everything is compared with."""

import time

import av

from compliance.camera import Order
from compliance.evaluation.benchmark.told import Told, told
from compliance.faults import Fault
from compliance.pixels.entry import send


def decode(order: Order) -> Fault:
    """Decode every frame with one thread, and tell what it cost."""
    with av.open(order.camera.source.address) as container:
        video = container.streams.video[0]
        video.codec_context.thread_count = 1
        began_ns = time.process_time_ns()
        frames = sum(1 for _ in container.decode(video))
        cpu_ns = time.process_time_ns() - began_ns
    send(told(Told.CPU_NS, cpu_ns))
    send(told(Told.FRAMES, frames))
    return Fault.END_OF_STREAM
