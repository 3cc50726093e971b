"""Who may work on a project, and open its database: one process at a time, in order.

Read `project_lock` (between processes of this machine), `wait_queue` (between those who open a database) and `fencing`
(a counter in the database: nobody writes who has lost the project without noticing).
"""
