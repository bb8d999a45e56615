"""`examapp faces evaluate` and `attacks`: what they print and write, with an engine that measures portraits by their names."""

import pytest
from click.testing import CliRunner

from examapp.adapters.faces.face_calibration import read_calibration
from examapp.console import faces as console
from examapp.console.faces import faces
from tests.faces.acts import FakeFaces, steps


class NamedFaces(FakeFaces):
    """A picture file holds the name of what it shows."""

    def stop(self) -> None:
        """Nothing runs."""

    def measure_photo(self, picture: bytes):
        """A photo like any frame."""
        return self.measure(picture, encode=True)


@pytest.fixture
def run(monkeypatch, tmp_path):
    monkeypatch.setattr(console, "_engine", lambda name: NamedFaces())

    def invoke(*arguments: str) -> tuple[int, str]:
        done = CliRunner().invoke(faces, [str(one) for one in arguments])
        return done.exit_code, done.output

    return invoke


@pytest.fixture
def folder(tmp_path):
    pictures = tmp_path / "pictures"
    pictures.mkdir()
    for name, shown in {"a": "obama", "b": "obama2", "c": "biden", "d": "nobody"}.items():
        (pictures / f"{name}.jpg").write_text(shown, encoding="utf-8")
    return pictures


def pairs(tmp_path, *lines: str):
    path = tmp_path / "pairs.csv"
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_an_evaluation_tells_failures_rates_with_intervals_and_writes_curve_and_calibration_F21(
    run, folder, tmp_path
):
    listed = pairs(tmp_path, "a.jpg,b.jpg,Yes,男", "a.jpg,c.jpg,No,男", "b.jpg,c.jpg,No", "a.jpg,d.jpg,No")
    curve, target = tmp_path / "det.svg", tmp_path / "own.toml"
    code, told = run("evaluate", folder, listed, "--threshold", "0.4", "--curve", curve, "--write", target)
    assert code == 0, told
    for words in (
        "照片 4 张；同一人 1 对，不同人 2 对",
        "1/4 = 25.00%",
        "d.jpg\t没有看到脸",
        "0.40\t0/2",
        "95 % 区间",
        "EER",
        "至少有一对没认出的人\t0/1",
        "至少和一个别人被当成同一人的人\t0/2",
        "组别 男",
    ):
        assert words in told
    assert curve.read_text(encoding="utf-8").startswith("<svg")
    written = read_calibration(target)
    assert (written.threshold, written.genuine_pairs, written.impostor_pairs) == (0.4, 1, 2)


def test_faults_of_the_list_are_told_by_line_and_nothing_is_measured(run, folder, tmp_path):
    listed = pairs(tmp_path, "a.jpg,b.jpg,Yes", "a.jpg,x.jpg,No", "a.jpg,c.jpg,perhaps")
    code, told = run("evaluate", folder, listed)
    assert code == 1
    assert "第 2 行：找不到文件“x.jpg”" in told
    assert "第 3 行：第 3 列应写 Yes 或 No" in told
    assert "有 2 行要改，没有开始评价。" in told


def test_pairs_of_one_kind_only_can_choose_no_threshold(run, folder, tmp_path):
    code, told = run("evaluate", folder, pairs(tmp_path, "a.jpg,b.jpg,Yes"))
    assert (code, "至少要有一对同一个人" in told) == (1, True)


def test_attacks_are_counted_by_species_and_living_heads_that_were_refused_F25(run, tmp_path):
    shown = {
        "bona_fide/1": ["obama", *steps("turn_left"), *steps("open_mouth")],
        "bona_fide/2": ["obama", "obama"],
        "printed/1": ["obama", "photo:25", "photo:-25"],
        "mask/1": ["obama", *steps("turn_right"), *steps("blink")],
        "mask/2": ["nobody"],
    }
    for presentation, frames in shown.items():
        (tmp_path / presentation).mkdir(parents=True)
        for number, frame in enumerate(frames):
            (tmp_path / presentation / f"{number}.jpg").write_text(frame, encoding="utf-8")
    code, told = run("attacks", tmp_path)
    assert code == 0, told
    assert "printed\t0/1" in told
    worst = next(line for line in told.splitlines() if "最差的一种" in line)
    assert "mask\t1/2 = 50.00%" in worst
    assert "（BPCER）\t1/2" in told


def test_an_empty_folder_of_attacks_says_how_it_should_look(run, tmp_path):
    code, told = run("attacks", tmp_path)
    assert (code, "没有找到攻击样本" in told) == (1, True)
