"""`examapp faces ...`: the threshold chosen by measuring, attacks counted by species, and the face service of several machines."""

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from examapp.adapters.faces.det_curve import draw_det
from examapp.adapters.faces.engines import choose_engine
from examapp.adapters.faces.face_calibration import write_calibration
from examapp.adapters.faces.face_engine import FaceEngine
from examapp.adapters.faces.face_server import make_face_server
from examapp.adapters.faces.face_service import service_token
from examapp.adapters.faces.pair_lists import LineFault, read_pairs
from examapp.domain.face_judgements import Calibration
from examapp.domain.face_scales import scale_of
from examapp.domain.statistics.comparisons import (
    Rates,
    Share,
    equal_error,
    rates_at,
    rates_by_group,
    rates_by_person,
    ratio_of_false_matches,
    split_by_group,
    trace_curve,
    widest_difference,
)
from examapp.services.faces.face_evaluations import Evaluation, evaluate_attacks, evaluate_pairs
from examapp.settings import FACE_ENGINES, Settings, SettingsError
from examapp.web.sentences import SENTENCES

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
STEPS = 7
FAULTS = {
    "columns": "应有 3 列或 4 列：file_x,file_y,Yes 或 No，第 4 列组别可不写，这一行有 {value} 列",
    "answer": "第 3 列应写 Yes 或 No，这里是“{value}”",
    "outside": "文件“{value}”不在照片文件夹里",
    "missing": "找不到文件“{value}”",
    "itself": "“{value}”和自己比，请换一张",
    "twice": "这一对前面已经有了：{value}",
}


@click.group()
def faces() -> None:
    """人脸核验：标定、攻击测试、单独的识别服务。"""


@faces.command()
@click.argument("folder", type=FOLDER)
@click.argument("pairs", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--threshold", type=click.FloatRange(0.2, 1.2), help="要评价的阈值（默认用现在的）")
@click.option("--engine", "name", type=click.Choice(FACE_ENGINES), default="auto", help="用哪个识别程序")
@click.option(
    "--curve",
    type=click.Path(dir_okay=False, path_type=Path),
    default="det.svg",
    show_default=True,
    help="DET 曲线写到哪里",
)
@click.option(
    "--write",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="把标定结果写成文件，供 EXAMAPP_FACE_CALIBRATION 使用",
)
def evaluate(
    folder: Path, pairs: Path, threshold: float | None, name: str, curve: Path, target: Path | None
) -> None:
    """用一批征得同意的照片评价准确率：PAIRS 每行 file_x,file_y,Yes|No，可加第 4 列组别（如 女、男、50岁以上）。"""
    listed, faults = read_pairs(pairs, folder)
    _tell_faults(faults)
    if {one.same for one in listed} != {True, False}:
        click.echo("至少要有一对同一个人（Yes）和一对不同的人（No）。")
        sys.exit(1)
    engine = _engine(name)
    held = engine.calibration
    try:
        found = evaluate_pairs(folder, listed, engine)
    finally:
        engine.stop()
    at = held.threshold if threshold is None else threshold
    _print_evaluation(found, at, engine.model)
    traced = trace_curve(found.comparisons)
    chosen = rates_at(found.comparisons, at)
    title = f"人脸比对 DET 曲线　{engine.model}"
    curve.write_text(draw_det(traced, chosen, title, _trace_groups(found)), encoding="utf-8")
    click.echo(f"DET 曲线已写到 {curve}")
    if target:
        _write(target, chosen, held, f"{pairs.name}: {len(found.comparisons)} pairs")


@faces.command()
@click.argument("folder", type=FOLDER)
@click.option("--engine", "name", type=click.Choice(FACE_ENGINES), default="auto", help="用哪个识别程序")
def attacks(folder: Path, name: str) -> None:
    """用录下的攻击评价活体检测：FOLDER/攻击种类/一次攻击/*.jpg，真人放在 bona_fide 里。"""
    engine = _engine(name)
    try:
        evaluation = evaluate_attacks(folder, engine)
    finally:
        engine.stop()
    found = evaluation.rates
    if not found.species:
        click.echo("没有找到攻击样本。文件夹应是：攻击种类/一次攻击/按先后命名的照片。")
        sys.exit(1)
    click.echo("攻击被当成真人的比例（APCER，按种类；对攻击者最有利地算：任何动作都算数）")
    for species, share in found.species.items():
        worst = "\t最差的一种" if species == found.worst and share.count else ""
        click.echo(f"  {species}\t{_share(share)}{worst}")
    click.echo("按真的核验算：动作由系统抽，做错一次以上就停（每次攻击对 12 种抽法各算一次）")
    for species, share in evaluation.drawn.items():
        click.echo(f"  {species}\t{_share(share)}")
    if found.living_refused is None:
        click.echo("没有 bona_fide 文件夹，真人被拒的比例（BPCER）没有测。")
    else:
        click.echo(f"真人被拒的比例（BPCER）\t{_share(found.living_refused)}")
    click.echo("这不是实验室的活体认证。APCER 高的攻击，要靠当面核对和抽查来防。")


@faces.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听地址，写本单位内网的地址")
@click.option("--port", default=9100, show_default=True, help="端口")
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 32),
    help="同时识别几张（每个约 400 MB）",
)
def serve(host: str, port: int, workers: int) -> None:
    """单独的人脸识别服务：各网站节点设 EXAMAPP_FACE_SERVICE，写这里的地址。密钥文件要和网站一样。"""
    try:
        settings = Settings.from_environment()
    except SettingsError as error:
        click.echo(f"配置有误：{error}")
        sys.exit(2)
    engine = FaceEngine(workers=workers, kind=choose_engine(settings.face_engine))
    if not engine.is_installed():
        click.echo("这台机器没有安装人脸识别程序。")
        sys.exit(1)
    server = make_face_server(engine, service_token(settings), host, port)
    click.echo(f"人脸识别服务在 {host}:{server.server_address[1]}，不保存、不记录任何照片")
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        server.server_close()
    finally:
        engine.stop()


def _engine(name: str) -> FaceEngine:
    engine = FaceEngine(kind=choose_engine(name))
    if not engine.is_installed():
        click.echo("这台机器没有安装这个人脸识别程序。")
        sys.exit(1)
    return engine


def _tell_faults(faults: Sequence[LineFault]) -> None:
    for one in faults:
        click.echo(f"第 {one.line} 行：" + FAULTS[one.code].format(value=one.value))
    if faults:
        click.echo(f"有 {len(faults)} 行要改，没有开始评价。")
        sys.exit(1)


def _print_evaluation(found: Evaluation, at: float, model: str) -> None:
    genuine = sum(one.same for one in found.comparisons)
    click.echo(
        f"识别程序 {model}；照片 {found.pictures} 张；同一人 {genuine} 对，不同人 {len(found.comparisons) - genuine} 对"
    )
    click.echo(f"登记不了的照片\t{_share(found.failure_to_enrol)}")
    for name, cause in found.failures.items():
        click.echo(f"  {name}\t{SENTENCES[cause][0]}")
    click.echo("阈值\t误认率（FMR）\t拒认率（FNMR）")
    for step in sorted({*_steps(model), at}):
        rates = rates_at(found.comparisons, step)
        mark = "\t← 评价的阈值" if step == at else ""
        click.echo(f"{step:.2f}\t{_share(rates.false_match)}\t{_share(rates.false_non_match)}{mark}")
    equal = equal_error(found.comparisons)
    if equal:
        click.echo(f"等错误率（EER）\t{equal[1]:.2%}，在阈值 {equal[0]:.3f}")
    _print_people(found, at)
    _print_groups(found, at)


def _steps(model: str) -> list[float]:
    """Thresholds to look at, over all that can be meant for this engine."""
    scale = scale_of(model)
    return [
        round(scale.lowest + (scale.highest - scale.lowest) * step / STEPS, 2) for step in range(STEPS + 1)
    ]


def _trace_groups(found: Evaluation) -> dict[str, list[Rates]]:
    return {name: trace_curve(named) for name, named in split_by_group(found.comparisons).items()}


def _print_people(found: Evaluation, at: float) -> None:
    people = rates_by_person(found.comparisons, at)
    click.echo("按人算（同一个人的几对照片互相有关，按人算才是独立的）")
    click.echo(f"  至少有一对没认出的人\t{_share(people.missed)}")
    click.echo(f"  至少和一个别人被当成同一人的人\t{_share(people.mistaken)}")


def _print_groups(found: Evaluation, at: float) -> None:
    groups = rates_by_group(found.comparisons, at)
    for name, rates in groups.items():
        click.echo(f"组别 {name}\t误认 {_share(rates.false_match)}\t拒认 {_share(rates.false_non_match)}")
    ratio = ratio_of_false_matches(groups)
    if ratio is not None:
        click.echo(f"各组误认率最多相差 {ratio:.1f} 倍")
    wide = widest_difference(groups)
    if wide:
        click.echo(f"各组拒认率相差 {wide[0]:.2%}，按置信区间最多相差 {wide[1]:.2%}")
    else:
        click.echo("没有写组别：不同的人群（性别、年龄）准确率不一样，请加第 4 列分开看。")


def _write(target: Path, chosen: Rates, held: Calibration, source: str) -> None:
    interval = chosen.false_match.interval
    write_calibration(
        target,
        Calibration(
            model=held.model,
            threshold=chosen.threshold,
            review_band=min(held.review_band, round(scale_of(held.model).highest - chosen.threshold, 3)),
            genuine_pairs=chosen.false_non_match.total,
            impostor_pairs=chosen.false_match.total,
            false_match_bound=round(interval[1], 6) if interval else 1.0,
            source=source,
        ),
    )
    click.echo(f"标定文件已写到 {target}，设置 EXAMAPP_FACE_CALIBRATION 后重新启动生效")


def _share(share: Share) -> str:
    if share.interval is None:
        return "没有样本"
    low, high = share.interval
    return (
        f"{share.count}/{share.total} = {share.count / share.total:.2%}（95 % 区间 {low:.2%} 至 {high:.2%}）"
    )
