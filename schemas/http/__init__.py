"""The shapes that go over HTTP, those of the public client: bodies, answers, pages and the keys of errors.

Belongs here: what a field is called and may hold. Does not: paths, parameters and status codes (`flows.api`).
"""
