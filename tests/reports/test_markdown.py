"""Markdown of an evaluation, parsed again."""

from __future__ import annotations

from markdown_it import MarkdownIt


def parsed(text):
    """The tables of a page as rows of cells, and everything it shows as text."""
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    tables, shown = [], []
    for token in tokens:
        if token.type == "table_open":
            tables.append([])
        elif token.type == "tr_open":
            tables[-1].append([])
        elif token.type == "inline":
            kinds = {child.type for child in token.children}
            said = "".join(child.content for child in token.children)
            shown.append((said, kinds))
            if tables and tables[-1] and len(tables[-1][-1]) < 40:
                tables[-1][-1].append(said)
    return tables, shown


def test_the_first_table_is_communes_by_criteria(example):
    tables, _ = parsed(example.to_markdown())
    head, *rows = tables[0]
    assert head[:3] == ["Commune", "Criteria met", "1"]
    assert [row[0] for row in rows] == example.communes["commune"].tolist()
    short = {"Met": "met", "Basic.": "basically_met", "Unmet": "unmet", "?": "unknown", "?*": "unknown", "n/c": "not_applicable"}  # fmt: skip
    for row, (_, statuses) in zip(
        rows, example.criteria.groupby("commune", sort=False, observed=True), strict=True
    ):
        assert [short[cell.removesuffix(" ▼")] for cell in row[2:21]] == statuses["status"].tolist()
        assert [cell.endswith("▼") for cell in row[2:21]] == statuses["at_risk"].tolist()


def test_what_is_unmet_comes_with_value_level_and_distance(example):
    text = example.to_markdown()
    (line,) = [line for line in text.splitlines() if line.startswith("| Xã Mẫu 3 | 2023 | 10 |")]
    assert "41.2 million VND" in line
    assert "≥ 42 million VND" in line
    assert line.endswith("| 0.8 million VND/person/year |")


def test_it_says_that_data_is_invented_and_what_is_unverified(example):
    text = example.to_markdown()
    assert "> **ILLUSTRATIVE DATA**" in text
    assert "NTM304" in text
    assert "unverified: 172" in text


def test_names_show_as_they_are(hostile):
    tables, shown = parsed(hostile.to_markdown())
    first = [row[0] for row in tables[0][1:]]
    assert first[-1] == "Xã <b>A|B</b> *x* [y](z)"
    assert first[0] == "'=1+1"
    assert not {kind for _, kinds in shown for kind in kinds} & {
        "html_inline",
        "link_open",
        "image",
        "em_open",
    }


def test_it_ends_with_one_line_break_and_holds_no_empty_table(example):
    text = example.to_markdown()
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
