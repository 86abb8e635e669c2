"""Tables kept on disk: the same bits as made anew, and never anything else."""

from pathlib import Path

import numpy as np
import pytest

from jaywalk.model.compile import kept
from jaywalk.model.compile.quantiles import gamma_slice_means, lognormal_days, normal_quantile_table


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "tables")
    return tmp_path / "tables"


def kept_tables() -> list[np.ndarray]:
    # past the copies that the process holds
    calls = [(normal_quantile_table, ()), (gamma_slice_means, (0.7,)), (lognormal_days, (3.0, 9.0))]
    return [function.__wrapped__(*arguments) for function, arguments in calls]


def test_a_kept_table_is_the_table(folder: Path) -> None:
    made = kept_tables()
    assert len(list(folder.iterdir())) == 3
    for table, again in zip(made, kept_tables(), strict=True):
        assert table is not again
        assert table.dtype == again.dtype
        assert np.array_equal(table, again)
        assert not again.flags.writeable


def test_a_damaged_table_is_made_anew(folder: Path) -> None:
    made = kept_tables()
    for path in folder.iterdir():
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    for table, again in zip(made, kept_tables(), strict=True):
        assert np.array_equal(table, again)
    for path in folder.iterdir():
        path.write_bytes(b"")
    for table, again in zip(made, kept_tables(), strict=True):
        assert np.array_equal(table, again)


def test_other_sources_or_numbers_are_other_tables(monkeypatch: pytest.MonkeyPatch) -> None:
    names = {
        kept.key("gamma_slice_means", (0.7,), {}),
        kept.key("gamma_slice_means", (0.7, 64), {}),
        kept.key("gamma_slice_means", (0.7000000000000001,), {}),
        kept.key("lognormal_days", (0.7,), {}),
    }
    assert len(names) == 4
    monkeypatch.setattr(kept, "_origin", lambda: b"other sources")
    assert kept.key("gamma_slice_means", (0.7,), {}) not in names


def test_a_folder_that_cannot_be_written_costs_time_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("no folder")
    monkeypatch.setattr(kept, "folder", lambda: tmp_path / "file" / "tables")
    for table, again in zip(kept_tables(), kept_tables(), strict=True):
        assert np.array_equal(table, again)


def test_a_refused_number_leaves_no_table(folder: Path) -> None:
    with pytest.raises(ValueError, match="shape"):
        gamma_slice_means(0.0001)
    assert not folder.exists()
