"""One module for each resource: everything that can be asked of its paths.

Belongs here: which path and method, what it takes and answers. Does not: how any request is read, refused or counted
(`flows.api.http`). `orders` is the pattern. `bulk_work` has what is accepted to be done later and what became of it,
`project` what else a shell can do to a project, `system` what those who run the API ask.
"""
