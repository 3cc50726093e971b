"""What people and machines start: the Prefect flow, the `orders` command, deployments.

Belongs here: orchestration and rendering. Does not: anything that touches a row of data.
Read `import_orders` first, then `cli`.
"""
