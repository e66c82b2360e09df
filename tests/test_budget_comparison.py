"""The comparison with other readers of tables: how their cells are read and matched."""

from __future__ import annotations

import pytest
from maaltal.pipeline.bench.compare_tables import NumberCell, compare, number_cells, score

GRID = [
    ["Ydelse", "Regnskab 2012", "Budget\n2013"],
    ["Sygedagpenge", None, ""],
    ["Udgifter", "12,4", "11,9"],
    ["Revalidering", "3,1 3,0", None],
]
GOLD = [
    {"label": "Sygedagpenge", "year": 2012, "value": 12.4},
    {"label": "Sygedagpenge", "year": 2013, "value": 11.9},
    {"label": "Revalidering", "year": 2012, "value": 3.1},
]


def test_cells_know_their_row_the_row_above_and_the_years_over_them():
    assert number_cells(GRID) == [
        NumberCell(12.4, "Udgifter", "Sygedagpenge", (2012,)), NumberCell(11.9, "Udgifter", "Sygedagpenge", (2013,)),
    ]


@pytest.mark.parametrize(("cells", "right"), [
    (number_cells(GRID), {"value": 2, "label": 2, "column": 2}),
    ([NumberCell(12.4, "Sygedagpenge", "", (2013,))], {"value": 1, "label": 1, "column": 0}),
    ([NumberCell(12.4, "Fleksjob", "", (2012,))], {"value": 1, "label": 0, "column": 0}),
    ([NumberCell(11.9, "Sygedagpenge", "", (2013,))] * 2, {"value": 1, "label": 1, "column": 1}),
])
def test_readings_ask_for_value_label_and_year(cells, right):
    scores = score([cells], GOLD, all_tables=True)
    assert {name: part.right for name, part in scores.items()} == right
    assert {part.expected for part in scores.values()} == {3}


def test_tables_of_other_things_do_not_count_against_a_tool_that_names_no_budgets():
    targets = [NumberCell(value, "Mål") for value in (88.0, 90.0, 12.4)]
    assert score([targets], GOLD, all_tables=False)["value"].found == 0
    assert score([targets], GOLD, all_tables=True)["value"].found == 3


def test_folder_without_gold_is_said_so(tmp_path):
    assert list(compare(tmp_path, tmp_path)) == [f"no PDF in {tmp_path} has budget lines in {tmp_path}"]
