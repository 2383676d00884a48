"""How much is read, drawn, collected and shown at most: every limit of the program in one place.

Each lies far above what a table of the whole country needs; what goes beyond is a mistake or an attack, and the message
that refuses it says the limit and what to do. The child process of `tables/apart.py` loads this module, so that it needs
the standard library alone.
"""

from __future__ import annotations

MEGABYTE = 1_000_000

# Files: bytes of one, and of all its parts unpacked.
MOST_UNPACKED = 200 * MEGABYTE
# Bytes of a Parquet table when it is written out.
MOST_DECODED = 1_000 * MEGABYTE
# Cells of one table. A national table of 11,000 communes and 150 columns has under two million.
MOST_CELLS = 20_000_000
# The largest row and column that a spreadsheet program knows.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Characters of one cell: as many as a spreadsheet program holds.
MOST_CELL_TEXT = 32_767
# Characters of a cell that is read as a figure or a verdict.
MOST_FIGURE_TEXT = 2_000

# Characters of a header that is looked at; what is longer is a note.
LONGEST_HEADER = 2_000

# YAML files. `criteria/` as a whole is 0.2 MB; the deepest condition of the law lies nine levels down.
MOST_YAML_BYTES = 4 * MEGABYTE
MOST_YAML_DEPTH = 50
# Values and keys, what an alias stands for counted each time it is named.
MOST_YAML_NODES = 250_000
# Mistakes of one file that are named; the rest is counted.
MOST_YAML_MISTAKES = 200
# Numbers: larger ones are no longer exact, and no sum of money of the programme comes near.
MOST_NUMBER = 10**15
# Years of a date or a change.
FIRST_YEAR, LAST_YEAR = 1900, 2200

# Problems of one kind in one column that are kept, each with its place; the rest is counted.
MOST_ALIKE = 1_000
# Unknown names for which the nearest known one is looked up; that takes about a millisecond each.
MOST_HINTS = 100

# Draws of each uncertain figure, and of all communes together: some minutes of work.
MOST_DRAWS = 1_000_000
MOST_DRAWN = 1_000_000_000
# Points of a sweep: what is asked is where a verdict turns, and that is found between the points as well.
MOST_POINTS = 1_000
# Rows judged in a sweep, over all its points.
MOST_SWEPT = 20_000_000

# Communes up to which a table on a terminal lists them all, and how many it lists of more.
MOST_LISTED, FIRST_LISTED = 2_000, 100
