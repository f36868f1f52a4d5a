// The CDN did not answer (or its hash differed): load the shop's own copy of htmx.
(() => {
  const local = document.currentScript.dataset.htmxFallback;
  const load = () => {
    if (window.htmx) return;
    const script = document.createElement("script");
    script.src = local;
    document.head.append(script);
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", load);
  else load();
})();
