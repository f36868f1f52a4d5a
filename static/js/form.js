// form[data-dirty]: the save bar appears on a change, leaving asks first, Ctrl S saves. Any form: focus goes to the first error after a 422; [data-count] shows how many characters are left.
(() => {
  const d = document;
  const dirty = () => d.querySelector("form[data-dirty].dirty");
  const mark = (form, on) => {
    form.classList.toggle("dirty", on);
    const bar = form.querySelector("[data-save-bar]");
    if (bar) bar.classList.toggle("on", on);
    document.body.classList.toggle("unsaved", Boolean(document.querySelector(".savebar.on"))); // toasts make room
  };
  const touched = (event) => { const form = event.target.form && event.target.form.closest("form[data-dirty]"); if (form) mark(form, true); };
  d.addEventListener("input", touched);
  d.addEventListener("change", touched);
  d.addEventListener("form:dirty", (event) => { const form = event.target.closest("form[data-dirty]"); if (form) mark(form, true); });
  d.addEventListener("reset", (event) => { if (event.target.matches("[data-dirty]")) mark(event.target, false); });
  d.addEventListener("submit", (event) => { if (event.target.matches("[data-dirty]")) event.target.classList.remove("dirty"); });
  // A preview or a picker inside the form asks the server too: only the form's own sending saves it.
  d.addEventListener("htmx:afterRequest", ({ detail: { elt, requestConfig: { verb, path }, xhr } }) => {
    const form = elt.matches("form") ? elt : elt.type === "submit" && elt.form;
    const isSent = form && form.isConnected && form.matches("[data-dirty]") && verb === form.method && path === form.getAttribute("action");
    if (isSent) mark(form, xhr.status < 200 || xhr.status >= 400); // htmx calls a 422 that it draws successful
  });
  addEventListener("beforeunload", (event) => { if (dirty()) event.preventDefault(); });
  d.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
    const form = dirty() || d.querySelector("dialog[open] form") || d.querySelector("form[data-dirty]");
    if (form) { event.preventDefault(); form.requestSubmit(); }
  });
  const focusError = (root) => { const wrong = root.querySelector("[aria-invalid=true]"); if (wrong) wrong.focus(); };
  d.addEventListener("htmx:afterSettle", (event) => { if (event.detail.xhr && event.detail.xhr.status === 422) focusError(d); });
  const count = (input) => { const out = d.querySelector(`[data-count="${input.id}"]`); if (out) out.textContent = `${[...input.value].length}/${input.maxLength}`; };
  d.addEventListener("input", (event) => count(event.target));
  d.querySelectorAll("[data-count]").forEach((out) => { const input = d.getElementById(out.dataset.count); if (input) count(input); });
  focusError(d);
  d.querySelectorAll("form[data-dirty][data-touched]").forEach((form) => mark(form, true));
})();
