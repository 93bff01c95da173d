"""Every case unguarded, which proves its label, and guarded in the modes `exit` and `raise`."""

import importlib.util

import pytest
import tree

CASES = tree.all_cases()
#: Whose first-party line is not in `app.py`: text of `-c`; a builtin that a worker thread calls, where there is none.
FILES = {"in_a_child": "<string>", "thread_of_a_builtin": ""}


def needed(case):
    missing = [one for one in case.needs if importlib.util.find_spec(one) is None]
    if missing:
        pytest.skip("not installed: " + ", ".join(missing))


@pytest.mark.parametrize("case", [one for one in CASES if one.rule], ids=lambda case: case.name)
def test_attack(case):
    needed(case)
    free = tree.run(case)
    assert free.harm, "the label is wrong: unguarded, nothing happened\n" + free.out + free.err
    stopped = tree.run(case, "exit")
    assert not stopped.harm, stopped.out + stopped.err
    assert [one["rule"] for one in stopped.violations] == [case.rule]
    # A process that waits for one that was stopped is ended by a signal.
    assert stopped.code in ((86, -15) if case.name.startswith("in_a_") else (86,)), stopped.err
    assert (stopped.violations[0]["at"] or "").rpartition(":")[0] == FILES.get(case.name, "app.py")
    refused = tree.run(case, "raise")
    assert not refused.harm, refused.out + refused.err
    assert {one["rule"] for one in refused.violations} == {case.rule}
    assert refused.code == 86 or case.name.startswith("in_a_"), refused.err


@pytest.mark.parametrize("case", [one for one in CASES if not one.rule], ids=lambda case: case.name)
def test_benign(case):
    needed(case)
    free = tree.run(case)
    assert not free.harm and free.code == case.exit, free.out + free.err
    for mode in ("exit", "raise"):
        guarded = tree.run(case, mode)
        assert (guarded.violations, guarded.blind) == ([], []), guarded.err
        assert guarded.code == free.code, guarded.err
        assert guarded.out == free.out
        assert guarded.err == free.err


def test_as_many_attacks_as_benign():
    attacks = sum(1 for case in CASES if case.rule)
    assert attacks >= 40 and len(CASES) - attacks >= 40
