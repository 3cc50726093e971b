"""Jinja's sandbox, in which all that a template does is paid for out of the message's budget (`tasks.rules.budget`).

Filters, tests, operators and calls are reached through Jinja's own hooks. Loops, comparisons, lists and joined texts
have none: `tasks.rules.metering` puts filters of ours around them. Nothing is computed when a template is compiled.
"""

import re
from collections.abc import Callable, ItemsView, Iterator, KeysView, ValuesView
from types import BuiltinMethodType, MethodType
from typing import Any

from jinja2 import ChainableUndefined, Undefined, nodes, pass_context
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context, LoopContext, Macro, markup_join
from jinja2.sandbox import ImmutableSandboxedEnvironment, SandboxedFormatter, safe_range
from jinja2.utils import Namespace

from tasks.rules.budget import charge, counted, require_plain, spend, spend_on_field, spend_on_operation
from tasks.rules.metering import CHARGED, COUNTED, JOINED, Metering
from tasks.rules.template_costs import (
    CALL,
    FILTER,
    FILTER_COSTS,
    METHOD_COSTS,
    METHODS,
    OPERATION,
    REFUSED_FILTERS,
    SEQUENCE_FILTERS,
)

_LOOP_METHODS = ("cycle", "changed")
_PLAIN = ImmutableSandboxedEnvironment(undefined=ChainableUndefined)


class _Format(SandboxedFormatter):
    """What `"{:>9}".format(…)` does, no field being wider than it may."""

    def format_field(self, value: Any, format_spec: str) -> str:
        for number in re.findall(r"\d+", format_spec):
            spend_on_field(number)
        return str(super().format_field(require_plain(value), format_spec))


class Sandbox(ImmutableSandboxedEnvironment):
    """A key of the data comes before a method of the same name: `order.items` is the list."""

    intercepted_binops = frozenset(ImmutableSandboxedEnvironment.default_binop_table)

    def __init__(self) -> None:
        super().__init__(undefined=ChainableUndefined, finalize=_printed, optimized=False)
        self.globals = {"range": _range, "dict": dict, "namespace": Namespace}
        allowed = _PLAIN.filters.keys() - REFUSED_FILTERS
        self.filters = {name: _paid_filter(name) for name in allowed}
        self.filters |= {CHARGED: _charged, COUNTED: _counted, JOINED: _joined}
        self.tests = {name: _paid_test(name) for name in _PLAIN.tests}

    def getattr(self, obj: Any, attribute: str) -> Any:
        """What `obj.attribute` means in a template."""
        return obj[attribute] if isinstance(obj, dict) and attribute in obj else super().getattr(obj, attribute)

    def wrap_str_format(self, value: Any) -> Callable[..., str] | None:
        """The method `format` of a text, if that is what `value` is."""
        text = getattr(value, "__self__", None)
        if not isinstance(text, str) or getattr(value, "__name__", "") != "format":
            return None

        def formatted(*args: Any, **kwargs: Any) -> str:
            return _Format(self).vformat(text, args, kwargs)

        formatted.is_format = True  # type: ignore[attr-defined]  # how `call` tells it from others
        return formatted

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        """An operator, paid for."""
        spend(OPERATION)
        spend_on_operation(operator, charge(left), charge(right))
        return charge(super().call_binop(context, operator, left, right))

    def call(__self, __context: Context, __obj: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: N805 - as Jinja has it
        """One of the few functions and methods that templates may call, paid for."""
        spend(CALL)
        charge([*args, *kwargs.values()])
        _pay_call(__obj, args, kwargs)
        made = super().call(__context, __obj, *args, **kwargs)
        return charge(list(made) if isinstance(made, KeysView | ValuesView | ItemsView) else made)

    def _generate(self, source: nodes.Template, *args: Any, **kwargs: Any) -> str:
        metered = Metering().visit(source)
        metered.set_environment(self)
        return super()._generate(metered, *args, **kwargs)


def _pay_call(called: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> None:
    owner, name = getattr(called, "__self__", None), getattr(called, "__name__", type(called).__name__)
    if isinstance(called, Macro) or called in (_range, dict, Namespace) or getattr(called, "is_format", False):
        return
    if isinstance(called, MethodType) and isinstance(owner, LoopContext) and name in _LOOP_METHODS:
        return
    methods = next((names for kind, names in METHODS.items() if isinstance(owner, kind)), frozenset[str]())
    if not isinstance(called, BuiltinMethodType) or name not in methods:
        message = f"{name} is not safely callable"
        raise SecurityError(message)
    charge(owner)
    if name in METHOD_COSTS:
        spend(METHOD_COSTS[name](owner, *args, **kwargs))


def _range(*args: int) -> list[int]:
    numbers = safe_range(*args)
    spend(len(numbers))
    return list(numbers)


def is_absent(value: object) -> bool:
    """Whether there is nothing to send: none, undefined, or a method where the data has no such key."""
    return value is None or isinstance(value, Undefined) or callable(value)


@pass_context
def _printed(_context: Context, value: object) -> object:
    spend(OPERATION)
    return "" if is_absent(value) else charge(require_plain(value))


@pass_context
def _charged(_context: Context, value: object) -> object:
    return charge(value)


@pass_context
def _counted(_context: Context, values: Any, weight: int) -> Iterator[object]:
    return counted(values, weight)


@pass_context
def _joined(_context: Context, parts: list[object]) -> str:
    return charge(markup_join(require_plain(part) for part in parts))


def _paid_filter(name: str) -> Callable[..., Any]:
    @pass_context
    def paid(context: Context, value: Any, *args: Any, **kwargs: Any) -> Any:
        charge([*args, *kwargs.values()])
        weight = FILTER + sum(len(each) for each in (*args, *kwargs.values()) if isinstance(each, str))
        if isinstance(value, Iterator):
            value = counted(value, weight)
        else:
            charge(value)
        if name not in SEQUENCE_FILTERS:
            spend(weight)
            require_plain(value)
        elif isinstance(value, list | tuple | dict | str):
            spend(weight * (1 + len(value)))
        if name in FILTER_COSTS:
            spend(FILTER_COSTS[name](value, *args, **kwargs))
        made = _PLAIN.call_filter(name, value, args, kwargs, context, context.eval_ctx)
        return made if isinstance(made, Iterator) else charge(made)

    return paid


def _paid_test(name: str) -> Callable[..., Any]:
    @pass_context
    def paid(context: Context, value: Any, *args: Any) -> Any:
        spend(FILTER)
        charge([value, *args] if not isinstance(value, Iterator) and not callable(value) else list(args))
        return _PLAIN.call_test(name, value, args, None, context, context.eval_ctx)

    return paid
