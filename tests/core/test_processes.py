"""The process registry is only ever appended to: a renumbered process would change every published result."""

from pathlib import Path

from jaywalk.core import processes

COMMITTED = Path(__file__).with_name("process_registry.txt")
NOT_PROCESSES = {"NUMBER_BITS", "NUMBER_MASK", "LAYER_SHIFT", "OCCURRENCE_MASK"}
RANGE = 256  # processes with one number per slot or list


def registered() -> list[tuple[str, int]]:
    return [
        (name, value)
        for name, value in vars(processes).items()
        if name.isupper() and isinstance(value, int) and name not in NOT_PROCESSES
    ]


def committed() -> list[tuple[str, int]]:
    lines = COMMITTED.read_text(encoding="utf-8").splitlines()
    return [(name, int(number, 16)) for name, number in (line.split() for line in lines)]


def test_no_process_was_renumbered_or_removed() -> None:
    now = dict(registered())
    for name, number in committed():
        assert now.get(name) == number, f"{name} was {number:#07x}"


def test_a_new_process_is_added_to_the_committed_list() -> None:
    missing = [name for name, _ in registered() if name not in dict(committed())]
    assert not missing, f"append {missing} to {COMMITTED.name}"


def test_no_two_processes_share_a_number() -> None:
    taken: dict[int, str] = {}
    for name, number in registered():
        for place in range(number, number + (RANGE if number >= 0x1000 else 1)):
            assert place not in taken, f"{name} and {taken[place]} share {place:#07x}"
            taken[place] = name


def test_process_and_number_fill_one_counter_word() -> None:
    assert all(0 < number + RANGE < 1 << (32 - processes.NUMBER_BITS) for _, number in registered())
    assert processes.NUMBER_MASK == 0xFFF
    assert processes.LAYER_SHIFT + 3 == processes.NUMBER_BITS
    assert processes.OCCURRENCE_MASK == 511
