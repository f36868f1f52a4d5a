// Sheets: data-sheet-open="id" opens (data-fill fills its form), data-sheet-close, Esc, backdrop and Back close.
(() => {
  const stack = [];
  const root = document.documentElement;
  const behind = (on) => {
    for (const el of document.body.children) {
      if (el.matches(".sheet,.mask,.toasts,script,link")) continue;
      el.inert = on;
      if (on) el.setAttribute("aria-hidden", "true");
      else el.removeAttribute("aria-hidden");
    }
  };
  const render = () => {
    const top = stack[stack.length - 1];
    document.querySelectorAll(".sheet").forEach((el) => el.classList.toggle("on", Boolean(top) && el === top.sheet));
    root.classList.toggle("open", Boolean(top));
    behind(Boolean(top));
    if (top) top.sheet.focus({ preventScroll: true });
  };
  const fill = (sheet, values) => {
    for (const [name, value] of Object.entries(values)) {
      const input = sheet.querySelector(`[name="${name}"]`);
      if (!input) continue;
      input.value = value;
      input.dispatchEvent(new Event("change", { bubbles: true }));
    }
  };
  const open = (id, values) => {
    const sheet = document.getElementById(id);
    if (!sheet || stack.some((it) => it.sheet === sheet)) return;
    if (sheet.parentNode !== document.body) document.body.append(sheet);
    stack.push({ sheet, last: document.activeElement });
    history.pushState({ sheet: id }, "");
    render();
    if (values) fill(sheet, values);
    sheet.dispatchEvent(new CustomEvent("sheet:open", { bubbles: true }));
  };
  const pop = () => {
    const gone = stack.pop();
    if (!gone) return;
    render();
    if (gone.last && gone.last.isConnected) gone.last.focus({ preventScroll: true });
    gone.sheet.dispatchEvent(new CustomEvent("sheet:close", { bubbles: true }));
  };
  const close = () => { if (stack.length) history.back(); };
  addEventListener("popstate", pop);
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-sheet-open]");
    if (opener) {
      event.preventDefault();
      open(opener.dataset.sheetOpen, opener.dataset.fill && JSON.parse(opener.dataset.fill));
    } else if (event.target.closest("[data-sheet-close]")) close();
  });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") close(); });
  document.addEventListener("sheet:show", (event) => open(event.detail.id, event.detail.fill));
  document.addEventListener("sheet:hide", close);
  document.addEventListener("focusin", (event) => {
    if (event.target.closest(".sheet") && event.target.matches("input,textarea")) setTimeout(() => event.target.scrollIntoView({ block: "nearest" }), 300);
  });
})();
// ?buy=1 presses the main button, once: WeChat's login drops a fragment.
addEventListener("load", () => {
  const main = document.querySelector(".act .p[data-sheet-open]"), bare = location.href.replace(/[?&]buy=1.*/, "");
  if (!main || bare === location.href) return;
  history.replaceState(history.state, "", bare);
  main.click();
});
