/** A question on the first line, an option on each other. @param {string} text */
export function pollLines(text) {
  const [question = "", ...options] = text.split("\n").map((line) => line.trim());
  return { question, options: options.map((line) => line.replace(/^(?:[-*+]|\d+[.)])\s+/, "")).filter(Boolean) };
}
