// [data-sortable]: rows with ↑ ↓ buttons (data-move) and a handle change places; the hidden inputs inside keep the order for the form.
(() => {
  const done = (list) => list.dispatchEvent(new CustomEvent("form:dirty", { bubbles: true }));
  document.addEventListener("click", (event) => {
    const move = event.target.closest("[data-sortable] [data-move]");
    if (!move) return;
    const list = move.closest("[data-sortable]"), row = [...list.children].find((el) => el.contains(move));
    const step = Number(move.dataset.move), other = step < 0 ? row.previousElementSibling : row.nextElementSibling;
    if (!other) return;
    list.insertBefore(row, step < 0 ? other : other.nextSibling);
    move.focus();
    done(list);
  });
  let row;
  document.addEventListener("dragstart", (event) => { const list = event.target.closest("[data-sortable]"); row = list && [...list.children].find((el) => el.contains(event.target)); });
  document.addEventListener("dragover", (event) => {
    const list = row && event.target.closest("[data-sortable]");
    const over = list === (row && row.parentNode) && list && [...list.children].find((el) => el.contains(event.target));
    if (!over || over === row) return;
    event.preventDefault();
    list.insertBefore(row, row.compareDocumentPosition(over) & Node.DOCUMENT_POSITION_FOLLOWING ? over.nextSibling : over);
  });
  document.addEventListener("dragend", () => { if (row) done(row.parentNode); row = undefined; });
})();
