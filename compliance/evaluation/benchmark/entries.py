"""Where measured processes begin; imports nothing heavy, since the main process knows it too."""

import os
from multiprocessing.connection import Connection

from compliance.camera import Order
from compliance.pixels.entry import begin


def enter_product(order: Order, channel: Connection) -> None:
    """Be the real pixel process, and tell what it cost from the lock on."""
    begin(order, channel)
    from compliance.evaluation.benchmark import product  # noqa: PLC0415 - pixel processes only

    os._exit(product.measured(order))


def enter_start(order: Order, channel: Connection) -> None:
    """Be the real pixel process, and tell when it was ready and when it had looked once."""
    begin(order, channel)
    from compliance.evaluation.benchmark import product  # noqa: PLC0415 - pixel processes only

    os._exit(product.started(order))


def enter_stages(order: Order, channel: Connection) -> None:
    """Be the real pixel process with a clock at every stage."""
    begin(order, channel)
    from compliance.evaluation.benchmark import product  # noqa: PLC0415 - pixel processes only

    os._exit(product.divided(order))


def enter_decoding(order: Order, channel: Connection) -> None:
    """Decode the order's source and do nothing else."""
    begin(order, channel)
    from compliance.evaluation.benchmark import bare  # noqa: PLC0415 - pixel processes only

    os._exit(bare.decode(order))


def enter_classic(
    order: Order, channel: Connection, *, nets: str, faces: int, most_frames: int
) -> None:
    """Be the classic pipeline: every frame, every face."""
    begin(order, channel)
    from compliance.evaluation.benchmark import classic  # noqa: PLC0415 - pixel processes only

    os._exit(classic.classic(order, nets, faces, most_frames))
