"""What Prefect adds to an import (`tasks.imports.core`): tasks for its stages, progress, artifacts, the cap's variable.

`task_runner` makes a task of each stage, `prefetch` reads a small source while the lane is asked for, `artifacts` and
`markdown` are what a run leaves in the UI, `limit` is the cap in force, `start_deliveries` what an import leads to.
Not here: whose import may run (`flows.lanes`), and the flow itself (`flows.import_orders`).
"""
