"""Where each command is; one command imports and builds no other, which would take longer than to read its options."""

from collections.abc import Iterable
from pkgutil import resolve_name

import typer

_PLACES = {
    "import": "imports:import_command",
    "backfill": "backfill:backfill_command",
    "export": "files.exports:export_command",
    "show": "imports:show",
    "imports": "imports:imports",
    "report": "report:report",
    "undo": "undo:undo_command",
    "notify": "notify:app",
    "trace": "lineage:app",
    "diff": "lineage:diff",
    "segment": "segments:app",
    "limit": "limits:app",
    "deploy": "system.deploy:deploy",
    "submit": "lanes:submit",
    "status": "lanes:status",
    "cancel": "control:cancel",
    "pause": "control:pause",
    "resume": "control:resume",
    "retry": "control:retry",
    "queue": "lanes:queue",
    "worker": "lanes:worker",
    "serve": "system.serve:serve",
    "up": "system.up:up",
    "project": "system.projects:app",
    "keys": "system.keys:app",
    "distribution": "rules.distributions:app",
    "earning-rule": "rules.earning_rules:app",
    "webhook": "rules.webhooks:app",
    "deliveries": "rules.deliveries:app",
    "effects": "rules.effects:app",
    "order": "orders:app",
    "customer": "customers:app",
    "prune": "system.prune:prune_command",
    "backup": "system.backups:backup_command",
    "restore": "system.backups:restore_command",
    "storage": "system.storage:app",
    "presets": "files.presets:presets",
    "preset": "files.presets:app",
    "mapping": "files.mappings:app",
}
NAMES = tuple(_PLACES)


def add_commands(app: typer.Typer, names: Iterable[str] = NAMES) -> None:
    """Give the app these commands, and groups of commands, in this order."""
    for name in names:
        found = resolve_name(f"{__package__}.{_PLACES[name]}")
        if isinstance(found, typer.Typer):
            app.add_typer(found, name=name)
        else:
            app.command(name)(found)
