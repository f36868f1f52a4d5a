// Small things of every shop page, each beside its mark.
(() => {
  const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));
  const calm = matchMedia("(prefers-reduced-motion:reduce)").matches;
  const totop = document.querySelector("[data-totop]");
  if (totop) {
    let last = 0, rest;
    addEventListener("scroll", () => { // for who scrolls up again; gone at rest
      totop.hidden = scrollY < innerHeight || scrollY > last;
      last = scrollY;
      clearTimeout(rest);
      rest = setTimeout(() => { totop.hidden = true; }, 2500);
    }, { passive: true });
    totop.onclick = () => scrollTo({ top: 0, behavior: calm ? "auto" : "smooth" });
  }
  document.querySelectorAll("[data-gallery]").forEach((box) => {
    const list = box.querySelector("ul"), now = box.querySelector("[data-gallery-now]");
    list.addEventListener("scroll", () => { now.textContent = Math.round(list.scrollLeft / list.clientWidth) + 1; }, { passive: true });
  });
  document.addEventListener("cart", (event) => {
    document.querySelectorAll("[data-cart-count]").forEach((el) => {
      el.textContent = event.detail.n || "";
      const link = el.closest("a");
      if (link) link.setAttribute("aria-label", `购物车，${event.detail.n} 件`);
    });
  });
  const copy = async (text) => {
    try { await navigator.clipboard.writeText(text); say("已复制"); } catch (error) { prompt("长按复制", text); }
  };
  document.addEventListener("click", (event) => {
    const copier = event.target.closest("[data-copy]");
    if (copier) copy(copier.dataset.copy);
    if (!event.target.closest("[data-share]")) return;
    const { shareTitle: title, shareLink: url = location.href } = document.body.dataset;
    if (/MicroMessenger/.test(navigator.userAgent)) say("点右上角 ··· 发送给朋友");
    else if (navigator.share) navigator.share({ title, url }).catch(() => {});
    else copy(url);
  });
  addEventListener("pageshow", (event) => {
    const [entry] = performance.getEntriesByType("navigation");
    if (!event.persisted && !(entry && entry.type === "back_forward")) return;
    document.querySelectorAll("[data-refresh]").forEach((block) => window.htmx && window.htmx.ajax("GET", block.dataset.refresh, { source: block, target: block, swap: "outerHTML" }));
  });
  if (matchMedia("(pointer:coarse)").matches) {
    const typing = () => setTimeout(() => document.body.classList.toggle("typing", document.activeElement.matches("input:not([type=radio]):not([type=checkbox]),textarea")), 300);
    document.addEventListener("focusin", typing);
    document.addEventListener("focusout", typing);
  }
})();
