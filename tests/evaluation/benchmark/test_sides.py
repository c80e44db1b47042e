"""The benchmark's processes hold one side each, as the product's do."""

from tests.test_architecture import OF_COUNTS, OF_PIXELS, OF_TRAINING, loaded_by

PACKAGE = "compliance.evaluation.benchmark"


def test_what_starts_and_hears_measured_processes_holds_nothing_of_pixels() -> None:
    modules = [f"{PACKAGE}.measure", f"{PACKAGE}.entries", f"{PACKAGE}.outputs"]
    assert not loaded_by(modules) & (OF_PIXELS | OF_TRAINING)


def test_what_times_the_store_holds_nothing_of_pixels() -> None:
    assert not loaded_by([f"{PACKAGE}.store_timing"]) & (OF_PIXELS | OF_TRAINING)


def test_measured_processes_hold_nothing_of_counts() -> None:
    modules = [f"{PACKAGE}.{name}" for name in ("product", "bare", "classic")]
    assert not loaded_by(modules) & (OF_COUNTS | OF_TRAINING)
