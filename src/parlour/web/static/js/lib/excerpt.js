const LONGEST = 140;
const LINES = /```\w*|^\s*(?:>|#{1,6}|[-+*]) /gm;
const WORDS = /(?<=^|[\s(])[*_~`]{1,3}(?=\S)|(?<=\S)[*_~`]{1,3}(?=$|[\s.,;:!?)])/gm;

/** The beginning of a message as one line, without the marks of Markdown. @param {string} text */
export function excerpt(text) {
  const start = text.slice(0, 4 * LONGEST);
  const plain = start.replace(LINES, "").replace(WORDS, "").replace(/\[([^\]\n]+)\]\([^)\s]+\)/g, "$1").replace(/\s+/g, " ").trim();
  const letters = [...(plain || start.trim())];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join("")}...` : letters.join("");
}
