"""Counts what Jinja has no hook for: filters of ours are put around it in the tree of a template.

Loops, comparisons, lists and joined texts get one; what no filter could see into is refused. The filters themselves are
those of `tasks.rules.sandbox`.
"""

from jinja2 import TemplateAssertionError, nodes
from jinja2.visitor import NodeTransformer

from tasks.rules.template_costs import REFUSED_GLOBALS

CHARGED, COUNTED, JOINED = "charged", "counted", "joined"


class Metering(NodeTransformer):
    """Puts filters that count around what has no hook of its own, and refuses what the budget cannot see into."""

    def visit_For(self, node: nodes.For) -> nodes.Node:  # noqa: N802 - Jinja's naming
        """Each round of a loop is counted, with the text in it."""
        if node.recursive or not isinstance(node.iter, nodes.Expr):
            raise _unavailable(node, "recursive loops")
        text = sum(len(each.data) for each in node.find_all(nodes.TemplateData))
        self.generic_visit(node)
        node.iter = _filtered(node.iter, COUNTED, nodes.Const(text))
        return node

    def visit_Compare(self, node: nodes.Compare) -> nodes.Node:  # noqa: N802
        """Both sides of a comparison are read."""
        self.generic_visit(node)
        node.expr = _filtered(node.expr, CHARGED)
        for operand in node.ops:
            operand.expr = _filtered(operand.expr, CHARGED)
        return node

    def visit_Concat(self, node: nodes.Concat) -> nodes.Node:  # noqa: N802
        """`a ~ b` makes a text."""
        self.generic_visit(node)
        return _filtered(nodes.List(node.nodes, lineno=node.lineno), JOINED)

    def visit_List(self, node: nodes.Expr) -> nodes.Node:  # noqa: N802
        """A list may hold others many times over."""
        self.generic_visit(node)
        return _filtered(node, CHARGED)

    visit_Dict = visit_List  # noqa: N815

    def visit_Tuple(self, node: nodes.Tuple) -> nodes.Node:  # noqa: N802
        """A tuple too, unless it is what a loop or `set` unpacks into."""
        return self.visit_List(node) if node.ctx == "load" else node

    def visit_Getitem(self, node: nodes.Getitem) -> nodes.Node:  # noqa: N802
        """`a[1:]` makes a copy."""
        self.generic_visit(node)
        return _filtered(node, CHARGED) if isinstance(node.arg, nodes.Slice) else node

    def visit_Name(self, node: nodes.Name) -> nodes.Node:  # noqa: N802
        """Some of what Jinja offers is not there."""
        if node.name in REFUSED_GLOBALS:
            raise _unavailable(node, repr(node.name))
        return node

    def visit_Include(self, node: nodes.Node) -> nodes.Node:  # noqa: N802
        """There are no other templates, and no blocks to take out of them."""
        raise _unavailable(node, "other templates")

    visit_Import = visit_FromImport = visit_Extends = visit_Block = visit_Include  # noqa: N815


def _unavailable(node: nodes.Node, what: str) -> TemplateAssertionError:
    return TemplateAssertionError(f"{what} cannot be used here", node.lineno)


def _filtered(node: nodes.Expr, name: str, *args: nodes.Expr) -> nodes.Filter:
    return nodes.Filter(node, name, list(args), [], None, None, lineno=node.lineno)
