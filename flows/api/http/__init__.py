"""What all routes share: who is asking, what a request may hold, how it is answered, refused and counted.

Belongs here: anything about a request that no single resource owns. Read `auth`, `database` and `errors` first; then
`query_params` and `request_body`, what comes in, and `json_response`, what goes out.
"""
