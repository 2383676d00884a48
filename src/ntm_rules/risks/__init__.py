"""What a commune is about to lose, and why: policies applied to an evaluation and its history."""
