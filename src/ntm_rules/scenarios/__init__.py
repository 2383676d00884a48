"""What if: a table or a set changed, judged again, and laid beside the baseline."""
