import { html } from "lit";

const KEY = "parlour/theme";

/** Light, dark, or as the system has it; theme.js reads the choice before the first paint. */
export function themeChoice() {
  const now = document.documentElement.dataset.theme ?? "system";
  return html`<fieldset class="choices" aria-label="Theme">
    ${[["system", "System"], ["light", "Light"], ["dark", "Dark"]].map(
      ([value = "", title]) => html`<label class="choice">
        <input type="radio" name="theme" value=${value} ?checked=${value === now} @change=${() => choose(value)}><span>${title}</span>
      </label>`,
    )}
  </fieldset>`;
}

/** @param {string} theme */
function choose(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // Not kept: the choice lasts as long as the page.
  }
}
