"""Put the application together: guards in front, pages and the JSON interface behind, assets beside."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path

from fastapi import APIRouter, FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.staticfiles import StaticFiles

from legato import __version__
from legato.app import routes
from legato.app.access import Access
from legato.app.desk import Desk
from legato.app.failures import answer_bug, answer_http, answer_legato, answer_validation
from legato.app.guards import Guards
from legato.app.home_network import HomeNetwork
from legato.app.settings import AppSettings
from legato.errors import LegatoError

__all__ = ["create_app", "find_routers"]


def create_app(desk: Desk, settings: AppSettings, *, access: Access | None = None) -> FastAPI:
    """Make the application.

    Parameters
    ----------
    desk : Desk
    settings : AppSettings
    access : Access or None
        Who may come in; made from the store of the desk by default.

    Returns
    -------
    FastAPI
    """
    app = FastAPI(
        title="Legato",
        version=__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    door = access or Access(desk.store)
    app.state.desk, app.state.settings, app.state.access = desk, settings, door
    app.state.network = HomeNetwork()
    for router in find_routers():
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=Path(__file__).parent / "static"), name="static")
    app.add_exception_handler(LegatoError, answer_legato)
    app.add_exception_handler(HTTPException, answer_http)
    app.add_exception_handler(RequestValidationError, answer_validation)
    app.add_exception_handler(Exception, answer_bug)
    app.add_middleware(Guards, settings=settings, access=door)
    return app


def find_routers() -> list[APIRouter]:
    """Give the routers of all modules of ``routes``, in the order of their names.

    Returns
    -------
    list of APIRouter
    """
    names = sorted(module.name for module in pkgutil.iter_modules(routes.__path__))
    modules = [import_module(f"{routes.__name__}.{name}") for name in names]
    return [module.router for module in modules if hasattr(module, "router")]
