"""The list of methods: a function's name is the method's, its second parameter the aiogram model it takes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar, get_type_hints

from aiogram.methods import TelegramMethod

Function = TypeVar("Function", bound=Callable[..., Any])


@dataclass(frozen=True)
class Method:
    name: str
    model: type[TelegramMethod[Any]]
    function: Callable[..., Any]


METHODS: dict[str, Method] = {}


def method(function: Function) -> Function:
    name = function.__name__
    METHODS[name.lower()] = Method(name, get_type_hints(function)["call"], function)
    return function
