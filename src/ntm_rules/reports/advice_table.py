"""What is recommended, for eyes: each group first, then what is a commune's own."""
