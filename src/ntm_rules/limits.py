"""How much is read, drawn, collected and shown at most: every limit of the program in one place.

Each lies far above what a table of the whole country needs; what goes beyond is a mistake or an attack, and the message
that refuses it says the limit and what to do. The child process of `tables/apart.py` loads this module, so that it needs
the standard library alone.
"""

from __future__ import annotations

MEGABYTE = 1_000_000

# Files: bytes of one, and of all its parts unpacked.
MOST_UNPACKED = 200 * MEGABYTE
# Cells of one table. A national table of 11,000 communes and 150 columns has under two million.
MOST_CELLS = 20_000_000
# The largest row and column that a spreadsheet program knows.
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
# Characters of one cell: as many as a spreadsheet program holds.
MOST_CELL_TEXT = 32_767
# Characters of a cell that is read as a figure or a verdict.
MOST_FIGURE_TEXT = 2_000

# YAML files. `criteria/` as a whole is 0.2 MB; the deepest condition of the law lies nine levels down.
MOST_YAML_BYTES = 4 * MEGABYTE
MOST_YAML_DEPTH = 50
# Values and keys, what an alias stands for counted each time it is named.
MOST_YAML_NODES = 250_000
# Mistakes of one file that are named; the rest is counted.
MOST_YAML_MISTAKES = 200
# Numbers: larger ones are no longer exact, and no sum of money of the programme comes near.
MOST_YAML_NUMBER = 10**15
# Years of a date or a change.
FIRST_YEAR, LAST_YEAR = 1900, 2200
