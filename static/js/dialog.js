// Dialogs: what htmx puts into a <dialog> opens it; dialog:close, Esc, the backdrop and data-dialog-close shut it. data-confirm and hx-confirm ask in the shop's own words.
(() => {
  const d = document;
  const focus = (box) => {
    const first = box.querySelector("[aria-invalid=true]") || box.querySelector("[autofocus]:not(h2)");
    if (first) first.focus();
  };
  const show = (box) => {
    const title = box.querySelector("h2");
    if (title) box.setAttribute("aria-label", title.textContent);
    if (!box.open) box.showModal();
    focus(box);
  };
  d.addEventListener("htmx:afterSwap", (event) => {
    const box = event.detail.target.closest("dialog");
    if (box && box.firstElementChild) show(box);
  });
  d.addEventListener("htmx:afterSettle", (event) => { // settling, htmx gives the focus to the title
    const box = event.detail.target.closest("dialog");
    if (box && box.open) focus(box);
  });
  const shut = () => d.querySelectorAll("dialog[open]").forEach((box) => box.close());
  d.addEventListener("dialog:close", shut);
  d.addEventListener("click", (event) => {
    const box = event.target.closest("dialog");
    if (box && (event.target === box || event.target.closest("[data-dialog-close]"))) box.close();
  });
  d.addEventListener("close", (event) => { if (event.target.matches("#dialog,#drawer,#question")) event.target.replaceChildren(); }, true);
  const make = (tag, props, ...children) => { const el = Object.assign(d.createElement(tag), props); el.append(...children); return el; };
  const ask = (question, label, yes, back = "取消") => {
    const box = d.getElementById("question") || d.getElementById("dialog");
    const ok = make("button", { type: "button", className: "btn p d", textContent: label, onclick: () => { box.close(); yes(); } });
    const no = make("button", { type: "button", className: "btn", textContent: back, onclick: () => box.close() });
    box.replaceChildren(make("div", { className: "hd" }, make("h2", { textContent: label })), make("div", { className: "bd" }, make("p", { textContent: question })), make("div", { className: "fo" }, no, ok));
    show(box);
    no.focus();
  };
  d.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.textContent.trim() || "确定", () => event.detail.issueRequest(true));
  });
  d.addEventListener("click", (event) => {
    const button = event.target.closest("[data-confirm]");
    if (!button || button.sure) return;
    event.preventDefault();
    event.stopPropagation();
    ask(button.dataset.confirm, button.textContent.trim() || button.getAttribute("aria-label"), () => { button.sure = true; button.click(); button.sure = false; }, button.dataset.confirmBack);
  }, true);
})();
