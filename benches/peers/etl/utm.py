"""From UTM zone 42N (EPSG:32642) to degrees, for any kind of column: Krüger's series to the third power of the third flattening, which
is good to a millimetre in all of Kazakhstan (Karney 2011, "Transverse Mercator with an accuracy of a few nanometers", eqs. 7-11, 36).

    python utm.py    # compares with PROJ where pyproj is installed
"""

A, F, K0, EASTING, MERIDIAN = 6378137.0, 1 / 298.257223563, 0.9996, 500000.0, 69.0
N = F / (2 - F)
RADIUS = A / (1 + N) * (1 + N**2 / 4 + N**4 / 64) * K0
BETA = (N / 2 - 2 / 3 * N**2 + 37 / 96 * N**3, N**2 / 48 + N**3 / 15, 17 / 480 * N**3)
DELTA = (2 * N - 2 / 3 * N**2 - 2 * N**3, 7 / 3 * N**2 - 8 / 5 * N**3, 56 / 15 * N**3)
DEGREES = 57.29577951308232


def degrees(x, y, math, named=lambda value: value):
    """Latitude and longitude of eastings and northings. `math` holds sin, cos, sinh, cosh, sqrt, arcsin and arctan for such columns.

    Multiples of an angle come from the sine and cosine of the angle itself, so that few transcendental functions are left.
    """
    xi, eta = named(y * (1 / RADIUS)), named((x - EASTING) * (1 / RADIUS))
    s2, c2 = named(math.sin(xi * 2)), named(math.cos(xi * 2))
    h2, d2 = named(math.sinh(eta * 2)), named(math.cosh(eta * 2))
    s4, c4, h4, d4 = named(s2 * c2 * 2), named(1 - s2 * s2 * 2), named(h2 * d2 * 2), named(h2 * h2 * 2 + 1)
    s6, c6, h6, d6 = s4 * c2 + c4 * s2, c4 * c2 - s4 * s2, h4 * d2 + d4 * h2, d4 * d2 + h4 * h2
    b1, b2, b3 = BETA
    xi = named(xi - s2 * d2 * b1 - s4 * d4 * b2 - s6 * d6 * b3)
    eta = named(eta - c2 * h2 * b1 - c4 * h4 * b2 - c6 * h6 * b3)
    lng = math.arctan(math.sinh(eta) / math.cos(xi)) * DEGREES + MERIDIAN
    sine = named(math.sin(xi) / math.cosh(eta))
    cosine = named(math.sqrt(1 - sine * sine))
    t2, u2 = named(sine * cosine * 2), named(1 - sine * sine * 2)
    d1, d2, d3 = DELTA
    lat = math.arcsin(sine) + t2 * (d1 + u2 * (2 * d2) + (u2 * u2 * 4 - 1) * d3)
    return lat * DEGREES, lng


if __name__ == "__main__":
    import numpy as np
    from pyproj import Transformer

    x, y = (grid.ravel() for grid in np.meshgrid(np.linspace(-1.2e6, 1.8e6, 301), np.linspace(4.4e6, 6.2e6, 181)))
    lng, lat = Transformer.from_crs("EPSG:32642", "EPSG:4326", always_xy=True).transform(x, y)
    ours = degrees(x, y, np)
    metres = max(abs(ours[0] - lat).max() * 111_000, abs((ours[1] - lng) * np.cos(np.radians(lat))).max() * 111_000)
    assert metres < 0.05, metres
    print(f"within {metres * 1000:.2f} mm of PROJ")
