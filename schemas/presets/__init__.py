"""Mapping files for the exports of shops and marketplaces, one TOML file each: data, shipped with the code.

Belongs here: the files, and finding them by name (`catalogue`). Does not: what a mapping may say (`schemas.mapping`),
and telling which file is which (`tasks.extract.recognition`). A new format is a new file here, with its tables [preset]
and [recognise], a fixture in `tests/unit/presets/fixtures`, and `make docs` for its page in `docs/formats`.
"""
