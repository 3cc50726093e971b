"""The names of the variables that hold the cap: one for each project, never shared."""

import pytest

from flows.imports.limit import variable_of
from schemas.ids import ProjectKey


@pytest.mark.parametrize(
    ("key", "name"),
    [
        (None, "orders_import_limit"),
        (ProjectKey("acme", "shop"), "orders_import_limit__acme__shop"),
        (ProjectKey("acme-eu", "shop"), "orders_import_limit__acme-eu__shop"),
        (ProjectKey("acme_eu", "shop"), "orders_import_limit__acme_ueu__shop"),
        (ProjectKey("a__b", "c"), "orders_import_limit__a_u_ub__c"),
        (ProjectKey("a", "b__c"), "orders_import_limit__a__b_u_uc"),
    ],
)
def test_each_project_has_its_own_variable(key, name):
    assert variable_of(key) == name
