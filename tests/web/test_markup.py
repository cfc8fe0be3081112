"""No template lets markup through: every place that prints something is fed some, and shows it as text.

The templates are rendered with nothing given: whatever they name is a stand-in that answers any attribute, call and loop with
itself and prints :data:`MARKUP`. All branches are walked, and each place that prints what it was given has to have shown it, so
that no template passes by printing nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterable, Iterator
from functools import wraps
from html import unescape
from html.parser import HTMLParser
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from django.template import engines
from jinja2 import BaseLoader, DictLoader, Environment, FileSystemLoader, Undefined, nodes
from jinja2.defaults import DEFAULT_FILTERS
from jinja2.runtime import Macro
from jinja2.visitor import NodeTransformer
from markupsafe import escape

import yuntai
from yuntai.web.filters import attributes
from yuntai.web.templating import environment, input_attributes

MARKUP = "<b onclick=x>\"'&"
SOURCES = Path(yuntai.__file__).parent
FOLDER = SOURCES / "web" / "templates"

NOTHING_GIVEN = {"url", "static", "querystring", "csrf_input", "htmx_script", "bureau"}
"""What a template calls that makes an address or the like of what it gets, percent-encoded, or gets nothing."""

WRITTEN = {"level"}
"""What macros put where text cannot stand, which templates must write out: the level of a heading."""

MAKES_MARKUP = {"Markup", "mark_safe", "SafeString", "format_html", "format_html_join"}
BUILDS_MARKUP = {
    "web/filters.py figured": "parts of a sentence, each escaped by format",
    "web/filters.py unbroken": "a span around digits of a text that was escaped before",
    "web/filters.py attributes": "names that templates write, values escaped one by one",
    "web/filters.py markdown": "MarkdownIt, which shows HTML as text",
}
"""The functions that make what is not escaped any more, with what is in it."""


class Anything(Undefined):
    """What a template names: it answers everything with itself, and prints markup."""

    __slots__ = ()

    def __init__(self, *_: Any, **__: Any) -> None:
        super().__init__()

    def __getattr__(self, name: str) -> Anything:
        if name.startswith("__"):
            raise AttributeError(name)
        return self

    def __call__(self, *_: Any, **__: Any) -> Anything:
        return self

    __getitem__ = __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __mod__ = __call__

    def __str__(self) -> str:
        return MARKUP

    def __format__(self, _: str) -> str:
        return MARKUP

    def __bool__(self) -> bool:
        return True

    def __eq__(self, _: object) -> bool:
        return True

    __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __contains__ = __eq__
    __hash__ = object.__hash__

    def __int__(self) -> int:
        return 1

    __index__ = __len__ = __int__

    def __iter__(self) -> Iterator[Anything]:
        yield self


ANYTHING = Anything()


def plain(value: Any) -> Any:
    """``value`` with text in place of stand-ins, for functions that want text."""
    if isinstance(value, Anything):
        return MARKUP
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return value


def shows(value: Any) -> bool:
    """Whether the markup is printed as text."""
    page = str(escape(value))
    return MARKUP in unescape(page) and MARKUP not in page


def tried(function: Callable[..., Any], given: Callable[[Any], Any] = plain) -> Callable[..., Any]:
    """A filter or a function on text: the markup that it makes, a stand-in for all else, which is escaped where it is printed."""

    @wraps(function)
    def call(*arguments: Any, **named: Any) -> Any:
        try:
            made = function(*map(given, arguments), **given(named))
        except Exception:  # it wants a day or a number, in which there is no markup
            return ANYTHING
        return made if hasattr(made, "__html__") else ANYTHING

    return call


class Everywhere(NodeTransformer):
    """Makes a template walk all its branches and tell of each place what it prints."""

    def __init__(self, name: str, given: Callable[[nodes.Node], bool], places: set[str]) -> None:
        self.name, self.given, self.places = name, given, places

    def visit_If(self, node: nodes.If) -> list[nodes.Node]:
        parts = [*node.body, *(part for other in node.elif_ for part in other.body), *node.else_]
        return list(chain.from_iterable(self.visit_list(part) for part in parts))

    def visit_For(self, node: nodes.For) -> list[nodes.Node]:
        node.iter, node.test = self._row(node.target, node.lineno, "_rows"), None
        after, node.else_ = node.else_, []
        self.generic_visit(node)
        return [node, *chain.from_iterable(self.visit_list(part) for part in after)]

    def visit_Assign(self, node: nodes.Assign) -> nodes.Node:
        if isinstance(node.target, nodes.Tuple):
            node.node = self._row(node.target, node.lineno, "_row")
        self.generic_visit(node)
        return node

    def _row(self, target: nodes.Node, line: int, of: str) -> nodes.Call:
        return nodes.Call(nodes.Name(of, "load"), [nodes.Const(_shape(target))], [], None, None, lineno=line)

    def visit_CondExpr(self, node: nodes.CondExpr) -> nodes.Node:
        parts = [self.visit(part) for part in (node.expr1, node.expr2) if part]
        return nodes.Call(nodes.Name("_either", "load"), parts, [], None, None, lineno=node.lineno)

    def visit_Output(self, node: nodes.Output) -> nodes.Node:
        shown: list[nodes.Expr] = []
        for part in chain.from_iterable(map(_alternatives, node.nodes)):
            if self.given(part):
                place = f"{self.name}:{part.lineno} {len(self.places)}"
                self.places.add(place)
                seen = nodes.Name("_seen", "load")
                part = nodes.Call(seen, [self.visit(part), nodes.Const(place)], [], None, None, lineno=part.lineno)
            else:
                part = self.visit(part)
            shown.append(part)
        node.nodes = shown
        return node


def _alternatives(expr: nodes.Expr) -> Iterator[nodes.Expr]:
    """Each thing that a place may print."""
    match expr:
        case nodes.CondExpr():
            parts = [expr.expr1, *([expr.expr2] if expr.expr2 else [])]
        case nodes.Or() | nodes.And():
            parts = [expr.left, expr.right]
        case _:
            yield expr
            return
    yield from chain.from_iterable(map(_alternatives, parts))


def _shape(target: nodes.Node) -> Any:
    return tuple(map(_shape, target.items)) if isinstance(target, nodes.Tuple) else ()


def _row(shape: Any) -> Any:
    return tuple(map(_row, shape)) if shape else ANYTHING


def _either(*values: Any) -> Any:
    return next(filter(shows, values), values[0])


class Given:
    """Tells of the expressions of a template which print something that was given: not an address, a yes or no, the page's own."""

    def __init__(self, tree: nodes.Template, known: Iterable[str]) -> None:
        macros = list(tree.find_all(nodes.Macro))
        self.own = {*known, *(one.target for one in tree.find_all(nodes.Import)), *(one.name for one in macros)}
        self.silent = set(NOTHING_GIVEN)
        for one in tree.find_all(nodes.Assign):
            if isinstance(one.target, nodes.Name) and not self(one.node):
                self.own.add(one.target.name)
        for macro in macros:
            if not any(map(self, chain.from_iterable(output.nodes for output in macro.find_all(nodes.Output)))):
                self.silent.add(macro.name)

    def __call__(self, part: nodes.Node) -> bool:
        return not isinstance(part, nodes.TemplateData) and any(name not in self.own for name in self._names(part))

    def _names(self, node: nodes.Node) -> Iterator[str]:
        match node:
            case nodes.Call(node=nodes.Name(name=name)) if name in self.silent:
                return
            case nodes.Compare() | nodes.Not() | nodes.Test():
                return
            case nodes.CondExpr():
                children = [part for part in (node.expr1, node.expr2) if part]
            case nodes.Call():  # what a macro wants the request for is which page this is
                arguments = [one for one in node.args if getattr(one, "name", "") != "request"]
                children = [node.node, *arguments, *node.kwargs]
            case nodes.Name(ctx="load"):
                yield node.name
                return
            case _:
                children = list(node.iter_child_nodes())
        yield from chain.from_iterable(map(self._names, children))


class Through(HTMLParser):
    """What became of the markup in a page that is no text: an element, an attribute, a script."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if "onclick" in dict(attrs):
            self.found.append(str(self.get_starttag_text()))

    def handle_data(self, data: str) -> None:
        if self.cdata_elem and "onclick" in data:
            self.found.append(data)


class Rendered:
    """The templates, rendered with stand-ins: what came out of each, and which places showed what they were given."""

    def __init__(self, templates: BaseLoader) -> None:
        self.places: set[str] = set()
        self.seen: set[str] = set()
        self.environment = self._environment(templates)
        self.pages = {name: self.environment.get_template(name).render() for name in self.environment.list_templates()}
        for name in self.pages:
            made = self.environment.get_template(name).module.__dict__.values()
            self.pages[name] += "".join(self._called(one) for one in made if isinstance(one, Macro))

    @property
    def unshown(self) -> set[str]:
        """The templates' places that did not show what they were given."""
        return {place.rpartition(" ")[0] for place in self.places - self.seen}

    def _called(self, macro: Macro) -> str:
        return str(macro(**dict.fromkeys(set(macro.arguments) - WRITTEN, ANYTHING)))

    def _environment(self, templates: BaseLoader) -> Environment:
        made = environment(loader=templates, autoescape=engines["jinja2"].env.autoescape, undefined=Anything)
        made.filters = {
            name: tried(function, (lambda value: value) if name in DEFAULT_FILTERS else plain)
            for name, function in made.filters.items()
        }
        made.filters["default"] = made.filters["d"] = lambda value, *_: value
        made.globals |= {name: lambda *_, **__: "/" for name in NOTHING_GIVEN}
        made.filters["attributes"] = lambda of: attributes(plain(of if isinstance(of, dict) else {"title": of}))
        made.globals["input_attributes"] = lambda _, value, *__: input_attributes("text", plain(value))
        known = set(made.globals) | {"loop", "caller", "super", "self", *WRITTEN}
        made.globals |= {"_row": _row, "_rows": lambda shape: [_row(shape)], "_either": _either, "_seen": self._seen}
        generate = made._generate

        def walked(tree: nodes.Template, name: str, *rest: Any, **how: Any) -> str:
            return generate(Everywhere(name, Given(tree, known), self.places).visit(tree), name, *rest, **how)

        made._generate = walked  # type: ignore[method-assign]
        return made

    def _seen(self, value: Any, place: str) -> Any:
        if shows(value):
            self.seen.add(place)
        return value


@pytest.fixture(scope="module")
def rendered() -> Rendered:
    return Rendered(FileSystemLoader(FOLDER))


def test_every_place_shows_markup_as_text(rendered: Rendered) -> None:
    assert len(rendered.pages) > 100
    assert len(rendered.places) > 1000
    assert rendered.unshown == set()


def test_no_markup_comes_through(rendered: Rendered) -> None:
    assert {name: found for name, page in rendered.pages.items() if (found := Through(page).found)} == {}


def test_no_template_says_that_anything_is_safe() -> None:
    says = (nodes.ScopedEvalContextModifier, nodes.MarkSafe, nodes.MarkSafeIfAutoescape)
    for path in FOLDER.rglob("*.html"):
        tree = Environment().parse(path.read_text(encoding="utf-8"))
        assert {one.name for one in tree.find_all(nodes.Filter)} & {"safe", "tojson", "xmlattr"} == set(), path
        assert list(tree.find_all(says)) == [], path
        written = [one.value for one in tree.find_all(nodes.Keyword) if one.key in WRITTEN]
        assert all(isinstance(value, nodes.Const) for value in written), path


def test_who_makes_markup_is_known() -> None:
    found = set()
    for path in SOURCES.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        if not any(name in text for name in MAKES_MARKUP):
            continue
        for function in ast.walk(ast.parse(text)):
            if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                called = {_called_name(call) for call in ast.walk(function) if isinstance(call, ast.Call)}
                if called & MAKES_MARKUP:
                    found.add(f"{path.relative_to(SOURCES)} {function.name}")
    assert found == set(BUILDS_MARKUP)


def _called_name(call: ast.Call) -> str:
    return getattr(call.func, "id", "") or getattr(call.func, "attr", "")


@pytest.mark.parametrize(
    "template",
    [
        "{{ x|safe }}",
        "{% autoescape false %}{{ x }}{% endautoescape %}",
        "<p title={{ x }}>",
        "<script>{{ x }}</script>",
        "{% macro m(y) %}{{ y }}{{ y|safe }}{% endmacro %}",
        "{% if x %}{{ y }}{% else %}{{ y|safe }}{% endif %}",
        "{% for a, b in x %}{{ a }}{% else %}{{ b|safe }}{% endfor %}",
    ],
)
def test_what_lets_it_through_is_seen(template: str) -> None:
    assert Through(Rendered(DictLoader({"page.html": template})).pages["page.html"]).found


def test_what_is_not_shown_is_seen() -> None:
    page = "{{ x|length }}{{ y and 'z' }}{{ z|safe }}{{ url('a', x) }}<br>\n{{ x.y(z)[0]|markdown }}\n{{ 'a' if x else 'b' }}"
    found = Rendered(DictLoader({"page.html": page}))
    assert (len(found.places), found.unshown) == (4, {"page.html:1"})
