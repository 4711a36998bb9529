import { Problem } from "parlour/lib/problem.js";

/** The REST API, with the page's own session and CSRF token. */
export class Http {
  #url;
  #csrf;
  #until = new AbortController();

  /** @param {string} url @param {string} csrf */
  constructor(url, csrf) {
    this.#url = url.replace(/\/$/, "");
    this.#csrf = csrf;
  }

  /** @param {string} path */
  get(path) {
    return this.#ask("GET", path);
  }

  /** @param {string} path @param {object} body */
  post(path, body) {
    return this.#ask("POST", path, body);
  }

  /** @param {string} path @param {object} body */
  patch(path, body) {
    return this.#ask("PATCH", path, body);
  }

  /** @param {string} path @param {object} [body] */
  put(path, body) {
    return this.#ask("PUT", path, body);
  }

  /** @param {string} path */
  delete(path) {
    return this.#ask("DELETE", path);
  }

  /** One signs out: what is under way is given up, and nothing is asked any more. */
  end() {
    this.#until.abort();
  }

  /**
   * @param {string} method @param {string} path @param {object} [body]
   * @returns {Promise<any>}
   */
  async #ask(method, path, body) {
    /** @type {Record<string, string>} */
    const headers = { accept: "application/json", "x-csrf-token": this.#csrf };
    if (body) headers["content-type"] = "application/json";
    let response;
    try {
      response = await fetch(this.#url + path, { method, headers, body: body && JSON.stringify(body), signal: this.#until.signal });
    } catch (thrown) {
      throw Problem.from(thrown);
    }
    if (response.status === 204) return null;
    const answer = await response.json().catch(() => null);
    if (response.ok) return answer;
    throw new Problem(answer?.error ?? { code: "internal", message: "Something went wrong here. It was not your doing." });
  }
}
