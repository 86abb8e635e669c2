"""The hash depends on what was counted and on nothing else; the datasets are labelled."""

import dataclasses

import numpy as np
import pytest

from jaywalk.results.groups import AXES, GROUPS, by_group, membership
from jaywalk.results.hashes import result_hash, world_hashes
from jaywalk.results.making import make_cube, make_result
from results.made_runs import NAMES, make, make_output, make_plan, make_request


def test_the_hash_is_the_same_whatever_the_host_threads_blocks_and_timings() -> None:
    output = make_output()
    output.timings = {"run": 99.0, "past": 3.0}
    output.peak_memory = 5
    output.facts = {"judged": 1}
    output.blocks = output.blocks[:1]
    output.digests = output.digests[:1]
    assert make_result(output, make_request(threads=1)) == make()
    fortran = make_output()
    fortran.weekly = np.asfortranarray(fortran.weekly)
    fortran.exchange = dict(reversed(fortran.exchange.items()))
    assert make_result(fortran, make_request()) == make()


@pytest.mark.parametrize("part", ["weekly", "monthly", "true_acts", "counts", "victim"])
def test_one_count_more_changes_the_hash(part: str) -> None:
    output = make_output()
    values = output.exchange[part] if part == "victim" else getattr(output, part)
    values.flat[-1] += 1
    assert make_result(output, make_request()) != make()


def test_adding_a_world_leaves_the_others_hashes() -> None:
    output = make_output()
    four = world_hashes(make_cube(output))
    names = [q.name for q in output.quantities]
    output.weekly[..., names.index("excess")] = 0  # nobody to compare with
    output.weekly = output.weekly[..., :3, :]
    output.monthly = output.monthly[..., :3, :]
    plan = dataclasses.replace(make_plan(), names=dataclasses.replace(NAMES, worlds=NAMES.worlds[:3]))
    output.plan = plan
    three = world_hashes(make_cube(output))
    assert three == {world: four[world] for world in NAMES.worlds[:3]}


def test_the_hash_has_a_known_answer() -> None:
    output = make_output()
    for name in ("weekly", "monthly", "true_acts", "counts"):
        values = getattr(output, name)
        setattr(output, name, np.arange(values.size).reshape(values.shape))
    cube = make_cube(output)
    assert result_hash(cube, {"k": np.arange(3, dtype=np.uint32)})[:16] == "7363f986ebca221d"


def test_the_name_changes_with_all_that_decides_a_number() -> None:
    changes = ({}, {"replicate": 1}, {"scale": 1.0}, {"margins_hashes": {"harbour": "00"}})
    assert len({make(0, **change).name for change in changes}) == 4
    assert make(0, threads=1, command="other").name == make().name


def test_datasets_are_labelled_with_units_and_long_names() -> None:
    result = make()
    for dataset in (result.dataset, result.monthly, result.acts):
        assert dataset.attrs["label"] == "what-if: a made-up programme"
        for name, variable in dataset.data_vars.items():
            assert variable.attrs["units"], name
            assert variable.attrs["long_name"], name
    one = result.dataset["restricted"].sel(week="2017-12-11", district="port", group="female", world="exact")
    assert int(one) == result.cube.weekly[1, 1, 1, 3, 2]
    assert list(result.dataset["city"].values) == ["harbour", "harbour", "hill"]
    assert result.dataset["adults"].sel(group="0-17").sum() == 0


def test_true_acts_follow_the_stretch_in_force() -> None:
    result = make()
    era = result.cube.labels.era
    assert era.tolist() == [0, 0, 0, 1, 1, 1]
    weekly = result.acts["true_acts"].sel(act="jaywalking", group="all").sum()
    assert float(weekly) == pytest.approx(result.cube.acts_total("jaywalking"))


def test_the_groups_of_an_axis_add_up_to_all() -> None:
    members = membership()
    assert len(GROUPS) == 17
    for groups in AXES.values():
        rows = [GROUPS.index(group) for group in groups]
        assert (members[rows].sum(axis=0) == 1).all()
    counts = np.arange(140)[None, :]
    assert by_group(counts)[0, 0] == counts.sum()
    assert by_group(counts, adults=True)[0, 0] == counts[0, 20:].sum()


def test_a_wrong_name_is_answered_with_those_there_are() -> None:
    with pytest.raises(KeyError, match="no world 'programm' in this run; it has none, status_quo, programme, exact"):
        make().cube.of("restricted", world="programm")
