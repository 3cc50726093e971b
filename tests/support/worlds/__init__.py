"""What tests run against: real servers, workers and APIs in processes of their own, and what they wait with.

Read `lane_world` (a Prefect server with workers), `api_world` (the same with the API), `up_world` (`orders up`) and
`asgi_api` (the API without a process); `prefect_home` and `postgresql` are what they stand on. `shell` runs commands,
`eventually` waits; `holder`, `receiver`, `mail_server`, `file_server` and `full_disk` are what a
project meets outside, `browser` looks at pages.
`empty_import` and `toy_import` stand in for the flow.
"""
