"""Plans by socket: a message for later, a reminder."""

from __future__ import annotations

from parlour import wire
from parlour.live.desk import Desk
from parlour.live.seat import Seat
from parlour.messages.actions import checked_post
from parlour.plans.checks import checked_moment
from parlour.plans.reminding import set_reminder
from parlour.plans.scheduling import schedule_message


async def schedule(desk: Desk, seat: Seat, asked: wire.ScheduleMessage) -> wire.WillSend:
    post = checked_post(seat.person, asked.room, asked.key, asked.message, asked.reply_to)
    at = checked_moment(asked.at)
    return wire.WillSend(scheduled=await desk.store.write(lambda tx: schedule_message(tx, post, at)))


async def remind(desk: Desk, seat: Seat, asked: wire.Remind) -> wire.WillRemind:
    return wire.WillRemind(reminder=await desk.store.write(lambda tx: set_reminder(tx, seat.person, asked)))
