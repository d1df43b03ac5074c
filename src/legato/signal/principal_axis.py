"""Direction in which three axes move most, for stacks of small matrices.

``numpy.linalg.eigh`` calls LAPACK once a matrix (3 us each) and would cost more than all transforms; repeated squaring is
plain arithmetic on whole columns and can't depend on the number of rows.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["cross_power", "principal_axis"]

Float64 = NDArray[np.float64]
# Pairs of axes in the order in which the six different entries of a symmetric matrix are kept.
_PAIRS = ((0, 0), (1, 1), (2, 2), (0, 1), (0, 2), (1, 2))
# The matrix is raised to the power 2^7: a second direction with 0.9 of the power of the first is left with 1e-6.
_SQUARINGS = 7


def cross_power(spectra: NDArray[np.complex64]) -> Float64:
    """Give the real part of the cross-spectral matrix of each row, added over the bins.

    Parameters
    ----------
    spectra : ndarray of complex64, shape (3, n, n_bins)

    Returns
    -------
    ndarray of float64, shape (6, n)
        xx, yy, zz, xy, xz, yz.
    """
    parts = np.ascontiguousarray(spectra).view(np.float32)
    return np.stack([np.vecdot(parts[i], parts[j]).astype(np.float64) for i, j in _PAIRS])


def principal_axis(matrix: Float64) -> tuple[Float64, Float64]:
    """Find the principal axis of symmetric 3 x 3 matrices and the share of the trace along it.

    Parameters
    ----------
    matrix : ndarray of float64, shape (6, n)
        xx, yy, zz, xy, xz, yz; none negative.

    Returns
    -------
    axis : ndarray of float64, shape (3, n)
        Unit vectors; the sign means nothing.
    share : ndarray of float64, shape (n,)
        1/3 to 1; NaN where the matrix is zero.
    """
    with np.errstate(invalid="ignore", divide="ignore"):
        unit = matrix / (matrix[0] + matrix[1] + matrix[2])
        power = unit
        for _ in range(_SQUARINGS):
            xx, yy, zz, xy, xz, yz = power
            power = np.stack(
                [
                    xx * xx + xy * xy + xz * xz,
                    xy * xy + yy * yy + yz * yz,
                    xz * xz + yz * yz + zz * zz,
                    xx * xy + xy * yy + xz * yz,
                    xx * xz + xy * yz + xz * zz,
                    xy * xz + yy * yz + yz * zz,
                ]
            )
            power /= power[0] + power[1] + power[2]
        xx, yy, zz, xy, xz, yz = power
        is_x = (xx >= yy) & (xx >= zz)
        is_y = ~is_x & (yy >= zz)
        axis = np.stack(
            [
                np.where(is_x, xx, np.where(is_y, xy, xz)),
                np.where(is_x, xy, np.where(is_y, yy, yz)),
                np.where(is_x, xz, np.where(is_y, yz, zz)),
            ]
        )
        axis /= np.sqrt(axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2])
    ax, ay, az = axis
    share = ax * ax * unit[0] + ay * ay * unit[1] + az * az * unit[2]
    share += 2.0 * (ax * ay * unit[3] + ax * az * unit[4] + ay * az * unit[5])
    return axis, share
