/**
 * It stands in a thread and nowhere else: the room's own conversation does not show it.
 * @param {{thread?: number | null, also_to_room?: boolean}} message
 */
export const hidden = ({ thread, also_to_room }) => Boolean(thread) && !also_to_room;
