"""The keys of projects: who may speak for which tenant/project over HTTP, and what he may do there.

Belongs here: secrets, of which only hashes are stored, and what they open. Does not: what a route needs
(`flows.api.http.auth`). Read `secret`, then `keys` (made, listed, revoked), `identity` (who a request is from),
`access_tokens` (what a key gets in exchange for a while), and `last_use`.
"""
