"""The `orders` command: what it takes from a shell, and how its outcome looks there.

Belongs here: arguments, output, exit codes. Does not: any rule about orders, which the HTTP API would need as well.
Read `main` (all commands), `commands/` (one module for each group of them), `options` (what they share), `exit_codes`
(how they end), `in_process/` and `with_prefect/` (where the work is done), `display/` (what they print), `reference/`
(the pages that are written from them).
"""
