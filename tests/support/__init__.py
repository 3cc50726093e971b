"""What tests and benchmarks share.

`corpus` has the awkward orders, `order_form` and `model` what the contract makes of them; `stages`, `shops`,
`outboxes` and `sources` make small projects and files. `lane_world` is a Prefect server with workers, `api_world` the
same with the API in front of it, `up_world` the whole as `orders up` starts it; `shell` runs commands, `holder` another
process that has a database open, `receiver` and `file_server` speak HTTP. `eventually` waits. What kills and judges is
in `kills`, `chaos`, `acknowledged` and `order_proof`.
"""
