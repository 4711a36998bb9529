// Runs before the first paint, so that a chosen theme does not flash.
// @ts-check
(() => {
  try {
    const theme = localStorage.getItem("parlour/theme");
    if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  } catch {
    // Storage may be forbidden; the system's theme then stays.
  }
})();
