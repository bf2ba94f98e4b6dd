// Light, dark, or as the system has it: chosen by a button in the head, kept by this browser. The page waits for this
// script, which is short, so that it is never first shown in other colours.
(() => {
  "use strict";
  const key = "incident-theme";
  const themes = ["system", "light", "dark"];
  const kept = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null; // It is not allowed: the choice holds for this page.
    }
  };
  const show = (theme) => {
    document.documentElement.dataset.theme = themes.includes(theme) ? theme : "system";
  };
  show(kept());
  addEventListener("storage", (event) => event.key === key && show(event.newValue));
  document.addEventListener("click", (event) => {
    if (!event.target.closest?.(".theme")) return;
    const next = themes[(themes.indexOf(document.documentElement.dataset.theme) + 1) % themes.length];
    show(next);
    try {
      if (next === "system") localStorage.removeItem(key);
      else localStorage.setItem(key, next);
    } catch {
      // As above.
    }
  });
})();
