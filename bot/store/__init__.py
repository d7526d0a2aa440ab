"""What is kept: one file for each thing stored."""
