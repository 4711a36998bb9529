"""Every page that people see."""

from __future__ import annotations

from parlour.web import chat, entrance, invitation, setup

VIEWS = (entrance.views, invitation.views, setup.views, chat.views)
