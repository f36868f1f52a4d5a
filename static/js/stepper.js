// − and + of a quantity; keeps it between data-min and data-max and tells the form.
(() => {
  const settle = (box) => {
    const input = box.querySelector("input");
    const min = Number(input.dataset.min), max = Number(input.dataset.max);
    const wanted = parseInt(input.value, 10) || min, n = Math.min(max, Math.max(min, wanted));
    const text = `最多 ${max} 件，数量已改`;
    if (wanted > max) document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
    input.value = n;
    box.querySelector('[data-step="-1"]').disabled = n <= min;
    box.querySelector('[data-step="1"]').disabled = n >= max;
  };
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-step]");
    if (!button) return;
    const input = button.closest("[data-stepper]").querySelector("input");
    input.value = Number(input.value) + Number(button.dataset.step);
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });
  document.addEventListener("change", (event) => {
    const box = event.target.closest("[data-stepper]");
    if (box) settle(box);
  }, true);
})();
