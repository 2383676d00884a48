"""What people and other programs are shown."""
