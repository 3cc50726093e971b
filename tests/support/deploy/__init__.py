"""The files of `docs/deploy`, as tests read them.

`compose-spec.json` is the schema of the Compose Specification (https://github.com/compose-spec/compose-spec, commit
170098ba, Copyright 2020 The Compose Specification Authors, Apache License 2.0), unchanged.
"""
