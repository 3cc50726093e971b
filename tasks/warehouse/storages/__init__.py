"""What a project's data may be kept in: a DuckDB file (`file`), or a lake that several machines share (`lake`).

`storage` says what either has to do; `of_home` which one a home has. Nobody else asks which one it is.
"""
