"""A report that people look at: what an import, a backfill or a whole project holds, as one page of HTML.

Belongs here: the facts, which are only read, and how they look on a page that needs no network and no scripts. Does
not: the one-value outcome of an import (`schemas.reports.report`), what a terminal shows of it (`flows.cli.display`).

Read `facts` (what there is to say), `read` (from the database), `months` and `mending` (what is made of two of them),
then `page` with `templates/`, which puts them on the page, with `charts` and `formats`. `charts` imports the plotting
library, which takes a second: who only wants the facts does without.
"""
