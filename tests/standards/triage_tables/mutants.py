"""Break an expression in one place, in every way that a slip of the pen could."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from legato.knowledge.expression import And, AtLeast, Code, Expression, Macro, Not, Or

__all__ = ["exchange_macro", "mutants", "written"]


def written(expression: Expression) -> str:
    """Write an expression down, for the list of survivors."""
    if isinstance(expression, Code):
        return expression.code
    if isinstance(expression, Macro):
        return expression.name
    if isinstance(expression, Not):
        return f"not {written(expression.part)}"
    word = {And: "and", Or: "or"}.get(type(expression), f"any{getattr(expression, 'count', '')}")
    return f"({f' {word} '.join(written(part) for part in expression.parts)})"


def mutants(expression: Expression) -> Iterator[tuple[str, Expression]]:
    """Give every expression with one part dropped, flipped or counted wrongly; a macro is one part."""
    if isinstance(expression, Not):
        yield f"flipped {written(expression)}", expression.part
        for how, part in mutants(expression.part):
            yield how, Not(part)
        return
    if isinstance(expression, (Code, Macro)):
        return
    if isinstance(expression, AtLeast):
        for count in (expression.count - 1, expression.count + 1):
            yield f"any{expression.count} as any{count}", replace(expression, count=count)
    if isinstance(expression, (And, Or)):
        other = Or if isinstance(expression, And) else And
        yield f"and/or exchanged in {written(expression)[:90]}", other(expression.parts)
    for index, part in enumerate(expression.parts):
        rest = expression.parts[:index] + expression.parts[index + 1 :]
        yield f"dropped {written(part)[:90]}", replace(expression, parts=rest)
        if not isinstance(part, Not):
            flipped = (*expression.parts[:index], Not(part), *expression.parts[index + 1 :])
            yield f"flipped {written(part)[:90]}", replace(expression, parts=flipped)
        for how, inner in mutants(part):
            yield (
                how,
                replace(expression, parts=(*expression.parts[:index], inner, *expression.parts[index + 1 :])),
            )


def exchange_macro(expression: Expression, *, name: str, body: Expression) -> Expression:
    """Give the expression with another body wherever a macro of this name stands."""
    if isinstance(expression, Code):
        return expression
    if isinstance(expression, Macro):
        return Macro(
            expression.name,
            body if expression.name == name else exchange_macro(expression.body, name=name, body=body),
        )
    if isinstance(expression, Not):
        return Not(exchange_macro(expression.part, name=name, body=body))
    return replace(
        expression, parts=tuple(exchange_macro(part, name=name, body=body) for part in expression.parts)
    )
