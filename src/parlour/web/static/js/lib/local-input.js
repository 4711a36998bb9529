const MINUTE = 60_000;

/** A moment as a field for a local time takes it; `new Date(...)` reads it back. @param {Date} at */
export const localInput = (at) => new Date(at.getTime() - at.getTimezoneOffset() * MINUTE).toISOString().slice(0, 16);
