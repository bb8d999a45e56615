"""PAIRS.csv: every line that cannot be used is told with its number; the rest is read as it stands."""

import pytest

from examapp.adapters.faces.det_curve import draw_det
from examapp.adapters.faces.engines import SFACE_KIND
from examapp.adapters.faces.face_calibration import read_calibration, write_calibration
from examapp.adapters.faces.pair_lists import read_pairs
from examapp.domain.statistics.comparisons import Comparison, rates_at, trace_curve
from examapp.settings import SettingsError


@pytest.fixture
def folder(tmp_path):
    for name in ("a.jpg", "b.jpg", "c.jpg"):
        (tmp_path / name).write_bytes(b"x")
    return tmp_path


def read(folder, text: str, encoding: str = "utf-8"):
    path = folder / "pairs.csv"
    path.write_bytes(text.encode(encoding))
    return read_pairs(path, folder)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_pairs_with_and_without_a_group_and_a_head(folder, encoding):
    pairs, faults = read(
        folder, "file_x,file_y,same\na.jpg,b.jpg,Yes,五十岁以上\n\na.jpg,c.jpg,No\n", encoding
    )
    assert faults == []
    assert [(one.first, one.second, one.same, one.group) for one in pairs] == [
        ("a.jpg", "b.jpg", True, "五十岁以上"),
        ("a.jpg", "c.jpg", False, ""),
    ]


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("a.jpg,b.jpg", "columns"),
        ("a.jpg,b.jpg,maybe", "answer"),
        ("../a.jpg,b.jpg,Yes", "outside"),
        ("a.jpg,d.jpg,Yes", "missing"),
        ("a.jpg,a.jpg,Yes", "itself"),
        ("b.jpg,a.jpg,No", "twice"),
    ],
)
def test_a_fault_is_told_with_its_line(folder, line, code):
    pairs, faults = read(folder, f"a.jpg,b.jpg,Yes\n{line}\n")
    assert len(pairs) == 1
    assert [(one.line, one.code) for one in faults] == [(2, code)]


def test_the_curve_is_a_picture_with_the_chosen_threshold_on_it():
    found = [Comparison(0.2, True), Comparison(0.5, True), Comparison(0.4, False), Comparison(0.8, False)]
    drawn = draw_det(trace_curve(found), rates_at(found, 0.45), "甲 < 乙")
    assert drawn.startswith("<svg")
    assert "阈值 0.45" in drawn
    assert "甲 &lt; 乙" in drawn


def test_a_calibration_file_comes_back_as_it_was_written_and_one_of_another_model_stops_the_start_F21(
    tmp_path,
):
    held = read_calibration()
    write_calibration(tmp_path / "own.toml", held)
    assert read_calibration(tmp_path / "own.toml") == held
    with pytest.raises(SettingsError, match="重新标定"):
        read_calibration(tmp_path / "own.toml", SFACE_KIND)
    (tmp_path / "broken.toml").write_text("threshold = 'x'", encoding="utf-8")
    with pytest.raises(SettingsError, match="EXAMAPP_FACE_CALIBRATION"):
        read_calibration(tmp_path / "broken.toml")
