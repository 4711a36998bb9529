/** A random name that nobody else has. Not crypto.randomUUID: browsers offer that by https only. */
export function newKey() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
