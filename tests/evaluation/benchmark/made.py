"""Made-up runs, and the smallest bench there is."""

from pathlib import Path

from compliance.evaluation.benchmark.films import Size
from compliance.evaluation.benchmark.points import Bench
from compliance.evaluation.benchmark.running import Run
from compliance.evaluation.benchmark.told import Told

MAIN, SUB = Size("big", 640, 360, 500_000), Size("little", 320, 180, 150_000)


def a_bench(folder: Path = Path(), seconds: float = 1.0) -> Bench:
    return Bench(MAIN, SUB, seconds, folder, folder, 0.2)


def a_run(cpu_ms: float, frames: int = 50, **numbers: int) -> Run:
    told = {Told.CPU_NS: round(cpu_ms * 1e6), Told.FRAMES: frames, Told.ANALYSED: frames // 5}
    return Run(0, told | {Told[name.upper()]: value for name, value in numbers.items()}, 0)
