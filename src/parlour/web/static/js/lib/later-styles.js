/** @type {Promise<void> | null} */
let coming = null;

/**
 * Have the styles of what is not seen at first, once; when they cannot be had now, the next wish asks again.
 * @param {{href: string, integrity: string}} sheet
 */
export function laterStyles({ href, integrity }) {
  coming ??= new Promise((resolve, reject) => {
    const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, integrity });
    link.onload = () => resolve();
    link.onerror = () => {
      coming = null;
      link.remove();
      reject(new Error("The styles could not be fetched."));
    };
    document.head.append(link);
  });
  return coming;
}
