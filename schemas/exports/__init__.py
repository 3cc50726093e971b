"""What an export may hold, in the words of the public API: objects, their fields, orderings and filters.

Belongs here: names, and which of them there are. Does not: SQL and files (`tasks.exports`). Read `objects` first.
"""
