/**
 * Full jitter: a random wait between nothing and 1 s * 2^tries, 30 s at most, so that those who lost a server
 * together do not come back together.
 * @param {number} tries @param {() => number} [random]
 * @returns {number} milliseconds
 */
export function backoff(tries, random = Math.random) {
  return Math.max(250, Math.floor(random() * Math.min(30_000, 1000 * 2 ** tries)));
}
