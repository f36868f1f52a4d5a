// input[data-suggest="list id"] with role=combobox: arrows walk the suggestions htmx brought, Enter follows, Esc folds.
(() => {
  document.querySelectorAll("[data-suggest]").forEach((input) => {
    const list = document.getElementById(input.dataset.suggest);
    const options = () => [...list.querySelectorAll("[role=option]")];
    const choose = (at) => {
      options().forEach((el, i) => { el.id = el.id || `sug-${i}`; el.setAttribute("aria-selected", String(i === at)); });
      const now = options()[at];
      if (now) input.setAttribute("aria-activedescendant", now.id);
      else input.removeAttribute("aria-activedescendant");
    };
    const fold = (closed) => { list.hidden = closed; input.setAttribute("aria-expanded", String(!closed && options().length > 0)); };
    list.addEventListener("htmx:afterSwap", () => { choose(-1); fold(false); });
    input.addEventListener("input", () => { if (!input.value.trim()) { list.replaceChildren(); fold(true); } });
    input.addEventListener("keydown", (event) => {
      const all = options(), at = all.findIndex((el) => el.getAttribute("aria-selected") === "true");
      const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
      if (step && all.length) { event.preventDefault(); fold(false); choose((at + step + all.length) % all.length); }
      else if (event.key === "Escape") fold(true);
      else if (event.key === "Enter" && at >= 0) { event.preventDefault(); all[at].querySelector("a").click(); }
    });
  });
})();
