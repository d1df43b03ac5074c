"""Fit anew every number under knowledge/data/fitted: run each script there, which writes the data file beside it."""

from __future__ import annotations

import os
import subprocess
import sys

from repository import ROOT

FITTED = ROOT / "src" / "legato" / "knowledge" / "data" / "fitted"

if __name__ == "__main__":
    failed = []
    for script in sorted(FITTED.glob("*.py")):
        print(f"fitting: {script.name}", flush=True)
        if subprocess.run(
            [sys.executable, str(script)], cwd=ROOT, env=dict(os.environ, OMP_NUM_THREADS="1")
        ).returncode:
            failed.append(script.name)
    sys.exit(f"failed: {', '.join(failed)}" if failed else 0)
