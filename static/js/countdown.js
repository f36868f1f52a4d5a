// One timer for every [data-deadline]: the server's deadline and clock, the browser only counts the difference.
(() => {
  const two = (n) => String(n).padStart(2, "0");
  const put = (el, mark, text) => { const at = el.querySelector(`[data-${mark}]`); if (at) at.textContent = text; };
  const draw = (el, s) => {
    const days = el.querySelector("[data-days]");
    const d = Math.floor(s / 86400), h = Math.floor(s / 3600) - (days || !el.firstElementChild ? d * 24 : 0), m = Math.floor((s % 3600) / 60);
    if (!el.firstElementChild) { el.textContent = `${d ? d + "天 " : ""}${d || h ? two(h) + ":" : ""}${two(m)}:${two(s % 60)}`; return; }
    if (days) days.hidden = d === 0;
    put(el, "d", d); put(el, "h", two(h)); put(el, "m", two(m)); put(el, "s", two(s % 60));
  };
  const ended = (el) => {
    el.dispatchEvent(new CustomEvent("countdown:end", { bubbles: true }));
    const block = el.hasAttribute("data-refetch") && el.closest("[data-refresh]");
    if (block && window.htmx) window.htmx.ajax("GET", block.dataset.refresh, { source: block, target: block, swap: "outerHTML" });
  };
  const tick = () => {
    document.querySelectorAll("[data-deadline]").forEach((el) => {
      const key = el.dataset.deadline + el.dataset.now;
      if (el.key !== key) { el.key = key; el.end = Date.now() + (el.dataset.deadline - el.dataset.now); el.live = el.end > Date.now(); }
      const s = Math.max(0, Math.round((el.end - Date.now()) / 1000));
      draw(el, s);
      if (s === 0 && el.live) { el.live = false; ended(el); }
    });
  };
  tick();
  setInterval(tick, 1000);
})();
