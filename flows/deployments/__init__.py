"""What is set up in Prefect: pools, queues, limits, deployments, automations.

Belongs here: what is made once for each project and can be made again without harm. Does not: the flows themselves.

Read `actions` (a project's lane, for each kind of bulk work), `imports`, then `automations` and `deliveries`.
"""
