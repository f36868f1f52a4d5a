// The product editor: [data-compose=id] joins the words into the title, [data-fill-down=col] copies the first row's value down, [data-remove-row] takes a row away.
(() => {
  const d = document;
  const put = (input, value) => { input.value = value; input.dispatchEvent(new Event("input", { bubbles: true })); };
  d.addEventListener("click", (event) => {
    const compose = event.target.closest("[data-compose]");
    if (compose) {
      const words = [...d.querySelectorAll("[data-compose-from] [data-part]")].map((el) => el.value.trim()).filter(Boolean);
      const title = d.getElementById(compose.dataset.compose);
      if (words.length) put(title, words.join(" ").slice(0, title.maxLength));
      title.focus();
    }
    const fill = event.target.closest("[data-fill-down]");
    if (fill) {
      const cells = [...fill.closest("table").querySelectorAll(`[data-col="${fill.dataset.fillDown}"]`)];
      cells.slice(1).forEach((cell) => put(cell, cells[0].value));
    }
    const remove = event.target.closest("[data-remove-row]");
    if (remove) {
      const row = remove.closest("[data-row]"), form = row.closest("form");
      if (row.parentNode.children.length < 2) return;
      row.remove();
      form.dispatchEvent(new CustomEvent("form:dirty", { bubbles: true }));
    }
  });
})();
