"""The web door: the Flask app, what guards it, and the pages."""

from parlour.web.app import create_app
from parlour.web.site import Site

__all__ = ["Site", "create_app"]
