"""Every job of every room is known to workers: one that nobody knows would wait for good, and nothing would say so."""

import ast
from pathlib import Path

from django.apps import apps

import theatrum

ROOT = Path(theatrum.__file__).parent


def test_every_job_stands_where_workers_look() -> None:
    places = {
        path
        for path in ROOT.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef) and any(_is_job(one) for one in function.decorator_list)
    }
    looked_at = {Path(config.path) / "jobs.py" for config in apps.get_app_configs()}
    assert places
    assert places - looked_at == set()


def _is_job(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and isinstance(decorator.func, ast.Name) and decorator.func.id == "job"
