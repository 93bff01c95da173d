"""
What an input becomes inside a shell command: data within one word, or syntax.

The command is read by the rules of POSIX, "Shell Command Language", 2.2 (quoting) and 2.3 (tokens). An input that stands whole
inside one word, and of which no character means anything to the shell where it stands, is data.
"""

#: Programs that take a command as the word behind an option with `c` in it.
SHELLS = frozenset("sh bash dash zsh ksh mksh ash csh tcsh fish busybox rbash".split())
_WINDOWS = frozenset("cmd cmd.exe powershell powershell.exe pwsh".split())

_BLANK = " \t\r\n"
_OPERATORS = ";&|<>()\n"
_EXPANSIONS = "$`*?[]{}!"
_IN_DOUBLE = "$`\\\"!"

#: What a character is: part of a word, or syntax.
DATA, SYNTAX = "d", "s"


def classes(text):
    """One letter for each character: data, or syntax (blank, operator, quote, escape, expansion, comment)."""
    out = []
    quote = None
    start = True
    at = 0
    size = len(text)
    while at < size:
        char = text[at]
        if quote == "'":
            if char == "'":
                quote = None
                out.append(SYNTAX)
            else:
                out.append(DATA)
        elif quote == '"':
            if char == '"':
                quote = None
                out.append(SYNTAX)
            elif char == "\\" and at + 1 < size and text[at + 1] in '$`"\\\n':
                out.append(SYNTAX)
                out.append(DATA)
                at += 1
            else:
                out.append(SYNTAX if char in _IN_DOUBLE else DATA)
        elif char in "'\"":
            quote = char
            out.append(SYNTAX)
            start = False
        elif char == "\\":
            out.append(SYNTAX)
            if at + 1 < size:
                out.append(DATA)
                at += 1
            start = False
        elif char in _BLANK or char in _OPERATORS:
            out.append(SYNTAX)
            start = True
        elif char in _EXPANSIONS or (start and char in "#~"):
            out.append(SYNTAX)
            start = False
        else:
            out.append(DATA)
            start = False
        at += 1
    return "".join(out)


def injected(text, inputs):
    """The first of some inputs that adds syntax to a command, or None. Inputs shorter than two characters are passed over."""
    kinds = None
    for one in inputs:
        if len(one) < 2:
            continue
        at = text.find(one)
        while at >= 0:
            if kinds is None:
                kinds = classes(text)
            if SYNTAX in kinds[at : at + len(one)]:
                return one
            at = text.find(one, at + 1)
    return None


def commands(arguments):
    """The texts that shells among some arguments are given as commands: `sh -c TEXT`, also behind `env`, `sudo` and the like."""
    words = [_text(one) for one in arguments]
    found = []
    for index, word in enumerate(words):
        name = word.replace("\\", "/").rpartition("/")[2]
        if name in _WINDOWS:
            rest = [one for one in words[index + 1 :] if not one.startswith(("/", "-"))]
            if rest:
                found.append(" ".join(rest))
            break
        if name not in SHELLS:
            continue
        for position in range(index + 1, len(words)):
            option = words[position]
            if option.startswith("-") and not option.startswith("--") and "c" in option[1:]:
                if position + 1 < len(words):
                    found.append(words[position + 1])
                break
            if not option.startswith(("-", "+")) and name != "busybox":
                break
    return found


def _text(value):
    if isinstance(value, bytes):
        return value.decode("utf-8", "surrogateescape")
    try:
        return value if isinstance(value, str) else _text(value.__fspath__())
    except AttributeError:
        return str(value)
