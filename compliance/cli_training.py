"""The command `train` as operators see it; cli.py joins it to the others."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from compliance.errors import ComplianceError
from compliance.stopping import stop_on_signals
from compliance.terminal import err
from compliance.training.what import What

_STOPPED = 130


def train(
    what: Annotated[
        What, typer.Argument(help="What to train; `manifest` measures and describes both models.")
    ],
    data: Annotated[Path, typer.Option(help="Folder of pictures to learn from.")],
    out: Annotated[Path, typer.Option(help="Folder for models, curves, log and course.")],
    initial: Annotated[
        str, typer.Option(help="Weights to begin with: shipped, scratch or a file.")
    ] = "shipped",
    teacher: Annotated[
        list[str] | None,
        typer.Option(help="A trained classifier to learn from as well; may be repeated."),
    ] = None,
    member: Annotated[
        list[Path] | None,
        typer.Option(help="A classifier to average or to join; repeated.", show_default=False),
    ] = None,
    minutes: Annotated[
        float | None, typer.Option(help="Length of the learning; 20 by default.", min=0.01)
    ] = None,
    steps: Annotated[
        int | None, typer.Option(help="Instead: end after so many steps.", min=1)
    ] = None,
    seed: Annotated[int, typer.Option(help="Same seed and steps: same weights.", min=0)] = 1,
    threads: Annotated[int, typer.Option(help="Processors to use.", min=1)] = 1,
    resume: Annotated[bool, typer.Option("--resume", help="Go on with a stopped run.")] = False,
    strict: Annotated[bool, typer.Option("--strict", help="Refuse faulty data.")] = False,
    folders: Annotated[
        str, typer.Option(help="Thousands of MaskedFace-Net and FFHQ: 00000,01000.")
    ] = "",
    annotations: Annotated[
        Path | None, typer.Option(help="Corrections of boxed scenes.", show_default=False)
    ] = None,
    version: Annotated[str, typer.Option(help="What the manifest calls these models.")] = "0",
) -> None:
    """Train a model on your own pictures, or measure what was trained."""
    if minutes is not None and steps is not None:
        raise typer.BadParameter("give --minutes or --steps, not both")
    _need_torch()
    from compliance.evaluation.annotations import read_annotations
    from compliance.training import train as training
    from compliance.training.loop import StoppedError, Watch
    from compliance.training.progress import Display
    from compliance.training.run import Run, budget

    with Display(err, what) as display:
        run = Run(
            data=data,
            out=out,
            budget=budget(minutes, steps),
            initial=initial,
            teachers=tuple(teacher or ()),
            members=tuple(member or ()),
            seed=seed,
            threads=threads,
            version=version,
            folders=tuple(folders.split(",")) if folders else (),
            annotations=read_annotations(annotations) if annotations else None,
            strict=strict,
            watch=Watch(resume, switch=stop_on_signals, progress=display.learned),
            show=display.gathered,
        )
        try:
            training.train(what, run, display.say)
        except StoppedError as stopped:
            err.print(f"{escape(stopped.message)}. {escape(stopped.hint)}")
            raise typer.Exit(_STOPPED) from None


def _need_torch() -> None:
    """Raise ComplianceError when what training needs beyond the daemon is not installed."""
    try:
        import h5py  # noqa: F401
        import matplotlib as mpl  # noqa: F401
        import onnx  # noqa: F401
        import torch  # noqa: F401
    except ModuleNotFoundError as error:
        raise ComplianceError(
            f"training needs {error.name}, which is not installed",
            "Install it: pip install 'compliance[training]'",
        ) from error
