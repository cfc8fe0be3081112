"""What every operation is: a value that is computed from others, of a type, the same object where it is made of the same."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from inspect import get_annotations
from typing import Any, ClassVar, Self, TypeVar, dataclass_transform
from weakref import WeakValueDictionary

from yuntai.rules.language.types import Type

Made = TypeVar("Made")

_MADE: WeakValueDictionary[tuple[Any, ...], Operation] = WeakValueDictionary()


@dataclass_transform(frozen_default=True, eq_default=False)
class Operation:
    """A value that is computed from others. One that is made of the same is the same object, however deep it is.

    A subclass declares its arguments; ``takes`` says of what type each input must be, ``gives`` what the value is of. Raises
    ``TypeError`` where an input is of another type.
    """

    __argnames__: ClassVar[tuple[str, ...]] = ()
    takes: ClassVar[tuple[Callable[[Type], bool], ...]] = ()
    gives: ClassVar[Type | None] = None

    dtype: Type
    inputs: tuple[Any, ...]
    """The operations that it is directly made of."""

    def __init_subclass__(cls) -> None:
        cls.__argnames__ = tuple(get_annotations(cls)) or cls.__argnames__

    def __new__(cls, *arguments: Any, **named: Any) -> Self:
        arguments = (*arguments, *(named[name] for name in cls.__argnames__[len(arguments) :]))
        made: Any = _MADE.get((cls, *arguments))
        if made is None:
            made = super().__new__(cls)
            made.__dict__.update(zip(cls.__argnames__, arguments, strict=True))
            made.__dict__["inputs"] = tuple(_operations(arguments))
            made._check()
            if "dtype" not in cls.__argnames__:
                made.__dict__["dtype"] = cls.gives or made._type()
            _MADE[cls, *arguments] = made
        return made  # type: ignore[no-any-return]

    def _check(self) -> None:
        for part, holds in zip(self.inputs, self.takes, strict=False):
            if not holds(part.dtype):
                raise TypeError(f"{type(self).__name__} 不能用于 {'、'.join(part.dtype for part in self.inputs)}")

    def _type(self) -> Type:
        raise NotImplementedError

    def made_of(self, inputs: Sequence[Any]) -> Self:
        """The same operation of other inputs."""
        left = iter(inputs)

        def changed(argument: Any) -> Any:
            if isinstance(argument, tuple):
                return tuple(map(changed, argument))
            return next(left) if isinstance(argument, Operation) else argument

        return type(self)(*(changed(self.__dict__[name]) for name in self.__argnames__))

    def find(self, *kinds: type[Operation]) -> list[Any]:
        """The operations of ``kinds`` in it, itself among them, each once, what is nearer first."""
        return [part for part in self.parts() if isinstance(part, kinds)]

    def parts(self) -> Iterator[Operation]:
        """Itself and all that it is made of, each once, what is nearer first."""
        waiting: deque[Operation] = deque([self])
        seen = set()
        while waiting:
            part = waiting.popleft()
            if part not in seen:
                seen.add(part)
                yield part
                waiting.extend(part.inputs)

    def fold(self, of: Callable[[Any, list[Made]], Made]) -> Made:
        """What ``of`` makes of it, given what it made of the inputs."""
        made: dict[Operation, Made] = {}

        def inner(op: Operation) -> Made:
            if op not in made:
                made[op] = of(op, [inner(part) for part in op.inputs])
            return made[op]

        return inner(self)


def _operations(arguments: Iterable[Any]) -> Iterator[Operation]:
    for argument in arguments:
        if isinstance(argument, Operation):
            yield argument
        elif isinstance(argument, tuple):
            yield from argument
