/** @param {number} count @param {string} one @param {string} many */
export const plural = (count, one, many) => `${count.toLocaleString()} ${count === 1 ? one : many}`;
