"""Putting a policy together: its steps called in the order of their needs, each checked, all joined to a rule.

Whatever is wrong with a policy comes out here, with file and line.
"""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Iterator, Mapping
from difflib import get_close_matches
from functools import reduce
from typing import Any

from yuntai.errors import Place, YuntaiError
from yuntai.rules.language import language as lang
from yuntai.rules.language import operations as own
from yuntai.rules.language.expressions import Expression, Outside, operation
from yuntai.rules.language.kinds import Choice, Kind, YesNo
from yuntai.rules.language.parameters import Parameter
from yuntai.rules.language.policy import Fact, Policy, Relation, Step
from yuntai.rules.language.sentences import Sentence
from yuntai.rules.language.types import BOOLEAN, DATE, FLOAT, MONEY, NUMBER, TEXT, Type
from yuntai.rules.language.workdays import Arrangement
from yuntai.rules.rule.rule import Node, Rule, references

Lookup = Callable[[str], tuple[Policy, Mapping[str, Parameter]]]
"""Finds a policy of the place and its parameters by id."""

BUILT_IN = {"as_of": DATE, "known_on": DATE}


def _all(operations: list[Any]) -> Any:
    return reduce(own.And, operations) if operations else own.literal(True)


def _reference(name: str, kind: Kind | Type) -> Any:
    return own.Reference(name, Type(kind.dtype) if isinstance(kind, Kind) else kind)


class _Assembly:
    """Turns the steps of one policy into nodes, depth first; those of a used policy by an assembly of their own."""

    def __init__(self, policy: Policy, lookup: Lookup, nodes: dict[str, Node], prefix: str = "") -> None:
        self.policy, self.lookup, self.nodes, self.prefix = policy, lookup, nodes, prefix
        self.parameters: Mapping[str, Parameter] = lookup(policy.id)[1]
        self.used: dict[str, _Assembly] = {}
        self.facts: dict[str, Fact] = {}
        self.relations: dict[str, Relation] = {}
        self.read: dict[str, Parameter] = {}
        self._open: list[str] = []

    def node(self, name: str) -> Node:
        """The node of a step of this policy. Raises ``YuntaiError`` on a cycle."""
        full = self.prefix + name
        if full not in self.nodes:
            step = self.policy.steps[name]
            if name in self._open:
                circle = " → ".join([*self._open[self._open.index(name) :], name])
                raise YuntaiError(f"{step.place}：这些步骤互相依赖，成了圈：{circle}")
            self._open.append(name)
            self.nodes[full] = self._node(full, step)
            self._open.pop()
        return self.nodes[full]

    def _node(self, full: str, step: Step) -> Node:
        if not step.source.strip():
            raise YuntaiError(f"{step.place}：步骤“{step.name}”没有写依据 source")
        op = self._call(step.function, step.place)
        node = Node(full, step.label, step.source, op, step.role, step.kind, step.place, **step.marks)
        self._check(node)
        for name in node.needs:  # the judged day, which no parameter of the function names
            own = name.removeprefix(self.prefix)
            if name.startswith(self.prefix) and own in self.policy.steps:
                self.node(own)
        return node

    def _call(self, function: Callable[..., Any], place: Place) -> Any:
        arguments = {name: self._argument(name, place) for name in inspect.signature(function).parameters}
        try:
            value = function(**arguments)
            return operation(value)
        except YuntaiError:
            raise
        except Exception as error:
            lines = [f.lineno for f in traceback.extract_tb(error.__traceback__) if f.filename == str(place.path)]
            where = Place(place.path, lines[-1] if lines else place.line)
            if isinstance(error, Outside):
                raise YuntaiError(f"{where}：{error}") from None
            reason = str(error).splitlines()[0]
            raise YuntaiError(f"{where}：这一步写错了，多半是类型不符（{type(error).__name__}: {reason}）") from error

    def _argument(self, name: str, place: Place) -> Any:
        policy = self.policy
        if name in BUILT_IN:
            return Expression(_reference(name, BUILT_IN[name]))
        if name == "entitled":
            return Expression(_reference(self.entitled().name, BOOLEAN))
        if name in policy.facts:
            self.facts[name] = policy.facts[name]
            return Expression(_reference(name, policy.facts[name].kind))
        if name in policy.relations:
            return self._rows(policy.relations[name])
        if name in policy.steps:
            node = self.node(name)
            return Expression(_reference(node.name, node.op.dtype))
        if name in policy.used:
            node = self._other(*policy.used[name], place)
            return Expression(_reference(node.name, node.op.dtype))
        if name in self.parameters:
            return self._parameter(self.parameters[name])
        known = [*policy.facts, *policy.relations, *policy.steps, *policy.used, *self.parameters, *BUILT_IN]
        near = get_close_matches(name, known, 1)
        hint = f"，是不是“{near[0]}”？" if near else "，它不是事实、步骤、参数或关联记录"
        raise YuntaiError(f"{place}：不认识“{name}”{hint}")

    def _parameter(self, parameter: Parameter) -> Any:
        key = self.prefix + parameter.name
        self.read[key] = parameter
        day = self._judged_day()
        dtype = Type(parameter.kind.dtype)
        if parameter.by:
            return lang.Table(key, day, parameter.by, dtype)
        return Expression(own.Reading(key, day, (), "key", dtype))

    def _judged_day(self) -> Any:
        name = self.policy.judged_on
        if name in self.policy.facts:
            self.facts[name] = self.policy.facts[name]
        full = self.prefix + name if name in self.policy.steps else name
        return _reference(full, DATE)

    def _rows(self, relation: Relation) -> lang.Rows:
        self.relations[relation.name] = relation
        columns = {name: Type(kind.dtype) for name, kind in relation.columns.items()}
        on, key = relation.on, relation.key
        if on is None:
            return lang.Rows(relation.name, columns)
        columns[on] = DATE
        as_of = Expression(_reference("as_of", DATE))
        if key is None:
            return lang.Rows(relation.name, columns, lambda row: getattr(row, on) <= as_of)
        columns[key] = TEXT
        audited = Expression(_reference(f"audited:{relation.name}", TEXT))

        def before(row: lang.Row) -> Any:
            day = getattr(row, on)
            return (day < as_of) | ((day == as_of) & ((audited == "") | (getattr(row, key) < audited)))

        return lang.Rows(relation.name, columns, before)

    def _other(self, policy_id: str, step: str, place: Place) -> Node:
        if policy_id not in self.used:
            try:
                other = self.lookup(policy_id)[0]
            except YuntaiError as error:
                raise YuntaiError(f"{place}：{error}") from None
            self.used[policy_id] = _Assembly(other, self.lookup, self.nodes, f"{self.prefix}{policy_id}.")
        assembly = self.used[policy_id]
        if step not in assembly.policy.steps:
            raise YuntaiError(f"{place}：政策 {policy_id} 没有步骤“{step}”")
        return assembly.node(step)

    def entitled(self) -> Node:
        """The node that joins all conditions."""
        name = self.prefix + "entitled"
        if name not in self.nodes:
            conditions = [self.node(n) for n, step in self.policy.steps.items() if step.role == "condition"]
            op = _all([_reference(node.name, BOOLEAN) for node in conditions])
            self.nodes[name] = Node(name, "符合条件", self.policy.source, op, "entitled", YesNo(), self.policy.place)
        return self.nodes[name]

    def applicable(self) -> None:
        """The nodes that say whether the policy is in force on the judged day and made for this matter."""
        policy, day = self.policy, Expression(self._judged_day())
        if policy.judged_on in policy.steps:
            self.node(policy.judged_on)
        known_on = Expression(_reference("known_on", DATE))
        in_force = (day >= policy.begins) & (day <= policy.ends) & (known_on >= policy.published.known)
        self.nodes["in_force"] = Node(
            "in_force", "政策在有效期内", policy.source, in_force.op(), "scope", YesNo(), policy.place
        )
        scopes = [self.node(name) for name, step in policy.steps.items() if step.role == "scope"]
        parts = [_reference("in_force", BOOLEAN), *(_reference(node.name, BOOLEAN) for node in scopes)]
        self.nodes["applicable"] = Node(
            "applicable", "适用这项政策", policy.source, _all(parts), "applicable", YesNo(), policy.place
        )

    def registry_facts(self) -> dict[str, Node]:
        """For each fact that a registry derives by a function, the node that does so, in the order of their needs."""
        derived: dict[str, Node] = {}

        def derive(name: str) -> None:
            fact = self.facts[name]
            if name not in derived and callable(fact.registry):
                op = self._call(fact.registry, fact.place)
                node = Node(name, fact.ask, "登记数据", op, "registry", fact.kind, fact.place)
                self._check(node)
                for need in references(op):
                    if need in self.facts:
                        derive(need)
                derived[name] = node

        for name in list(self.facts):
            derive(name)
        return derived

    def all_used(self) -> Iterator[_Assembly]:
        """The assemblies of the policies that this one uses, and of those that they use."""
        for used in self.used.values():
            yield used
            yield from used.all_used()

    def _check(self, node: Node) -> None:
        where = f"{node.place}：“{node.name.removeprefix(self.prefix)}”"
        if any(part.dtype == FLOAT for part in node.op.parts()):
            raise YuntaiError(f"{where}里有浮点小数，请改成参数或 Decimal")
        if node.kind:
            _check_type(node.op.dtype, node.kind, where)
        kinds = {name: fact.kind for name, fact in self.facts.items()}
        kinds |= {self.prefix + name: step.kind for name, step in self.policy.steps.items() if step.kind}
        for comparison in node.op.find(own.Equals, own.NotEquals, own.InValues):
            self._check_options(comparison, kinds, where)

    def _check_options(self, comparison: Any, kinds: Mapping[str, Kind], where: str) -> None:
        """Refuse a comparison with an option that the choice does not have."""
        literals = [part.value for part in comparison.find(own.Literal)]
        for part in comparison.inputs:
            kind: Kind | None = None
            if isinstance(part, own.Reference):
                kind = kinds.get(part.name)
            elif isinstance(part, own.RowReference):
                kind = self.relations[part.relation].columns.get(part.name)
            elif isinstance(part, own.Reading):
                kind = self.read[part.parameter].kind
            if isinstance(kind, Choice) and (wrong := [value for value in literals if value not in kind.options]):
                raise YuntaiError(f"{where}里没有选项“{wrong[0]}”，可选 {'、'.join(kind.options)}")


def _check_type(dtype: Type, kind: Kind, where: str) -> None:
    wanted = Type(kind.dtype)
    if wanted == MONEY and dtype == NUMBER:
        raise YuntaiError(f"{where}是金额，要用 half_up、down 或 up 说明怎样取整")
    if (
        dtype != wanted
        and not (wanted == NUMBER and dtype.is_decimal())
        and not (wanted.is_numeric() and dtype.is_integer())
    ):
        raise YuntaiError(f"{where}应是{kind.title}，算出来却是 {dtype}")


def assemble(policy: Policy, lookup: Lookup, arrangements: tuple[Arrangement, ...]) -> Rule:
    """Put a policy together. Raises ``YuntaiError`` with file and line on anything that is wrong with it."""
    nodes: dict[str, Node] = {}
    assembly = _Assembly(policy, lookup, nodes)
    if not policy.source.strip():
        raise YuntaiError(f"{policy.place}：政策没有写依据 source")
    assembly.applicable()
    assembly.entitled()
    for name, step in policy.steps.items():
        if step.role in ("result", "aside"):
            assembly.node(name)
    registry_facts = assembly.registry_facts()
    _check_whole(assembly)
    _check_sentences(assembly)
    facts, relations, parameters = _as_declared(assembly), dict(assembly.relations), dict(assembly.read)
    for used in assembly.all_used():
        registry_facts.update(used.registry_facts())
        for name, fact in _as_declared(used).items():
            if facts.setdefault(name, fact) != fact:
                raise YuntaiError(f"{fact.place}：事实“{name}”在 {facts[name].place} 另有写法，请改成同一个")
        relations.update(used.relations)
        parameters.update(used.read)
    return Rule(policy, nodes, facts, relations, parameters, registry_facts, arrangements, _successor(assembly))


def _successor(assembly: _Assembly) -> Policy | None:
    """The policy of the place that follows this one; none where it is only said in words."""
    policy = assembly.policy
    if not policy.followed_by.isidentifier() or not policy.followed_by.isascii():
        return None
    try:
        return assembly.lookup(policy.followed_by)[0]
    except YuntaiError as error:
        raise YuntaiError(f"{policy.place}：followed_by {error}") from None


def _as_declared(assembly: _Assembly) -> dict[str, Fact]:
    return {name: fact for name, fact in assembly.policy.facts.items() if name in assembly.facts}


def _check_whole(assembly: _Assembly) -> None:
    policy = assembly.policy
    if not any(step.role == "result" for step in policy.steps.values()):
        raise YuntaiError(f"{policy.place}：政策没有结果")
    for name, step in policy.steps.items():
        if name not in assembly.nodes:
            raise YuntaiError(f"{step.place}：步骤“{name}”没有被任何结果用到")
    for name, fact in policy.facts.items():
        if name not in assembly.facts:
            raise YuntaiError(f"{fact.place}：事实“{name}”没有被任何步骤用到")
    asked = {need for node in assembly.nodes.values() for need in node.needs}
    items: dict[str, Fact | Relation] = {**assembly.facts, **assembly.relations}
    for name, item in items.items():
        if name in asked and not item.ask:
            raise YuntaiError(f"{item.place}：“{name}”会问到人，要写问题 ask")
    for name, relation in policy.relations.items():
        if name not in assembly.relations:
            raise YuntaiError(f"{relation.place}：关联记录“{name}”没有被任何步骤用到")
    for name in policy.used:
        other = policy.used[name]
        if f"{other[0]}.{other[1]}" not in assembly.nodes:
            raise YuntaiError(f"{policy.place}：用到的“{name}”没有被任何步骤用到")
    if policy.paid and policy.steps.get(policy.paid) is None:
        raise YuntaiError(f"{policy.place}：paid 写的“{policy.paid}”不是这项政策的结果")
    if policy.due and not (policy.due in assembly.nodes and assembly.nodes[policy.due].op.dtype.is_date()):
        raise YuntaiError(f"{policy.place}：due 写的“{policy.due}”不是这项政策算出的日子")


def _check_sentences(assembly: _Assembly) -> None:
    """Refuse a policy that does not answer in a sentence, and a sentence that names what is not there."""
    policy, results = assembly.policy, [n for n, step in assembly.policy.steps.items() if step.role == "result"]
    own = [one for one in policy.sentences if one.status == "entitled"]
    for one in policy.sentences:
        for name in (*(slot.name for slot in one.slots), *one.conditions):
            _check_named(assembly, one, name)
    if not own:
        raise YuntaiError(f"{policy.place}：政策没有用 policy.says(…) 写明怎样用一句话回答")
    if early := next((one for one in own[:-1] if not one.when), None):
        raise YuntaiError(f"{early.place}：这句话没有写 when，后面的就说不到了")
    if own[-1].when:
        raise YuntaiError(f"{own[-1].place}：最后一句不要写 when，前面的都不成立时说它")
    if not any(name in results for one in own for name in (*(slot.name for slot in one.slots), *one.conditions)):
        raise YuntaiError(f"{own[-1].place}：回答的话里没有结果，要说出其中一个：{'、'.join(results)}")


def _check_named(assembly: _Assembly, one: Sentence, name: str) -> None:
    policy = assembly.policy
    known = {**policy.facts, **policy.steps, **policy.used}
    if name in known or name in ("as_of", "because", "entitled"):
        return
    near = get_close_matches(name, known, 1)
    hint = f"，是不是“{near[0]}”？" if near else "，它不是这项政策的事实、步骤或结果"
    raise YuntaiError(f"{one.place}：这句话里不认识“{name}”{hint}")
