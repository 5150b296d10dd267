"""A table of a feature beside the list somebody wrote by hand from the law: every state × action × role."""

from __future__ import annotations

from mediation.core.machine import NEW, Role, Row, Table

Permit = tuple[str, str, str]  # state ("-": does not exist yet), action, role
Effect = tuple[str, str]  # the state it leads to ("": none), the article


def expect(table: Table, written: str) -> None:
    """Fail unless the table permits exactly what is written, with the same ends and the same articles.

    One line for each permission, five columns: action | from | by | to | article. `*` stands for every state, `-` for
    what does not exist yet. Guards are not asked: they have tests of their own.

        accept | proposed | candidate | accepted | OM 12
    """
    wanted = _of_lines(table, written)
    found = _of_rows(table)
    wrong = [
        f"{state} × {action} × {role}: written {wanted.get(key, 'no')}, in the table {found.get(key, 'no')}"
        for key in sorted(wanted.keys() | found.keys())
        if wanted.get(key) != found.get(key)
        for state, action, role in [key]
    ]
    assert not wrong, "\n".join(wrong)


def _of_lines(table: Table, written: str) -> dict[Permit, set[Effect]]:
    permits: dict[Permit, set[Effect]] = {}
    for line in filter(str.strip, written.splitlines()):
        action, sources, by, to, basis = (column.strip() for column in line.split("|"))
        states = [state.value for state in table.states] if sources == "*" else sources.split()
        for state in states:
            assert state == "-" or state in list(table.states), f"no such state: {state}"
            for role in by.split():
                permits.setdefault((state, action, Role(role).value), set()).add((to, basis))
    return permits


def _of_rows(table: Table) -> dict[Permit, set[Effect]]:
    permits: dict[Permit, set[Effect]] = {}
    for row in table.rows:
        for state in _sources(table, row):
            for role in row.by:
                permits.setdefault((state, row.action, role.value), set()).add((row.to or "", row.basis))
    return permits


def _sources(table: Table, row: Row) -> list[str]:
    if row.sources == NEW:
        return ["-"]
    return [state.value for state in row.sources or table.states]
