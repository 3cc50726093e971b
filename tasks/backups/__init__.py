"""Backups of one project: a consistent copy of its database in a folder or an object store, and the way back.

Here belongs what a backup is, where it lies, and what a restore must not undo: an erasure, and messages that went out.
Not here: reading or writing orders, or what waits in a project's queue, which is not of its database.

Read in this order: `manifest` (what is said of a backup), `place` (the folder or object store it lies in), `backup`,
`carried_over` (what a restore keeps of the database it replaces), `restore`.
"""
