"""What is set up in Prefect: pools, queues, limits, deployments, automations; and how an import is put in its lane.

Belongs here: what is made once for each project and can be made again without harm. Does not: the flows themselves.

Read `imports` (a project's lane), `submit` (putting an import in it), then `automations` and `deliveries`.
"""
