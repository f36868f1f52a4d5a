// Columns copied from a spreadsheet and pasted into a field of [data-column]: the fields below are filled in turn, or by the name in the first column.
addEventListener("paste", (event) => {
  const box = event.target.closest("[data-column]"), text = event.clipboardData.getData("text").trim();
  if (!box || !/[\n\t]/.test(text)) return;
  event.preventDefault();
  const boxes = [...box.form.querySelectorAll("[data-column]")], from = boxes.indexOf(box);
  text.split(/\r?\n/).forEach((line, place) => {
    const cells = line.split("\t").map((cell) => cell.trim());
    const field = boxes.find((each) => each.dataset.column === cells[0]) || boxes[from + place];
    if (field) field.value = cells[cells.length - 1];
  });
});
