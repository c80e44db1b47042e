from compliance.doctor.findings import fault, good, is_well, to_text, warning

ALL = (good("clock", "synchronised"), warning("disk", "3 % free", "Free space."))


def test_a_remedy_stands_below_what_it_mends() -> None:
    assert to_text(ALL).splitlines() == [
        "ok    clock         synchronised",
        "warn  disk          3 % free",
        "                    Free space.",
    ]


def test_warnings_are_no_faults() -> None:
    assert is_well(ALL)
    assert not is_well([*ALL, fault("database", "is damaged", "Restore it.")])
