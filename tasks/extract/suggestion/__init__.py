"""A first mapping for a file that nobody has mapped yet: what its columns are called and hold is all that it knows.

Belongs here: guesses, each with a word on how sure it is. Does not: importing; what is suggested is read by a person
first. Read `sample` (the file as texts), `kinds` (what texts look like), `fields` and `statuses` (what they are), then
`writing` (the TOML) and `suggest`, the whole.
"""
