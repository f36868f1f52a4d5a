// form[data-bulk]: ticks, select-all, the bulk bar with its count, "select all matched"; J K X walk and tick rows.
(() => {
  const d = document;
  const boxes = (form) => [...form.querySelectorAll("[data-check]")];
  const matched = (form) => form.querySelector("[name=all_matched]");
  const refresh = (form) => {
    const all = boxes(form), on = all.filter((el) => el.checked), head = form.querySelector("[data-check-all]"), bar = form.querySelector("[data-bulk-bar]");
    all.forEach((el) => el.closest("tr").classList.toggle("sel", el.checked));
    if (head) { head.checked = on.length > 0 && on.length === all.length; head.indeterminate = on.length > 0 && on.length < all.length; }
    if (!bar) return;
    const every = matched(form).value === "1" ? Number(form.querySelector("[data-bulk-all]").dataset.bulkAll) : on.length;
    bar.hidden = every === 0;
    bar.querySelectorAll(".g button").forEach((el) => { el.disabled = every === 0; });
    bar.querySelector("[data-bulk-count]").textContent = every.toLocaleString("en");
  };
  const set = (form, on) => { matched(form).value = ""; boxes(form).forEach((el) => { el.checked = on; }); refresh(form); };
  d.addEventListener("change", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (!form) return;
    if (event.target.matches("[data-check-all]")) set(form, event.target.checked);
    else if (event.target.matches("[data-check]")) { matched(form).value = ""; refresh(form); }
  });
  d.addEventListener("click", (event) => {
    const form = event.target.closest("form[data-bulk]");
    if (!form) return;
    if (event.target.closest("[data-bulk-clear]")) set(form, false);
    if (event.target.closest("[data-bulk-all]")) { set(form, true); matched(form).value = "1"; refresh(form); }
  });
  const walk = (step) => {
    const rows = [...d.querySelectorAll("form[data-bulk] tbody tr")];
    if (!rows.length) return;
    const at = rows.findIndex((row) => row.classList.contains("hit"));
    rows.forEach((row) => row.classList.remove("hit"));
    const row = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
    row.classList.add("hit");
    row.scrollIntoView({ block: "nearest" });
  };
  d.addEventListener("keydown", (event) => {
    if (event.target.matches("input,textarea,select") || event.ctrlKey || event.metaKey || event.altKey || d.querySelector("dialog[open]")) return;
    if (event.key === "j") walk(1);
    if (event.key === "k") walk(-1);
    const box = event.key === "x" && d.querySelector("tr.hit [data-check]");
    if (box) box.click();
  });
  const all = () => d.querySelectorAll("form[data-bulk]").forEach(refresh);
  d.addEventListener("htmx:afterSettle", all);
  all();
})();
