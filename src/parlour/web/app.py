"""The Flask app of one site: its views, and what stands around each of them."""

from __future__ import annotations

from pathlib import Path

from flask import Flask, Response
from werkzeug.routing import IntegerConverter, Map

from parlour.web import api, pages
from parlour.web.csrf import protect, remember
from parlour.web.guard import BODY_LIMIT
from parlour.web.problems import handle_problems
from parlour.web.site import KEY, Site


class Id(IntegerConverter):
    """A number that a browser and a database can hold; any other is a page that is not there."""

    def __init__(self, map: Map) -> None:  # noqa: A002  (Werkzeug's name)
        super().__init__(map, min=1, max=2**53 - 1)


def create_app(site: Site) -> Flask:
    """Return the app; it keeps nothing of its own between requests."""
    app = Flask("parlour.web", root_path=str(Path(__file__).parent), static_folder=None)
    app.extensions[KEY] = site
    app.config.update(MAX_CONTENT_LENGTH=BODY_LIMIT, MAX_FORM_MEMORY_SIZE=BODY_LIMIT, MAX_FORM_PARTS=20)
    app.url_map.converters["id"] = Id
    app.url_map.merge_slashes = False
    for views in (*api.views(), *pages.VIEWS):
        app.register_blueprint(views)
    handle_problems(app)
    app.before_request(protect)
    app.after_request(_personal)
    app.context_processor(lambda: _for_templates(site))
    return app


def _personal(answer: Response) -> Response:
    """No cache may keep what depends on who asks."""
    answer.headers["Cache-Control"] = "no-store"
    answer.vary.add("Cookie")
    remember(answer)
    return answer


def _for_templates(site: Site) -> dict[str, object]:
    return {"assets": site.assets, "signup": site.settings.signup, "guests": site.settings.guests}
