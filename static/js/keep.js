// form[data-keep]: who has to leave on the way (address, login) finds the form again as it was, and its sheet open.
(() => {
  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const place = `keep:${location.pathname}`, own = ["csrf_token", "request_key", "address_id", "expected_total_fen", "activity_id"];
  const keep = () => {
    const values = [...new FormData(form)].filter(([name]) => !own.includes(name));
    try { sessionStorage.setItem(place, JSON.stringify({ values, sheet: (form.closest(".sheet.on") || {}).id })); } catch (error) { /* private window */ }
  };
  document.addEventListener("keep", keep);
  document.addEventListener("click", (event) => { if (event.target.closest('a[href*="next="],a[href*="address="]')) keep(); }, true);
  document.addEventListener("htmx:beforeOnLoad", (event) => { if (event.detail.xhr.getResponseHeader("HX-Redirect")) keep(); });
  addEventListener("load", () => {
    let found;
    try { found = JSON.parse(sessionStorage.getItem(place)); sessionStorage.removeItem(place); } catch (error) { /* private window */ }
    if (!found) return;
    for (const [name, value] of found.values) {
      const field = form.elements[name];
      if (field && (field.type || field[0].type === "radio")) field.value = value;
    }
    // Only now: the sheet asks for its price as it opens, and would get the one of what the page chose.
    if (found.sheet) document.dispatchEvent(new CustomEvent("sheet:show", { detail: { id: found.sheet } }));
    const last = form.querySelector("[name=qty]") || form;
    last.dispatchEvent(new Event("change", { bubbles: true }));
  });
})();
