"""Legato measures involuntary leg shaking, joins it with what a person tells, and says how soon to seek help and why.

It is not a diagnosis, and no clinician has reviewed it. The front door is small and lazy: importing the package loads
neither numpy nor scipy.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from legato.analyze import analyze
    from legato.assess import assess_case
    from legato.errors import LegatoError
    from legato.io.read import read_recording
    from legato.model.analysis import Analysis
    from legato.model.assessment import Assessment
    from legato.model.channel import Channel
    from legato.model.measure import Measure
    from legato.model.movement import Bout, MovementKind
    from legato.model.recording import Recording

__version__ = "0.1.0"

__all__ = [
    "Analysis",
    "Assessment",
    "Bout",
    "Channel",
    "LegatoError",
    "Measure",
    "MovementKind",
    "Recording",
    "__version__",
    "analyze",
    "assess_case",
    "read_recording",
]

_HOMES = {
    "Analysis": "legato.model.analysis",
    "Assessment": "legato.model.assessment",
    "Bout": "legato.model.movement",
    "Channel": "legato.model.channel",
    "LegatoError": "legato.errors",
    "Measure": "legato.model.measure",
    "MovementKind": "legato.model.movement",
    "Recording": "legato.model.recording",
    "analyze": "legato.analyze",
    "assess_case": "legato.assess",
    "read_recording": "legato.io.read",
}


class _FrontDoor(ModuleType):
    """The package, in which ``legato.analyze`` stays the function.

    Importing the file ``legato/analyze.py`` makes Python put the module of that name here, and the second call of
    ``legato.analyze(...)`` would then call a module.
    """

    def __setattr__(self, name: str, value: object) -> None:
        """Leave a name of the front door alone when a module of the same name is loaded."""
        if name not in _HOMES or not isinstance(value, ModuleType):
            super().__setattr__(name, value)


sys.modules[__name__].__class__ = _FrontDoor


def __getattr__(name: str) -> Any:
    """Load a name of the front door when it is first used."""
    if name not in _HOMES:
        raise AttributeError(f"module 'legato' has no attribute '{name}'; it has {', '.join(__all__)}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    """List the front door."""
    return sorted(__all__)
