"""Draws the demo site's images and its brochure: calm coastal scenes in flat colours. Run it again only to change them."""

from __future__ import annotations

import math
import random
from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise
from pathlib import Path

from PIL import Image, ImageChops, ImageDraw, ImageFilter

MEDIA = Path(__file__).parent / "data" / "media"
TARGET = MEDIA / "img"
SIZE = (1600, 900)
Colour = tuple[int, int, int]


def blend(a: Colour, b: Colour, share: float) -> Colour:
    return tuple(round(x + (y - x) * share) for x, y in zip(a, b, strict=True))  # type: ignore[return-value]


def sky(top: Colour, bottom: Colour) -> Image.Image:
    image = Image.new("RGB", SIZE)
    draw = ImageDraw.Draw(image)
    for y in range(SIZE[1]):
        draw.line([(0, y), (SIZE[0], y)], fill=blend(top, bottom, min(y / (SIZE[1] * 0.62), 1)))
    return image


def sun(image: Image.Image, x: int, y: int, radius: int, colour: Colour) -> None:
    glow = Image.new("L", SIZE, 0)
    ImageDraw.Draw(glow).ellipse([x - radius * 2, y - radius * 2, x + radius * 2, y + radius * 2], fill=90)
    image.paste(Image.new("RGB", SIZE, colour), mask=glow.filter(ImageFilter.GaussianBlur(radius)))
    ImageDraw.Draw(image).ellipse([x - radius, y - radius, x + radius, y + radius], fill=colour)


def ridge(draw: ImageDraw.ImageDraw, base: int, height: int, colour: Colour, seed: int) -> None:
    rng = random.Random(seed)
    phases = [(rng.uniform(0, 6), rng.uniform(1.5, 5), rng.uniform(0.3, 1)) for _ in range(4)]
    points = [
        (x, base - height * (0.5 + 0.2 * sum(w * math.sin(p + f * x / SIZE[0] * 3) for p, f, w in phases)))
        for x in range(0, SIZE[0] + 8, 8)
    ]
    draw.polygon([*points, (SIZE[0], SIZE[1]), (0, SIZE[1])], fill=colour)


def water(draw: ImageDraw.ImageDraw, top: int, near: Colour, far: Colour, seed: int) -> None:
    for y in range(top, SIZE[1]):
        draw.line([(0, y), (SIZE[0], y)], fill=blend(far, near, (y - top) / (SIZE[1] - top)))
    rng = random.Random(seed)
    for _ in range(160):
        y = rng.randint(top + 6, SIZE[1] - 10)
        length = int((y - top) * rng.uniform(0.1, 0.5)) + 12
        x = rng.randint(-50, SIZE[0])
        draw.rounded_rectangle([x, y, x + length, y + 2 + (y - top) // 120], 2, fill=blend(near, (255, 255, 255), 0.16))


def kayak(draw: ImageDraw.ImageDraw, x: int, y: int, scale: float, hull: Colour, jacket: Colour) -> None:
    s = lambda value: value * scale  # noqa: E731
    draw.polygon(
        [(x - s(210), y - s(14)), (x + s(210), y - s(14)), (x + s(150), y + s(22)), (x - s(150), y + s(22))], fill=hull
    )
    draw.polygon([(x - s(260), y - s(30)), (x - s(150), y - s(14)), (x - s(150), y + s(22))], fill=hull)
    draw.polygon([(x + s(260), y - s(30)), (x + s(150), y - s(14)), (x + s(150), y + s(22))], fill=hull)
    draw.rounded_rectangle([x - s(30), y - s(92), x + s(30), y - s(8)], s(22), fill=jacket)
    draw.ellipse([x - s(20), y - s(134), x + s(20), y - s(94)], fill=(232, 194, 160))
    draw.pieslice([x - s(22), y - s(138), x + s(22), y - s(94)], 180, 360, fill=blend(jacket, (0, 0, 0), 0.3))
    draw.line([(x - s(180), y - s(120)), (x + s(170), y - s(20))], fill=(60, 48, 40), width=max(int(s(7)), 2))
    draw.ellipse([x - s(220), y - s(142), x - s(160), y - s(104)], fill=(245, 240, 228))
    draw.ellipse([x + s(150), y - s(38), x + s(210), y], fill=(245, 240, 228))


def bicycle(draw: ImageDraw.ImageDraw, x: int, y: int, scale: float, frame: Colour) -> None:
    r, w = 92 * scale, max(int(9 * scale), 3)
    back, front = (x - 150 * scale, y), (x + 150 * scale, y)
    for cx, cy in (back, front):
        draw.ellipse([cx - r, cy - r, cx + r, cy + r], outline=(38, 38, 42), width=w)
        draw.ellipse([cx - 10 * scale, cy - 10 * scale, cx + 10 * scale, cy + 10 * scale], fill=(38, 38, 42))
    crank, seat, head = (
        (x - 20 * scale, y + 4 * scale),
        (x - 62 * scale, y - 148 * scale),
        (x + 110 * scale, y - 150 * scale),
    )
    for a, b in ((back, crank), (crank, seat), (back, seat), (seat, head), (crank, head), (head, front)):
        draw.line([a, b], fill=frame, width=w + 3)
    draw.line(
        [(seat[0] - 34 * scale, seat[1] - 22 * scale), (seat[0] + 26 * scale, seat[1] - 22 * scale)],
        fill=(60, 44, 36),
        width=w + 6,
    )
    draw.line([seat, (seat[0] - 6 * scale, seat[1] - 22 * scale)], fill=(60, 60, 64), width=w)
    draw.line([head, (head[0] + 10 * scale, head[1] - 40 * scale)], fill=(60, 60, 64), width=w)
    draw.line(
        [(head[0] - 20 * scale, head[1] - 44 * scale), (head[0] + 46 * scale, head[1] - 36 * scale)],
        fill=(60, 44, 36),
        width=w + 3,
    )


def lighthouse(draw: ImageDraw.ImageDraw, x: int, y: int, scale: float) -> None:
    for part in range(6):
        top, bottom = y - (part + 1) * 60 * scale, y - part * 60 * scale
        a, b = (52 - part * 4) * scale, (56 - part * 4) * scale
        colour = (214, 72, 56) if part % 2 else (250, 246, 238)
        draw.polygon([(x - a, top), (x + a, top), (x + b, bottom), (x - b, bottom)], fill=colour)
    top = y - 360 * scale
    draw.rectangle([x - 34 * scale, top - 10 * scale, x + 34 * scale, top], fill=(54, 58, 66))
    draw.rectangle([x - 20 * scale, top - 52 * scale, x + 20 * scale, top - 10 * scale], fill=(255, 224, 130))
    draw.polygon(
        [(x - 30 * scale, top - 52 * scale), (x + 30 * scale, top - 52 * scale), (x, top - 86 * scale)],
        fill=(214, 72, 56),
    )


def scene(name: str, top: Colour, low: Colour, land: Colour, sea: Colour, seed: int, *figures: object) -> None:
    image = sky(top, low)
    sun(image, 300 + seed * 97 % 1000, 250, 60, blend(low, (255, 250, 220), 0.7))
    draw = ImageDraw.Draw(image)
    ridge(draw, 560, 260, blend(land, low, 0.65), seed)
    ridge(draw, 575, 170, blend(land, low, 0.35), seed + 1)
    water(draw, 560, sea, blend(sea, low, 0.5), seed + 2)
    for figure in figures:
        figure(draw)  # type: ignore[operator]
    image.resize((1200, 675), Image.Resampling.LANCZOS).save(TARGET / f"{name}.jpg", quality=82, optimize=True)


def glow(image: Image.Image, x: float, y: float, radius: float, colour: Colour) -> Image.Image:
    """The image with a light in it."""
    light = Image.new("RGB", SIZE)
    ImageDraw.Draw(light).ellipse([x - radius * 0.6, y - radius * 0.6, x + radius * 0.6, y + radius * 0.6], fill=colour)
    return ImageChops.screen(image, light.filter(ImageFilter.GaussianBlur(radius * 0.45)))


def stars(image: Image.Image, count: int, lowest: int, seed: int) -> None:
    rng, draw = random.Random(seed), ImageDraw.Draw(image, "RGBA")
    for _ in range(count):
        x, y = rng.uniform(0, SIZE[0]), rng.random() ** 1.3 * lowest
        radius, fade = 0.8 + 1.6 * rng.random() ** 3, 1 - (y / lowest) ** 3
        draw.ellipse([x - radius, y - radius, x + radius, y + radius], fill=(255, 250, 235, round(230 * fade)))


def moon(image: Image.Image, x: float, y: float, radius: int, phase: float) -> None:
    """`phase` 0 is new and 1 full, below 0 it wanes."""
    side = 800
    lit = Image.new("L", (side, side))
    draw = ImageDraw.Draw(lit)
    for row in range(side):
        reach = math.sqrt(max(0.0, 1 - ((row + 0.5) * 2 / side - 1) ** 2)) * side / 2
        draw.line([(side / 2 + reach * (1 - 2 * abs(phase)), row), (side / 2 + reach, row)], fill=255)
    if phase < 0:
        lit = lit.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    face = Image.new("RGB", (side, side), (248, 240, 216))
    spots = ImageDraw.Draw(face)
    for sx, sy, reach in (
        (300, 240, 96),
        (470, 180, 60),
        (500, 380, 84),
        (260, 460, 72),
        (400, 580, 52),
        (570, 540, 36),
    ):
        spots.ellipse([sx - reach, sy - reach, sx + reach, sy + reach], fill=(226, 218, 200))
    size = (radius * 2, radius * 2)
    corner = (round(x - radius), round(y - radius))
    ImageDraw.Draw(image, "RGBA").ellipse([x - radius, y - radius, x + radius, y + radius], fill=(20, 26, 62, 120))
    image.paste(face.resize(size, Image.Resampling.LANCZOS), corner, lit.resize(size, Image.Resampling.LANCZOS))


def sparkle(draw: ImageDraw.ImageDraw, x: float, top: int, colour: Colour, seed: int) -> None:
    """What a light leaves on the water below it."""
    rng = random.Random(seed)
    for _ in range(260):
        depth = rng.random()
        y, half = top + (SIZE[1] - top) * depth, 4 + 26 * depth * rng.random()
        middle = x + rng.gauss(0, 8 + 46 * depth)
        draw.line([(middle - half, y), (middle + half, y)], fill=colour, width=2 + round(2 * depth))


def reeds(draw: ImageDraw.ImageDraw, base: int, height: int, colour: Colour, seed: int) -> None:
    rng = random.Random(seed)
    draw.polygon(
        [(0, 900), (0, base + 20), (400, base), (1000, base + 40), (1600, base - 10), (1600, 900)], fill=colour
    )
    for _ in range(420):
        x, length = rng.uniform(0, SIZE[0]), height * rng.uniform(0.4, 1)
        lean = rng.uniform(-0.1, 0.45) * length
        blade = [(x + lean * share * share, base + 40 - length * share) for share in (0, 0.3, 0.6, 1)]
        draw.line(blade, fill=colour, width=2)


def save(image: Image.Image, name: str) -> None:
    small = image.resize((1200, 675), Image.Resampling.LANCZOS)
    if name.endswith(".png"):
        small.quantize(64, dither=Image.Dither.NONE).save(TARGET / name, optimize=True)
    else:
        small.save(TARGET / name, quality=82)


def moon_calendar() -> None:
    image = sky((12, 18, 52), (88, 92, 156))
    stars(image, 320, 520, 3)
    image = glow(image, 800, 130, 240, (58, 60, 96))
    for index, phase in enumerate((0.08, 0.26, 0.5, 0.76, 1, -0.76, -0.5, -0.26, -0.08)):
        angle = math.pi * (index + 0.5) / 9
        moon(
            image,
            800 - 690 * math.cos(angle),
            480 - 340 * math.sin(angle),
            round(30 + 34 * math.sin(angle) ** 3),
            phase,
        )
    draw = ImageDraw.Draw(image)
    water(draw, 560, (18, 26, 66), (104, 106, 166), 5)
    sparkle(draw, 800, 566, (255, 240, 206), 6)
    reeds(draw, 860, 90, (10, 15, 42), 7)
    save(image, "moon-calendar.jpg")


def last_light() -> None:
    image = sky((30, 44, 98), (250, 184, 138))
    stars(image, 90, 330, 13)
    image = glow(image, 1020, 230, 180, (58, 54, 92))
    moon(image, 1020, 230, 66, 0.2)
    draw = ImageDraw.Draw(image)
    draw.polygon([(0, 562), (0, 505), (110, 520), (220, 545), (330, 562)], fill=(56, 46, 90))
    water(draw, 560, (28, 38, 84), (240, 172, 140), 15)
    sparkle(draw, 1020, 566, (255, 240, 208), 16)
    draw.polygon([(96, 400), (124, 400), (132, 520), (88, 520)], fill=(56, 46, 90))
    draw.rectangle([94, 380, 126, 402], fill=(255, 232, 170))
    draw.polygon([(88, 382), (132, 382), (110, 358)], fill=(56, 46, 90))
    image = glow(image, 110, 392, 70, (120, 90, 34))
    draw = ImageDraw.Draw(image)
    kayak(draw, 720, 690, 0.6, (46, 38, 78), (62, 52, 96))
    reeds(draw, 850, 130, (20, 24, 54), 17)
    save(image, "last-light.webp")


def harbour_map() -> None:
    """The way from the station to the quay."""
    image = Image.new("RGB", SIZE, (238, 229, 208))
    draw = ImageDraw.Draw(image)
    coast = [(700 + 60 * math.sin(y / 60) + 34 * math.sin(y / 23) - y * 0.12, y) for y in range(-20, 930, 10)]
    basin = [(x, y) for x, y in coast if y < 330] + [(900, 330), (900, 560)] + [(x, y) for x, y in coast if y > 560]
    draw.polygon([(-10, -20), *((x + 36, y) for x, y in basin), (-10, 930)], fill=(249, 243, 226))
    draw.polygon([(-10, -20), *basin, (-10, 930)], fill=(152, 196, 208))
    for row in range(9):
        wave = [(70 + step * 12, 70 + row * 96 + 7 * math.sin(step * 1.1 + row)) for step in range(24)]
        draw.line(wave, fill=(182, 216, 224), width=5)
    draw.line([(585, 300), (520, 350), (500, 430), (540, 470)], fill=(128, 118, 108), width=22, joint="curve")
    lighthouse(draw, 540, 470, 0.32)
    for x, y, hull in ((760, 400, (208, 70, 52)), (810, 470, (40, 92, 140)), (700, 500, (236, 178, 60))):
        draw.polygon([(x - 46, y), (x + 46, y), (x + 30, y + 14), (x - 30, y + 14)], fill=hull)
    for x, y, radius in ((1330, 170, 110), (1450, 250, 90), (1240, 800, 120)):
        draw.ellipse([x - radius, y - radius * 0.7, x + radius, y + radius * 0.7], fill=(198, 212, 164))
        rng = random.Random(x)
        for _ in range(16):
            tx, ty = x + rng.uniform(-0.8, 0.8) * radius, y + rng.uniform(-0.45, 0.45) * radius
            draw.polygon([(tx - 14, ty + 14), (tx, ty - 26), (tx + 14, ty + 14)], fill=(122, 154, 98))
    for x, y, wide in (
        (1010, 300, 60),
        (1090, 250, 54),
        (1110, 350, 64),
        (1190, 300, 56),
        (1030, 640, 62),
        (1120, 690, 56),
    ):
        draw.rectangle([x, y, x + wide, y + 44], fill=(226, 190, 150))
        draw.polygon([(x - 8, y), (x + wide / 2, y - 34), (x + wide + 8, y)], fill=(182, 96, 74))
    draw.line([(1620, 520), (1480, 536), (1340, 520)], fill=(96, 102, 116), width=10, joint="curve")
    for step in range(14):
        x = 1346 + step * 20
        draw.line([(x, 512 + step % 2), (x - 4, 546)], fill=(96, 102, 116), width=5)
    draw.rounded_rectangle([1270, 496, 1344, 548], 8, fill=(86, 98, 132))
    way = [(1264, 524), (1160, 500), (1060, 470), (985, 450)]
    for (ax, ay), (bx, by) in pairwise(way):
        for share in (0, 0.2, 0.4, 0.6, 0.8):
            x, y = ax + (bx - ax) * share, ay + (by - ay) * share
            draw.ellipse([x - 7, y - 7, x + 7, y + 7], fill=(208, 70, 52))
    draw.rectangle([912, 408, 984, 486], fill=(244, 196, 78))
    draw.polygon([(900, 410), (948, 362), (996, 410)], fill=(150, 62, 50))
    draw.rectangle([938, 444, 960, 486], fill=(104, 62, 46))
    draw.polygon([(1480, 700), (1502, 770), (1480, 840), (1458, 770)], fill=(122, 106, 80))
    draw.polygon([(1480, 700), (1502, 770), (1458, 770)], fill=(208, 70, 52))
    save(image, "harbour-map.png")


BROCHURE: Sequence[tuple[str, Sequence[str]]] = (
    ("The harbour guide", ("Harbour Outfitters, the yellow house at the end of Customs House Quay",)),
    (
        "Before you set out",
        (
            "Read the wind first, the tide second and the forecast last.",
            "Dress for the water, not for the air: in May it has twelve degrees.",
            "Tell us when you mean to be back. We look for you half an hour later.",
        ),
    ),
    (
        "Four places that are worth the way",
        (
            "The sandbank: 40 minutes by kayak, seals from June.",
            "The lighthouse island: 6 km, landing on the lee side, coffee on Sundays.",
            "The dune track: 34 km by bicycle, two cafes, one ferry.",
            "The breakwater at dusk: no distance at all.",
        ),
    ),
    ("If something breaks", ("Bicycles: ring the workshop, nine to four.", "Boats: VHF channel 16, or 112. Then us.")),
)


def brochure() -> None:
    """A PDF of one page, written by hand: a picture, and text in the fonts that every reader has."""
    jpeg = BytesIO()
    Image.open(TARGET / "hero-coast.jpg").resize((1000, 562), Image.Resampling.LANCZOS).save(jpeg, "JPEG", quality=80)
    lines, y = ["q 595 0 0 334 0 508 cm /Picture Do Q"], 462
    for index, (title, texts) in enumerate(BROCHURE):
        lines.append(f"BT /Bold {26 if index == 0 else 14} Tf 0.12 0.3 0.4 rg 48 {y} Td ({title}) Tj ET")
        for text in texts:
            y -= 19
            lines.append(f"BT /Plain 11 Tf 0.15 0.15 0.2 rg 48 {y} Td ({text}) Tj ET")
        y -= 44
    page, picture = "\n".join(lines).encode("ascii"), jpeg.getvalue()
    fonts = b"/Plain << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> /Bold << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold >>"
    image = b"/Type /XObject /Subtype /Image /Width 1000 /Height 562 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Filter /DCTDecode"
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /Picture 5 0 R >> /Font << %s >> >> >>" % fonts,
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(page), page),
        b"<< %s /Length %d >>\nstream\n%s\nendstream" % (image, len(picture), picture),
    ]
    file, offsets = b"%PDF-1.4\n", []
    for number, part in enumerate(parts, start=1):
        offsets.append(len(file))
        file += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    end = b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, len(file))
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(parts) + 1)
    (MEDIA / "files" / "harbour-guide.pdf").write_bytes(file + head + table + end)


def shore(draw: ImageDraw.ImageDraw, colour: Colour = (226, 206, 168)) -> None:
    draw.polygon([(0, 800), (500, 760), (1100, 790), (1600, 750), (1600, 900), (0, 900)], fill=colour)


def main() -> None:
    TARGET.mkdir(parents=True, exist_ok=True)
    red, blue, yellow, green = (208, 70, 52), (40, 92, 140), (236, 178, 60), (54, 120, 96)
    day = ((96, 168, 214), (222, 238, 240), (58, 96, 82), (38, 110, 138))
    dusk = ((74, 62, 112), (246, 176, 132), (62, 52, 82), (70, 74, 118))
    spring = ((132, 192, 210), (236, 244, 214), (88, 140, 84), (64, 138, 138))
    dawn = ((150, 190, 214), (250, 222, 190), (96, 110, 104), (98, 146, 160))
    # The words of a hero stand at its left; what is drawn stands at the right.
    scene(
        "hero-coast", *day, 3, lambda d: lighthouse(d, 1330, 600, 0.9), lambda d: kayak(d, 960, 745, 1.1, red, yellow)
    )
    scene(
        "hero-thanks",
        *dawn,
        11,
        lambda d: kayak(d, 1370, 650, 0.6, blue, red),
        lambda d: kayak(d, 1090, 770, 1.15, yellow, green),
    )
    scene("hero-returning", *dusk, 7, lambda d: kayak(d, 1130, 740, 1.25, green, yellow))
    scene(
        "hero-weekend",
        *dawn,
        5,
        shore,
        lambda d: bicycle(d, 930, 745, 1.05, red),
        lambda d: bicycle(d, 1340, 730, 0.95, blue),
    )
    scene(
        "hero-spring",
        *spring,
        9,
        shore,
        lambda d: kayak(d, 900, 650, 0.55, yellow, red),
        lambda d: bicycle(d, 1290, 735, 1.1, green),
    )
    scene("sea-touring", *day, 21, lambda d: kayak(d, 780, 730, 1.5, yellow, blue))
    scene(
        "family-kayak",
        *dawn,
        23,
        lambda d: kayak(d, 520, 740, 1.1, red, green),
        lambda d: kayak(d, 1120, 690, 0.8, blue, yellow),
    )
    scene("gravel-bike", *dusk, 31, shore, lambda d: bicycle(d, 800, 730, 1.5, yellow))
    scene(
        "island-weekend", *day, 41, lambda d: lighthouse(d, 420, 600, 1.0), lambda d: kayak(d, 980, 740, 1.0, red, blue)
    )
    scene(
        "evening-paddle",
        *dusk,
        43,
        lambda d: kayak(d, 480, 700, 0.8, red, yellow),
        lambda d: kayak(d, 900, 760, 1.2, blue, green),
    )
    scene(
        "workshop",
        *dawn,
        51,
        lambda d: lighthouse(d, 1250, 640, 0.8),
        shore,
        lambda d: bicycle(d, 460, 740, 1.3, green),
    )
    moon_calendar()
    last_light()
    harbour_map()
    brochure()


if __name__ == "__main__":
    main()
