"""An export names what there is, or is refused with what there would be."""

import pytest

from schemas.errors import UsageError
from schemas.exports.objects import OBJECTS, ExportedObject, ExportFormat
from tasks.exports.request import ExportFieldsError, export_request


@pytest.mark.parametrize("what", ExportedObject)
def test_every_field_of_the_public_api_can_be_asked_for(what):
    assert export_request(what, ExportFormat.CSV, OBJECTS[what].all_fields).fields == OBJECTS[what].all_fields


@pytest.mark.parametrize(
    ("asked", "kind", "said"),
    [
        ((["id", "colour"],), ExportFieldsError, "'colour' is no field of an exported order. Allowed fields: id, "),
        ((None, None, "-amount"), UsageError, "order: '-amount' is no order of an exported order. Choose from: creat"),
        ((None, []), UsageError, r"filters: .* is not an object"),
        ((None, {"name": {"conditions": {"$is": "x"}}}), UsageError, "has no field .name..* Choose from: id, source"),
        ((None, {"amount": {"conditions": {"$contains": "x"}}}), UsageError, "is no operator for a whole number"),
    ],
)
def test_what_is_not_there_is_refused(asked, kind, said):
    with pytest.raises(kind, match=said):
        export_request(ExportedObject.ORDER, ExportFormat.CSV, *asked)


@pytest.mark.parametrize("filters", [None, {}, {"junction": "and"}])
def test_a_filter_without_fields_is_none(filters):
    assert export_request(ExportedObject.ORDER, ExportFormat.CSV, None, filters).filters is None
