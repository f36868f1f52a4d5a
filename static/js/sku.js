// The option matrix in form[data-sku]: marks sold-out combinations, finds the SKU, keeps the form in step.
// The foot [data-for] is true for one choice: another takes its <template data-foot>, or waits for the quote.
(() => {
  const short = (fen) => (fen / 100).toLocaleString("en");
  const bind = (form) => {
    const skus = JSON.parse(form.querySelector("[data-skus]").textContent);
    const groups = [...form.querySelectorAll("[data-option]")];
    const chosen = () => groups.map((group) => (group.querySelector("input:checked") || {}).value);
    const fits = (sku, want) => want.every((value, i) => value === undefined || sku.values[i] === value);
    const put = (mark, text) => form.querySelectorAll(`[data-sku-${mark}]`).forEach((el) => { el.textContent = text; });
    const pick = (want) => groups.forEach((group, i) => group.querySelectorAll("input").forEach((el) => { el.checked = el.value === want[i]; }));
    const mark = (want) => groups.forEach((group, i) => group.querySelectorAll("input").forEach((el) => {
      const here = want.map((value, j) => (i === j ? el.value : value));
      const ever = skus.some((sku) => sku.stock > 0 && sku.values[i] === el.value);
      el.disabled = !ever;
      el.parentNode.classList.toggle("none", !skus.some((sku) => sku.stock > 0 && fits(sku, here)));
    }));
    const update = (changed) => {
      let want = chosen();
      const i = groups.findIndex((group) => changed && group.contains(changed));
      if (!skus.some((sku) => sku.stock > 0 && fits(sku, want))) {
        const near = skus.filter((sku) => sku.stock > 0 && (i < 0 || sku.values[i] === want[i]))
          .sort((a, b) => b.values.filter((v, j) => v === want[j]).length - a.values.filter((v, j) => v === want[j]).length)[0];
        if (near) { pick(near.values); want = near.values; }
      }
      mark(want);
      const sku = want.includes(undefined) ? null : skus.find((it) => fits(it, want));
      const mode = form.elements.mode && form.elements.mode.value, qty = form.elements.qty;
      put("chosen", sku ? `已选 ${want.join("，")}` : `请选择 ${groups.filter((g, j) => !want[j]).map((g) => g.dataset.option).join("、")}`);
      if (!sku) return;
      form.elements.sku_id.value = sku.id;
      put("price", short((sku.prices && sku.prices[mode]) || sku.price_fen));
      put("stock", sku.stock > 0 ? `库存 ${sku.stock} 件` : "已售罄");
      if (sku.image_url) form.querySelectorAll("[data-sku-image]").forEach((el) => { el.src = sku.image_url; });
      if (qty && qty.dataset.max) qty.dataset.max = Math.max(1, Math.min(sku.stock, sku.limit || 99));
      document.querySelectorAll("[data-sku-summary]").forEach((el) => { el.textContent = `${want.join(" · ")} · ${qty ? qty.value : 1} 件`; });
      form.dispatchEvent(new CustomEvent("sku:change", { bubbles: true, detail: sku }));
    };
    form.addEventListener("change", (event) => update(event.target));
    mark(chosen());
    const foot = () => form.querySelector("[data-for]");
    if (!foot()) return;
    const settle = () => {
      const key = ["sku_id", "qty", "mode", "intent"].map((name) => form.elements[name].value).join(":");
      const ready = form.querySelector(`[data-foot="${key}"]`), late = foot().dataset.for !== key;
      if (late && ready) {
        foot().replaceWith(ready.content.cloneNode(true));
        if (window.htmx) window.htmx.process(foot());
      } else foot().querySelectorAll(late ? "button:enabled" : ".wait").forEach((el) => { el.disabled = late; el.classList.toggle("wait", late); });
    };
    form.addEventListener("change", settle);
    document.addEventListener("htmx:afterSettle", settle);
  };
  document.querySelectorAll("form[data-sku]").forEach(bind);
})();
