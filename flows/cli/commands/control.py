"""`orders cancel|pause|resume|retry`: what a person wants of work that was accepted."""

from flows.cli.options import AsJson, Debug, home
from flows.cli.with_prefect.async_action import ActionId, ask_server, hand_over_all, print_record, read_record
from schemas.ids import parse_import_id


def cancel(action_id: ActionId, as_json: AsJson = False, debug: Debug = False) -> None:
    """Stop an import or other work: what waits never runs, what runs leaves nothing half-written.

    A backfill ends after the portion at work; what it has stored stays.
    """
    parse_import_id(action_id)
    from flows.async_actions.queued import cancel_queued
    from tasks.intake.queue.import_queue import find
    from tasks.intake.queue.queue_control import ask_to

    queued = find(home(), parse_import_id(action_id))
    if queued is not None and queued.started_at and ask_to(home(), queued.import_id, "cancel"):
        record = read_record(action_id, debug)
        hand_over_all(queued.key, debug)
    elif queued is None or not cancel_queued(home(), queued):
        from flows.async_actions.actions import Actions

        record = ask_server(lambda client: Actions(home(), client).cancel(action_id), debug)
    else:
        record = read_record(action_id, debug)
    print_record(record, as_json)


def retry(action_id: ActionId, as_json: AsJson = False, debug: Debug = False) -> None:
    """Put what has failed at the end of its lane again, under the same id; a backfill goes on where it was."""
    import_id = parse_import_id(action_id)
    from flows.async_actions.queued import record_in
    from tasks.intake.queue.queue_progress import retry as put_back

    queued = put_back(home(), import_id)
    print_record(record_in(home(), queued), as_json)
    hand_over_all(queued.key, debug)


def pause(action_id: ActionId, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a backfill wait, once the portion at work is stored, until `orders resume`."""
    import_id = parse_import_id(action_id)
    from flows.async_actions.queued import record_in
    from tasks.intake.queue.queue_control import pause as let_wait

    print_record(record_in(home(), let_wait(home(), import_id)), as_json)


def resume(action_id: ActionId, as_json: AsJson = False, debug: Debug = False) -> None:
    """Let a paused backfill go on, at the end of its lane."""
    import_id = parse_import_id(action_id)
    from flows.async_actions.queued import record_in
    from tasks.intake.queue.queue_control import resume as let_go_on

    queued = let_go_on(home(), import_id)
    print_record(record_in(home(), queued), as_json)
    hand_over_all(queued.key, debug)
