"""What each table and column of a project's database means, in prose; a test compares it with the database.

Here belong descriptions alone: types and constraints are in `schemas/migrations`. A new column is described beside its
neighbours, a new table in the module of its subject.

Read `tables` (all of them, in the order in which people read them), then `table` (what is said of one, and the grammar
of names), then whichever subject you need.
"""
