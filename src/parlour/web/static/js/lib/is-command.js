/** Does a text do something rather than say it? A path such as /etc/hosts does not. @param {string} text */
export const isCommand = (text) => /^\/[a-z]+(?=\s|$)/i.test(text);
