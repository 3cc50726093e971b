"""What a backfill is asked to do, by whom, and what it reports to anybody.

`asked` has the words of its flow and its command, `request` what they come to; `allowed` says which sources a client of
the API may name, `sizes` how much there is to read, `action` what the backfill is as an async action.
"""
