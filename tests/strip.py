"""README's strip of pictures, made from the screenshots of the stories: `make screenshots` ends with it."""

from pathlib import Path

from PIL import Image

SHOTS = Path(__file__).resolve().parents[1] / "build" / "screenshots"
STRIP = Path(__file__).resolve().parents[1] / "docs" / "pictures" / "strip.png"
PICTURES = (
    "story/tablet-board",
    "story/phone-item",
    "types/phone-hotspot",
    "story/phone-result",
    "story/tablet-talk",
)
HEIGHT, GAP, GROUND = 620, 24, "#e4eaf1"
# Width to height of the windows that the stories look through; a longer page is cut at the window's end.
SHAPES = {"tablet": 1180 / 820, "phone": 390 / 844}


def cut_to_window(name: str) -> Image.Image:
    """One screenshot as its window showed it, at the strip's height."""
    picture = Image.open(SHOTS / f"{name}.png").convert("RGB")
    shape = SHAPES[name.split("/")[1].split("-")[0]]
    window = picture.crop((0, 0, picture.width, min(picture.height, round(picture.width / shape))))
    return window.resize((round(HEIGHT * shape), HEIGHT), Image.Resampling.LANCZOS)


def make_strip() -> Path:
    """Write docs/pictures/strip.png; gives its path. Raises FileNotFoundError when the stories have not run."""
    windows = [cut_to_window(name) for name in PICTURES]
    strip = Image.new("RGB", (sum(one.width + GAP for one in windows) + GAP, HEIGHT + 2 * GAP), GROUND)
    left = GAP
    for window in windows:
        strip.paste(window, (left, GAP))
        left += window.width + GAP
    # Few colours, because a picture in git stays there for ever.
    strip.quantize(128).save(STRIP, optimize=True)
    return STRIP


if __name__ == "__main__":
    print(make_strip())
