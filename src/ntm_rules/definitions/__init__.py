"""The law as data: what a set, criterion, indicator, dated level and source is."""
