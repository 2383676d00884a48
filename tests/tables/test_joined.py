"""Several files, or a folder, as one table."""

from __future__ import annotations

import json
import shutil

import pytest

import ntm_rules as ntm
from tests.support.books import add_sheet, xlsx

INCOME = "income_per_capita"
FIRST = "commune;province;year;10\nXã Mẫu 1;Lai Châu;2023;42,1\n"
SECOND = "Xã,Tỉnh,Năm,4.2,10\nXã Mẫu 2,Lai Châu,2023,98.5,1.5\n"


@pytest.fixture
def two(csv_file):
    return [csv_file(FIRST, name="một.csv"), csv_file(SECOND, name="hai.csv")]


def test_each_file_keeps_its_own_convention_and_cells(two):
    table = ntm.read_table(two)
    assert table.values[INCOME].tolist() == [42.1, 1.5]
    assert [table.cell(row, INCOME)["file"] for row in (0, 1)] == [path.as_posix() for path in two]
    assert [table.cell(row, INCOME)["cell"] for row in (0, 1)] == ["D2", "E2"]


def test_a_column_that_one_file_lacks_is_missing_there(two):
    indicators = ntm.evaluate(two).indicators.query("indicator == '4.2'")
    assert indicators["status"].tolist() == ["unknown", "met"]
    assert indicators["reason"].tolist()[0] == "missing_value"


def test_a_folder_is_its_files_by_name(two, tmp_path):
    folder = tmp_path / "xã"
    folder.mkdir()
    for path in two:
        shutil.copy(path, folder)
    (folder / "~$hai.xlsx").write_text("lock")
    (folder / "ghi chú.pdf").write_bytes(b"%PDF-1.7")
    table = ntm.read_table(folder)
    assert table.identity["commune"].cells.tolist() == ["Xã Mẫu 2", "Xã Mẫu 1"]
    assert [w.file for w in table.warnings if w.kind == "skipped_file"] == [
        (folder / "ghi chú.pdf").as_posix()
    ]


def test_a_folder_without_tables_is_refused(tmp_path):
    with pytest.raises(ntm.InputError, match="no file that can be read"):
        ntm.read_table(tmp_path)


def test_a_commune_in_two_files_is_refused_naming_both(two, csv_file):
    again = csv_file(FIRST, name="lại.csv")
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table([*two, again])
    (problem,) = caught.value.problems
    assert (problem.kind, problem.file, problem.row) == ("duplicate_row", again.as_posix(), 2)
    assert f"{two[0].as_posix()}, row 2" in problem.message


def test_mistakes_of_all_files_are_shown_together(csv_file):
    paths = [csv_file(f"commune,year,10\nXã {n},2023,abc\n", name=f"{n}.csv") for n in (1, 2)]
    broken = csv_file(b"%PDF-1.7", name="3.csv")
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table([*paths, broken])
    assert [p.file for p in caught.value.problems] == [
        broken.as_posix(),
        *(path.as_posix() for path in paths),
    ]


def test_a_warning_of_rows_of_several_files_says_which_file_each_is_of(csv_file):
    paths = [
        csv_file(f"commune,year,10\nXã {n},{year},42\n", name=f"{n}.csv")
        for n, year in ((1, 2023), (2, 2020))
    ]
    (history,) = [w for w in ntm.evaluate(paths).warnings if w.kind == "history_only"]
    assert history.facts["rows"] == [2]
    assert history.facts["places"] == [{"file": paths[1].as_posix(), "row": 2}]


def test_lenient_texts_keep_their_rows_after_joining(csv_file):
    paths = [
        csv_file(f"commune,year,10\nXã {n},2023,{v}\n", name=f"{n}.csv") for n, v in ((1, "42"), (2, "abc"))
    ]
    table = ntm.read_table(paths, lenient=True)
    assert table.unread[INCOME] == {1: "abc"}
    assert table.invalid[INCOME].tolist() == [False, True]


def test_the_command_takes_files_or_a_folder(run, two, tmp_path):
    ran = run("evaluate", *two, "--format", "json")
    document = json.loads(ran.out)
    assert [one["commune"] for one in document["communes"]] == ["Xã Mẫu 1", "Xã Mẫu 2"]
    assert [one["name"] for one in document["input"]["files"]] == [path.as_posix() for path in two]
    assert run("evaluate", tmp_path, "--format", "json").code == 0


def test_a_result_is_not_written_into_the_folder_it_is_read_from(run, two, tmp_path):
    """The next run would read it as one more table."""
    ran = run("evaluate", tmp_path, "-o", tmp_path / "result.json")
    assert ran.code == 2
    assert "write the result to another folder" in ran.err
    assert not (tmp_path / "result.json").exists()


def test_an_ambiguous_cell_follows_the_other_cells_of_its_file_on_whichever_sheet(tmp_path):
    length = "commune_road_paved_pct"
    path = tmp_path / "hai trang.xlsx"

    def second(book):
        add_sheet(book, "B", [["Xã", "Năm", f"{length}_num", f"{length}_den"], ["B", 2023, "1.234", "2.468"]])

    path.write_bytes(xlsx([["Xã", "Năm", "10"], ["A", 2023, "42,5"]], second, sheet="A"))
    assert [part.tolist()[1] for part in ntm.read_table(path).counts[length]] == [1234, 2468]


def test_an_ambiguous_cell_does_not_follow_another_file(csv_file):
    clear = csv_file("commune;year;10\nXã A;2023;42,5\n", name="a.csv")
    open_ = csv_file("commune;year;10\nXã B;2023;1.234\n", name="b.csv")
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table([clear, open_])
    assert [(p.kind, p.file) for p in caught.value.problems] == [("ambiguous_number", open_.as_posix())]


def test_a_summary_that_repeats_the_communes_of_a_sheet_is_one_error_that_names_both(tmp_path):
    communes = [[f"Xã Mẫu {n}", "Lai Châu", 2023, 40 + n] for n in range(1, 6)]
    header = ["Xã", "Tỉnh", "Năm", "10"]
    path = tmp_path / "huyện.xlsx"
    path.write_bytes(
        xlsx(
            [header, *communes], lambda book: add_sheet(book, "Tổng hợp", [header, *communes]), sheet="Biểu 1"
        )
    )
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(path)
    (problem,) = caught.value.problems
    assert (problem.kind, problem.sheet, problem.row) == ("duplicate_row", "Tổng hợp", 2)
    assert (
        problem.message
        == "5 rows stand twice: Xã Mẫu 1, 2023 stands already in sheet “Biểu 1”, row 2, and so on."
    )
    assert all(f'--sheet "{name}"' in problem.remedy for name in ("Biểu 1", "Tổng hợp"))
    assert problem.facts["rows"] == [2, 3, 4, 5, 6]
    assert len(ntm.read_table(path, sheet="Tổng hợp")) == 5


def test_a_summary_without_districts_may_be_of_others_and_is_one_error_too(tmp_path):
    path = tmp_path / "huyện.xlsx"
    bare = [["Xã", "Năm", "10"], ["Xã Mẫu 1", 2023, 41], ["Xã Mẫu 2", 2023, 42]]
    told = [["Xã", "Huyện", "Năm", "10"], ["Xã Mẫu 1", "Mẫu", 2023, 41], ["Xã Mẫu 2", "Mẫu", 2023, 42]]
    path.write_bytes(xlsx(told, lambda book: add_sheet(book, "Tổng hợp", bare), sheet="Biểu 1"))
    with pytest.raises(
        ntm.InputError, match="2 rows may stand twice: nothing tells Xã Mẫu 1, 2023"
    ) as caught:
        ntm.read_table(path)
    assert len(caught.value.problems) == 1


def test_repeats_within_a_sheet_are_told_row_by_row(csv_file):
    rows = ["Xã Mẫu 1,2023,41", "Xã Mẫu 2,2023,42"]
    with pytest.raises(ntm.InputError) as caught:
        ntm.read_table(csv_file("\n".join(["commune,year,10", *rows, *rows])))
    assert [problem.row for problem in caught.value.problems] == [4, 5]
