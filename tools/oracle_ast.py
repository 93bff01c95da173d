"""Reads paths from standard input, one a line, and prints a JSON line for each: the nodes that CPython's `ast` sees.

A node is `kind start end detail`; offsets are UTF-16 code units into the decoded text. Needs CPython 3.13.
"""

import ast
import json
import sys

KINDS = {
    "AsyncFunctionDef": "FunctionDef",
    "AsyncFor": "For",
    "AsyncWith": "With",
    "Expr": "ExprStmt",
    "arg": "Arg",
    "keyword": "Keyword",
    "alias": "Alias",
    "TryStar": "Try",
}


def units(text: str) -> int:
    return len(text) + sum(1 for character in text if ord(character) > 0xFFFF)


def detail(node: ast.AST) -> str:
    match node:
        case ast.Constant(value=str() as value):
            return "str " + value.encode("utf-16-le", "surrogatepass").hex()
        case ast.Constant(value=bytes() as value):
            return "bytes " + value.hex()
        case ast.Constant(value=float() as value):
            return f"float {value!r}"
        case ast.Constant(value=complex() as value):
            return f"complex {value.imag!r}"
        case ast.Constant(value=value):
            return repr(value) if not isinstance(value, int) or isinstance(value, bool) else hex(value)
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.arg(arg=name) | ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return name
        case ast.AsyncFunctionDef(name=name):
            return name
        case ast.keyword(arg=name):
            return name or "**"
        case ast.alias(name=name, asname=asname):
            return f"{name} {asname or ''}".strip()
        case ast.FormattedValue(conversion=conversion):
            return str(conversion)
        case ast.BinOp(op=operator) | ast.UnaryOp(op=operator) | ast.BoolOp(op=operator) | ast.AugAssign(op=operator):
            return type(operator).__name__
        case ast.Compare(ops=operators):
            return " ".join(type(operator).__name__ for operator in operators)
        case ast.MatchAs(name=name) | ast.MatchStar(name=name):
            return name or "_"
        case ast.ImportFrom(module=module, level=level):
            return f"{module or ''} {level}"
    return ""


def nodes(path: str) -> dict:
    with open(path, "rb") as file:
        data = file.read()
    try:
        tree = ast.parse(data)
        text = data.decode("utf-8-sig")
    except (SyntaxError, ValueError, RecursionError, MemoryError) as problem:
        return {"path": path, "refused": type(problem).__name__}
    if "\r" in text or "\f" in text:
        return {"path": path, "refused": "line ends"}
    lines = text.split("\n")
    raw = [line.encode() for line in lines]
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + units(line) + 1)

    def offset(line: int, column: int) -> int:
        at = raw[line - 1]
        return starts[line - 1] + (column if at.isascii() else units(at[:column].decode()))

    found = []
    for node in ast.walk(tree):
        if hasattr(node, "lineno"):
            kind = type(node).__name__
            start, end = offset(node.lineno, node.col_offset), offset(node.end_lineno, node.end_col_offset)
            found.append(f"{KINDS.get(kind, kind)} {start} {end} {detail(node)}".strip())
    return {"path": path, "nodes": found}


for line in sys.stdin:
    if line.strip():
        print(json.dumps(nodes(line.rstrip("\n"))))
