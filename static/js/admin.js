// The admin shell: menus fold on outside click and Esc, the phone's drawer, Ctrl K and / to search, copy buttons, filters that submit themselves; a form on its way is not sent twice; a read-only visitor presses nothing.
(() => {
  const d = document;
  d.documentElement.classList.add("js");
  const say = (text) => d.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  const fold = (keep) => d.querySelectorAll("details[data-menu][open]").forEach((el) => { if (!el.contains(keep)) el.open = false; });
  const drawer = (on) => {
    const menu = d.getElementById("menu");
    menu.classList.toggle("on", on);
    d.querySelectorAll("[data-drawer][aria-expanded]").forEach((el) => el.setAttribute("aria-expanded", String(on)));
    if (on) menu.querySelector("a").focus();
  };
  const search = () => {
    const form = d.querySelector("[data-global-search]");
    if (!form) return;
    form.classList.add("on");
    form.querySelector("input").focus();
  };
  d.addEventListener("click", async (event) => {
    fold(event.target);
    const at = (mark) => event.target.closest(`[data-${mark}]`);
    if (at("drawer")) drawer(!d.getElementById("menu").classList.contains("on"));
    if (at("search-open")) search();
    if (at("copy")) {
      try { await navigator.clipboard.writeText(at("copy").dataset.copy); say("已复制"); } catch (error) { prompt("复制下面的内容", at("copy").dataset.copy); }
    }
  });
  d.addEventListener("focusout", (event) => {
    const form = event.target.closest("[data-global-search].on");
    if (form && !form.contains(event.relatedTarget)) form.classList.remove("on");
  });
  const sent = (form, button, is) => { if (is) form.dataset.sent = "1"; else delete form.dataset.sent; if (button) button.classList.toggle("busy", is); };
  d.addEventListener("submit", (event) => { if (event.target.dataset.sent) { event.preventDefault(); event.stopImmediatePropagation(); } }, true);
  d.addEventListener("submit", (event) => {
    const form = event.target, button = event.submitter;
    if (event.defaultPrevented || form.method === "get") return;
    sent(form, button, true);
    setTimeout(sent, 4000, form, button, false); // a file leaves the page as it is
  });
  d.addEventListener("htmx:beforeRequest", (event) => { if (event.detail.elt.matches("form") && event.detail.requestConfig.verb !== "get") sent(event.detail.elt, null, true); });
  d.addEventListener("htmx:afterRequest", (event) => { if (event.detail.elt.matches("form")) sent(event.detail.elt, null, false); });
  // who may only look sees what could be done, and cannot press it (the server refuses in any case)
  const why = d.body.dataset.readOnly;
  const cover = (root) => root.querySelectorAll("form[method=post] button:not([type=button]), [type=submit][form], button[hx-post]").forEach((button) => {
    if (button.closest(".imp, [action$=logout]")) return;
    button.disabled = true;
    button.title = why;
  });
  if (why) { cover(d); d.addEventListener("htmx:load", (event) => cover(event.target)); }
  d.addEventListener("change", (event) => { if (event.target.matches("[data-autosubmit]")) event.target.form.requestSubmit(); });
  d.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") { event.preventDefault(); search(); return; }
    if (event.key === "Escape") { const open = d.querySelector("details[data-menu][open] > summary"); fold(); if (open) open.focus(); drawer(false); if (event.target.closest("[data-global-search]")) event.target.blur(); return; }
    const typing = event.target.matches("input,textarea,select,[contenteditable]");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || d.querySelector("dialog[open]")) return;
    if (event.key === "/") { const box = d.querySelector("[data-list-search]"); if (box) { event.preventDefault(); box.focus(); } }
    if (event.key === "?") { const help = d.getElementById("shortcuts"); if (help) help.showModal(); }
  });
})();
