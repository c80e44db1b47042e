"""People who leave before the release bias an audit; those who stay do not."""

from compliance.evaluation.auditing import streets
from compliance.evaluation.visits import Visits, table

SHIPPED = streets()[1]


def test_where_nearly_all_comply_leaving_early_makes_the_count_look_worse_than_it_is() -> None:
    leaving = Visits(SHIPPED, 0.97, 15, 3, stays=False).outcome(15, seed=1)
    staying = Visits(SHIPPED, 0.97, 15, 3, stays=True).outcome(15, seed=1)
    assert leaving[0] < staying[0]
    assert leaving[1] < -0.005
    assert abs(staying[1]) < 0.005


def test_where_many_pass_it_makes_no_difference() -> None:
    used, excess = Visits(SHIPPED, 0.9, 150, 3, stays=False).outcome(10, seed=2)
    assert used > 0.9
    assert abs(excess) < 0.003


def test_the_table_has_a_line_for_every_cell() -> None:
    assert sum(line.startswith("  ") for line in table(trials=1)) == 4 * 3
