"""The page at /docs: Swagger UI, and with each operation how it is asked for in curl, Python and JavaScript.

Belongs here: the samples, written from the API's own description and the examples its routes declare, and the page
that shows them. Does not: any operation or its example (`flows.api.routes`, `schemas.http`). Read `sample_request`
first, what all three have in common; then `curl`, `python` and `javascript`; `samples` puts them into the description,
`page` serves them. `clients.toml` says by which methods of the public clients an operation is asked for.
"""
