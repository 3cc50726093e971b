"""The first two stages of an import, which need no database: its source is read, and each order checked on its own."""

from collections.abc import Callable

from schemas.orders.frames import Extracted, Validated
from tasks.extract.extract import extract
from tasks.extract.mapping_file import chosen_mapping
from tasks.imports.attempt import NO_CALLBACKS, Attempt, Callbacks, timed
from tasks.imports.stages import Stage
from tasks.validate.validate import validate

Reader = Callable[[Attempt], Validated]


def reader(
    cap: Callable[[], int], callbacks: Callbacks = NO_CALLBACKS, variables: dict[str, str] | None = None
) -> Reader:
    """Reads the source of an attempt and checks each order on its own; `cap` is asked when the orders are there.

    `variables` are those that the URL of a source may refer to.
    """

    def read(attempt: Attempt) -> Validated:
        request = attempt.request
        mapping = chosen_mapping(request.mapping, request.preset)

        def read_source() -> Extracted:
            return extract(
                request.source,
                format=request.format,
                mapping=mapping,
                preset=request.preset,
                facts=request.facts,
                variables=variables,
            )

        extracted = [timed(attempt, Stage.EXTRACT, callbacks, read_source)]
        attempt.format, attempt.preset = extracted[0].format, extracted[0].preset
        limit = cap()
        return timed(attempt, Stage.VALIDATE, callbacks, lambda: validate(extracted.pop(), limit))

    return read
