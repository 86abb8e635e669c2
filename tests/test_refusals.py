"""The lines that are never crossed, read from signatures, the schema and the sources.

A failure here is not a style matter: it means that Jaywalk has begun to be able to hold, recognise or score people.
Widening one of the closed lists below is a decision about that, not a fix.
"""

import ast
import inspect
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import typer

import jaywalk
from jaywalk.population import MarginsError, read_margins
from jaywalk.scenario.loading import loads, shipped
from jaywalk.scenario.schema import Scenario
from results.made_runs import make

SOURCE = Path(jaywalk.__file__).parent

PUBLIC_NAMES = {"Result", "ResultError", "Scenario", "ScenarioError", "__version__", "load", "run", "run_replicates"}

# what a call may say: which experiment, how much of it, on what draws, where to. Nothing about anybody.
PARAMETERS = {
    "scenario", "name_or_path", "scale", "seed", "replicate", "replicates", "threads", "worlds", "sets", "memory_limit",
    "out", "replace", "keep_states", "progress", "folder", "bases", "manifest", "parts", "other", "assignment",
    "city", "district",
}  # fmt: skip

OPTIONS = {
    "scenario", "scale", "seed", "replicate", "replicates", "threads", "worlds", "sets", "out", "replace", "progress",
    "quiet", "as_json", "memory_limit", "keep_states", "run", "csv", "part", "quantity", "world", "group", "bibtex",
    "path", "grade", "margins", "population", "full", "expected",
}  # fmt: skip

LIBRARIES = {
    "llvmlite",  # comes with numba
    "numpy",
    "numba",
    "mpmath",
    "pydantic",
    "pydantic_core",
    "ruamel",
    "typer",
    "rich",
    "pyarrow",
    "xarray",
    "h5netcdf",
    "h5py",
}

# ways in and out that would let it hear of somebody, or tell somebody
NO_IMPORTS = {
    "socket", "socketserver", "http", "urllib", "ssl", "ftplib", "smtplib", "asyncio", "xmlrpc", "telnetlib", "sqlite3",
    "dbm", "subprocess", "multiprocessing.connection", "webbrowser", "pickle", "shelve", "marshal",
}  # fmt: skip

PERSONAL = {
    "passport", "photo", "image", "picture", "portrait", "fingerprint", "iris", "biometric", "biometrics", "embedding",
    "latitude", "longitude", "lat", "lon", "gps", "coordinates", "address", "email", "birthday", "birthdate", "surname",
    "forename", "firstname", "lastname", "nickname", "username", "imei", "imsi", "ssn", "person", "citizen",
}  # fmt: skip

RECOGNITION = re.compile(
    r"recogni[sz]e_|match_face|face_match|embed_|fingerprint_of|track_|deanonymi|resolve_ident|link_person"
)
CONTROL = re.compile(r"optimi[sz]|maximi[sz]e|minimi[sz]e|best_polic|tune_|hill_climb|anneal")
ANSWERS = re.compile(
    r"^(score|tier|points|measures|judge|rate|assess|decide)(_for|_of)?_?(person|resident|citizen|user|records?)?$"
)


def _sources() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(SOURCE.rglob("*.py")):
        yield path, ast.parse(path.read_text("utf-8"))


def _functions(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """All functions of a module but the methods of its private classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and node.name.startswith("_"):
            continue
        if isinstance(node, ast.FunctionDef):
            yield node
        yield from _functions(node)


def _imports(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def _is_kernel(function: ast.FunctionDef) -> bool:
    names = {d.id for d in function.decorator_list if isinstance(d, ast.Name)}
    return bool(names & {"kernel", "inline", "helper"})


def _village(**changes: str) -> str:
    text = files("jaywalk").joinpath("library/scenarios/village.yaml").read_text("utf-8")
    for old, new in changes.items():
        text = text.replace(old.replace("__", ": "), new)
    return text


# --- no personal data in --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("said", ["synthetic: false", "synthetic: yes", "synthetic: 1", ""])
def test_a_scenario_that_does_not_say_it_is_synthetic_is_refused(said: str) -> None:
    text = _village()
    assert "\nsynthetic: true\n" in text
    with pytest.raises(jaywalk.ScenarioError, match=r"synthetic|truth value"):
        loads(text.replace("\nsynthetic: true\n", f"\n{said}\n"))


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_scenario_says_that_it_is_synthetic(name: str) -> None:
    assert jaywalk.load(name).synthetic is True


def test_the_language_has_no_place_for_a_person() -> None:
    schema = Scenario.model_json_schema(by_alias=True)
    words: dict[str, set[str]] = {}
    for name, part in {"Scenario": schema, **schema["$defs"]}.items():
        for key in part.get("properties", {}):
            words.setdefault(name, set()).update(re.split(r"[_\W]+", key.lower()))
    found = {name: keys & PERSONAL for name, keys in words.items() if keys & PERSONAL}
    assert not found


def test_a_table_of_people_is_no_margins_file(tmp_path: Path) -> None:
    table = tmp_path / "people.csv"
    table.write_text("id,name,birth_date,district,score\n1,A,1990-01-01,old_town,612\n2,B,1985-05-05,hills,433\n")
    with pytest.raises(MarginsError):
        read_margins(table)


def test_tests_in_a_scenario_are_few_and_know_strata_only() -> None:
    definitions = Scenario.model_json_schema(by_alias=True)
    assert definitions["properties"]["tests"]["maxItems"] <= 50
    test = definitions["$defs"]["Test"]["properties"]
    assert test["given"]["maxItems"] <= 8
    resident = set(definitions["$defs"]["TestResident"]["properties"])
    assert resident <= {"sex", "age", "residency", "income_fifth", "city", "district", "status"}


def test_results_have_no_axis_of_people() -> None:
    result = make()
    for dataset in (result.dataset, result.monthly, result.acts, result.acts_by_world, result.opinion):
        assert set(dataset.dims) <= {"week", "month", "district", "group", "world", "act"}
    assert set(result.cube.labels.names()) <= {
        "cities", "districts", "district_city", "groups", "worlds", "acts", "channels", "slots", "slot_act", "slot_channel",
        "restrictions", "benefits", "lists", "tiers", "modes", "markets", "act_kind", "act_family",
    }  # fmt: skip
    acts = result.cube.labels
    assert {len(acts.act_kind), len(acts.act_family)} == {len(acts.acts)}, "a word for each act, for nobody else"


# --- no recognition, no tracking, nothing that reaches out ----------------------------------------------------------


def test_sources_import_nothing_that_recognises_reaches_out_or_loads_code() -> None:
    import sys

    allowed = LIBRARIES | set(sys.stdlib_module_names) | {"jaywalk"}
    wrong = {
        f"{path.relative_to(SOURCE)}: {name}"
        for path, tree in _sources()
        for name in _imports(tree)
        if name.split(".")[0] not in allowed or name in NO_IMPORTS or name.split(".")[0] in NO_IMPORTS
    }
    assert not wrong


def test_nothing_reads_standard_input_or_runs_what_it_reads() -> None:
    wrong = []
    for path, tree in _sources():
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and node.attr == "stdin":
                wrong.append(f"{path}:{node.lineno}: stdin")
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id in {"eval", "exec", "input", "compile"}
            ):
                wrong.append(f"{path}:{node.lineno}: {node.func.id}")
    assert not wrong


def test_no_function_recognises_or_follows_anyone() -> None:
    names = {
        f"{path.name}: {f.name}" for path, tree in _sources() for f in _functions(tree) if RECOGNITION.search(f.name)
    }
    assert not names


# --- never a scoring machine ----------------------------------------------------------------------------------------


def test_the_public_names_are_a_closed_list() -> None:
    assert set(jaywalk.__all__) == PUBLIC_NAMES


def _public_callables() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in jaywalk.__all__:
        value = getattr(jaywalk, name)
        if inspect.isclass(value):
            found |= {
                f"{name}.{key}": inspect.unwrap(member.__func__ if isinstance(member, classmethod) else member)
                for key, member in vars(value).items()
                if not key.startswith(("_", "model_"))
                and (inspect.isfunction(member) or isinstance(member, classmethod))
            }
        elif callable(value):
            found[name] = value
    return found


def test_public_functions_say_which_experiment_and_nothing_about_anybody() -> None:
    for name, function in _public_callables().items():
        parameters = set(inspect.signature(function).parameters) - {"self", "cls"}
        if name.startswith("Scenario."):
            parameters -= {"value", "raw", "week", "name", "digest", "tree", "what_if"}
        assert parameters <= PARAMETERS, f"{name} takes {parameters - PARAMETERS}"


def test_commands_say_which_experiment_and_nothing_about_anybody() -> None:
    from jaywalk.cli.app import app

    command: Any = typer.main.get_command(app)
    commands = {**command.commands, **command.commands["margins"].commands}
    for name, one in commands.items():
        options = {parameter.name for parameter in one.params} - {"help", "install_completion", "show_completion"}
        assert options <= OPTIONS, f"{name} takes {options - OPTIONS}"


def test_no_function_outside_the_kernels_takes_records_and_answers() -> None:
    wrong = []
    for path, tree in _sources():
        for function in _functions(tree):
            if _is_kernel(function) or function.name.startswith("_"):
                continue
            arguments = {a.arg for a in (*function.args.args, *function.args.kwonlyargs, *function.args.posonlyargs)}
            answer = ast.unparse(function.returns) if function.returns else ""
            takes = arguments & {"record", "records", "history", "given", "person", "resident", "citizen"}
            if takes and re.search(r"int|float|str|Score|Tier|Measure|dict|list", answer):
                wrong.append(
                    f"{path.relative_to(SOURCE)}:{function.lineno}: {function.name}({', '.join(takes)}) -> {answer}"
                )
            if ANSWERS.match(function.name) and "None" not in answer and arguments - {"self", "cls"}:
                wrong.append(f"{path.relative_to(SOURCE)}:{function.lineno}: {function.name}")
    assert not wrong


def test_nothing_searches_for_control() -> None:
    names = {f"{path.name}: {f.name}" for path, tree in _sources() for f in _functions(tree) if CONTROL.search(f.name)}
    imports = {
        name for _, tree in _sources() for name in _imports(tree) if "optimize" in name or name.startswith("optuna")
    }
    assert not names | imports
