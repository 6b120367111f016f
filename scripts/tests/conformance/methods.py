"""Records the test methods of CPython's asyncio suite that the conformance tables answer for.

Prints a line "module<TAB>Class.test_method" for each, in the order of the source. A method is listed under the class that
defines it. Only names are taken. Run it with the CPython whose behaviour Moonloop follows:

    python3.13 methods.py > methods.txt
"""

import ast
import pathlib
import sys
import test.test_asyncio

# The tables, and the files of CPython's suite they are about.
MODULES = {
    "tasks": "test_tasks",
    "futures": "test_futures",
    "futures2": "test_futures2",
    "waitfor": "test_waitfor",
    "eager": "test_eager_task_factory",
    "base_events": "test_base_events",
    "taskgroups": "test_taskgroups",
    "timeouts": "test_timeouts",
    "queues": "test_queues",
    "locks": "test_locks",
    "runners": "test_runners",
    "server": "test_server",
    "threads": "test_threads",
    "streams": "test_streams",
    "subprocess": "test_subprocess",
    "ssl": "test_ssl",
    "sslproto": "test_sslproto",
}

# What CPython 3.14 and 3.15 have added to test_taskgroups, and test_graph, which is new: Moonloop has of these versions what
# they are about.
LATER = {
    "taskgroups": """BaseTestTaskGroup.
        test_taskgroup_20b test_exception_refcycles_direct test_exception_refcycles_errors
        test_exception_refcycles_parent_task test_exception_refcycles_parent_task_wr
        test_exception_refcycles_propagate_cancellation_error test_exception_refcycles_base_error test_name
        test_cancels_task_if_created_during_creation test_cancellation_does_not_leak_out_of_tg
        test_taskgroup_cancel_children test_taskgroup_cancel_body test_taskgroup_cancel_idempotent
        test_taskgroup_cancel_after_exit test_taskgroup_cancel_before_enter test_taskgroup_cancel_before_create_task
        test_taskgroup_cancel_from_child_before_first_suspension test_taskgroup_cancel_before_exception
        test_taskgroup_cancel_after_exception test_taskgroup_body_cancel_before_exception
        test_taskgroup_body_cancel_after_exception test_taskgroup_cancel_one_winner
        test_taskgroup_generator_exit_01 test_taskgroup_generator_exit_02 test_taskgroup_generator_exit_03
        test_taskgroup_generator_exit_04""",
    "graph": """CallStackTestBase.
        test_stack_tgroup test_stack_async_gen test_stack_gather test_stack_shield test_stack_timeout test_stack_wait
        test_stack_task test_stack_future""",
}

# test_base_events is mostly about sockets, name resolution and servers, which Moonloop's loop does not have as methods.
# What it says about the loop itself is in these classes and methods.
BASE_EVENTS = {
    "BaseEventLoopTests": None,
    "BaseEventLoopWithSelectorTests": {"test_call_coroutine", "test_log_slow_callbacks"},
    "RunningLoopTests": None,
}


def classes(body):
    """The classes of a file, those of one system too."""
    for item in body:
        if isinstance(item, ast.ClassDef):
            yield item
        elif isinstance(item, ast.If):
            yield from classes(item.body)


def methods(module):
    folder = pathlib.Path(list(test.test_asyncio.__path__)[0])
    tree = ast.parse((folder / f"{MODULES[module]}.py").read_text())
    for cls in classes(tree.body):
        if module == "base_events" and cls.name not in BASE_EVENTS:
            continue
        only = BASE_EVENTS.get(cls.name) if module == "base_events" else None
        for item in cls.body:
            if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)) and item.name.startswith("test"):
                if only is None or item.name in only:
                    yield f"{cls.name}.{item.name}"


def later(module):
    """The methods of LATER."""
    cls, *names = LATER.get(module, "").split() or [""]
    return [cls + name for name in names]


def main():
    if sys.version_info[:2] != (3, 13):
        sys.exit("CPython 3.13 is the version Moonloop follows")
    for module in dict.fromkeys([*MODULES, *LATER]):
        known = methods(module) if module in MODULES else []
        for name in dict.fromkeys([*known, *later(module)]):
            print(f"{module}\t{name}")


main()
