"""Templates end soon, whatever they say, and say the same at each try."""

import pytest

from schemas.errors import UsageError
from tasks.rules.budget import BudgetError
from tasks.rules.payload import check_payload, fill

LONG = "a" * 400_000
DATA = {"text": LONG, "lines": "\n" * 200_000, "tags": "<" * 300_000, "many": ["x"] * 2000, "n": 7}

WITHOUT_DATA = [
    "{{ 'a' * 10**9 }}",
    "{{ 10 ** 10000000 }}",
    "{% for i in range(99999) %}{% for j in range(99999) %}{% endfor %}{% endfor %}",
    "{% for i in range(99999) %}" + "text" * 9000 + "{% endfor %}",
    "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}",
    "{% set ns = namespace(x='a') %}{% for i in range(60) %}{% set ns.x = ns.x + ns.x %}{% endfor %}",
    "{% set ns = namespace(x=[1]) %}{% for i in range(60) %}{% set ns.x = [ns.x, ns.x] %}{% endfor %}{{ ns.x }}",
    "{% set ns = namespace(x=1) %}{% for i in range(60) %}{% set ns.x %}{{ ns.x }}{{ ns.x }}{% endset %}{% endfor %}",
    "{% macro m(n) %}{% if n %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(60) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%5%%1000000000d' % (1, 2) }}",
    "{{ '%*d' % (1000000000, 1) }}",
    "{{ '%1000000000d'|format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{w}}'.format(1, w=1000000000) }}",
    "{{ 'a'|center(1000000000) }}",
    "{{ 'a'.zfill(1000000000) }}",
    "{{ 'a\nb'|indent(1000000000) }}",
    "{{ 2.5|round(1000000000, 'ceil') }}",
    "{{ [1]|batch(1000000000, 'x')|list }}",
    "{{ range(99999)|map('center', 99999)|list }}",
    "{% filter center(1000000000) %}x{% endfilter %}",
]
WITH_DATA = [
    "{{ text|replace('a', text) }}",
    "{{ text.replace('', text) }}",
    "{{ many|join(text) }}",
    "{{ text.join(many) }}",
    "{{ lines|indent(text) }}",
    "{{ text|trim(text) }}",
    "{{ text.strip(text) }}",
    "{{ tags|striptags }}",
    "{{ many * 1000 }}",
    "{% for i in many %}{{ text == text ~ 'x' }}{% endfor %}",
    "{% for i in many %}{{ 'b' in text }}{% endfor %}",
    "{% for i in many %}{{ text[1:]|length }}{% endfor %}",
    "{% for i in many %}{{ text is eq('b') }}{% endfor %}",
    "{% for i in many %}{% for j in many %}{{ i }}{% endfor %}{% endfor %}",
]


@pytest.mark.parametrize("text", WITHOUT_DATA)
def test_what_costs_too_much_by_itself_is_refused_when_the_rule_is_made(text):
    with pytest.raises(UsageError, match=r"^The payload cannot be filled: [^\n]+$"):
        check_payload({"a": [text]})


@pytest.mark.parametrize("text", WITH_DATA)
def test_what_costs_too_much_with_its_data_is_given_up(text):
    check_payload(text)
    with pytest.raises(BudgetError, match="more than 1,000,000 steps or characters"):
        fill(f"{text} ", DATA)


def test_the_texts_of_a_message_have_one_budget():
    fill(["{{ text }}"] * 2, DATA)
    with pytest.raises(BudgetError, match="steps"):
        fill(["{{ text }}"] * 3, DATA)


NO_TEMPLATES = [
    ("{{ [1, 2]|random }}", "No filter named 'random'"),
    ("{{ lipsum() }}", "'lipsum' cannot be used here"),
    ("{% for x in y recursive %}{{ loop(x) }}{% endfor %}", "recursive loops cannot be used here"),
    ("{% include 'x' %}", "other templates cannot be used here"),
    ("{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "too deep or too large"),
    ("{% for a in b %}" * 30 + "{% endfor %}" * 30, "too deep or too large"),
    ("{{ 9" + "9" * 5000 + " }}", "too deep or too large"),
    ("x" * 65_537, "holds more than 65,536 characters"),
]


@pytest.mark.parametrize(("text", "reason"), NO_TEMPLATES, ids=[reason for _, reason in NO_TEMPLATES])
def test_what_cannot_be_foreseen_is_no_template(text, reason):
    with pytest.raises(UsageError, match=f"^The payload[^\n]*{reason}[^\n]*$"):
        check_payload(text)


NO_VALUES = [
    "{{ many|map('upper') }}!",
    "{{ [many|map('upper')] }}",
    "{{ namespace() }}!",
    "{{ (many|map('upper')) ~ '' }}",
]


@pytest.mark.parametrize("text", NO_VALUES)
def test_what_differs_at_each_try_is_not_sent(text):
    with pytest.raises(TypeError, match="is no value that can be sent"):
        fill(text, DATA)


FILLED = [
    ("{{ many|map('upper')|list|length }}", 2000),
    ("{{ [1, 2]|map('string') }}", ["1", "2"]),
    ("{{ '%.2f' % (n / 100) }}", "0.07"),
    ("{{ '{:>5.1f}|'.format(n) }}", "  7.0|"),
    ("{{ 'a,b'.split(',') }}", ["a", "b"]),
    ("{% for key, value in {'a': 1}.items() %}{{ loop.index }}{{ key }}{{ value }}{% endfor %}", "1a1"),
    ("{% for i in [3, 1]|sort if i > 1 %}{{ i }}{% else %}none{% endfor %}", "3"),
    ("{% set ns = namespace(sum=0) %}{% for i in [1, 2] %}{% set ns.sum = ns.sum + i %}{% endfor %}{{ ns.sum }}", "3"),
    ("{% macro m(x) %}<{{ x }}>{% endmacro %}{{ m(1) ~ m(2) }}", "<1><2>"),
    ("{{ n.values }}{{ many.append }}!", "!"),
    ("{{ {'a': 1}.keys() }}", ["a"]),
    ("{{ [{'a': 2}, {'a': 1}]|sum(attribute='a') }}", 3),
    ("{{ {'a': [1]}|tojson }}", '{"a": [1]}'),
    ("{{ 'a' if n is divisibleby(7) and n in [7] else 'b' }}", "a"),
    ("{{ [1, 2, 3][:2] }}", [1, 2]),
]


@pytest.mark.parametrize(("text", "expected"), FILLED)
def test_ordinary_templates_are_filled_as_ever(text, expected):
    check_payload(text)
    assert fill(text, DATA) == expected
