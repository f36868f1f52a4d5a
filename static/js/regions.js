// The picker of regions: a button with data-regions="field id" opens it with the field's regions ticked and writes them back.
(() => {
  const box = document.getElementById("regions");
  if (!box) return;
  let field = null;
  const ticks = [...box.querySelectorAll("input")];
  const settle = (region) => {
    const [province, ...cities] = region.querySelectorAll("input");
    cities.forEach((city) => { city.disabled = province.checked; if (province.checked) city.checked = false; });
    const some = cities.filter((city) => city.checked).length;
    province.indeterminate = some > 0;
    if (some) region.querySelector("details").open = true;
  };
  const open = (id) => {
    field = document.getElementById(id);
    const named = new Set(field.value.split(/[、,，;；\s]+/));
    ticks.forEach((tick) => { tick.checked = named.has(tick.value); });
    box.querySelectorAll(".region").forEach(settle);
    box.showModal();
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-regions]");
    if (button) return open(button.dataset.regions);
    if (event.target.closest("[data-regions-close]")) return box.close();
    if (!event.target.closest("[data-regions-done]")) return;
    field.value = ticks.filter((tick) => tick.checked).map((tick) => tick.value).join("、");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    box.close();
    field.focus();
  });
  box.addEventListener("change", (event) => settle(event.target.closest(".region")));
})();
