"""What is measured, each alone in a fresh process: ours in its several shapes, the floor, and dlt."""
