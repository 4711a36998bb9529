"""Every page that people see."""

from __future__ import annotations

from parlour.web import chat, claim, entrance, invitation, setup

VIEWS = (entrance.views, invitation.views, setup.views, claim.views, chat.views)
