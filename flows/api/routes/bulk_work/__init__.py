"""What is accepted to be done later, in the project's lane, and what became of it."""
