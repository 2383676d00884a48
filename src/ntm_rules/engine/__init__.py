"""Judging: statuses and their algebra, the vectorised comparison and roll-up, explanations."""
