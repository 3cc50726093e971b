"""The page about the original's operations is as the API is, and names each route of ours."""

from docs.original.write import PAGE, page, routes


def test_the_page_is_what_the_api_says_of_itself():
    assert PAGE.read_text(encoding="utf-8") == page(), "run `make docs`"


def test_each_route_of_ours_is_on_it():
    text = PAGE.read_text(encoding="utf-8")
    names = {name.split("{")[0] for name in routes()}
    assert len(names) > 20
    assert [name for name in names if f"`{name}" not in text] == []
