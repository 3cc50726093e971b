"""Mapping files for the exports of shops and marketplaces, one TOML file each: data, shipped with the code.

Belongs here: the files, finding them by name (`catalogue`), and what is said of a file with its import because neither
it nor a mapping that is shipped can know it (`facts`). Does not: what a mapping may say (`schemas.mapping`), and
telling which file is which (`tasks.extract.recognition`). A new format is a new file here, with its tables [preset] and
[recognise], a fixture and a truth in `tests/integration/presets`, and `make docs` for its page in `docs/formats`.
"""
