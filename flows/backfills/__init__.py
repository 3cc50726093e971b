"""What Prefect adds to a backfill: its portions as log lines, its progress as an artifact, its report as a page.

Belongs here: what a person sees of one that is under way. Does not: how it shares its lane and is paused
(`flows.action_runs.run_portions`), nor what a portion is (`tasks.backfill`).

Read `work` (the backfill as work in portions), `pace` (how fast, how long still), `display` (what is shown of it),
`watch` (a shell that looks on).
"""
