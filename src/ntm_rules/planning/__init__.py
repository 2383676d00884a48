"""The way to the standard: the least change of each commune, and the best use of a budget."""
