// The CDN did not answer (or its hash differed): load the shop's own copy of htmx, and start it when it comes late.
// htmx starts on DOMContentLoaded; a copy that arrives between that event and the end of loading would wait for ever.
(() => {
  if (window.htmx) return;
  let isParsed = false;
  document.addEventListener("DOMContentLoaded", () => { isParsed = true; }, { once: true });
  const script = document.createElement("script");
  script.src = document.currentScript.dataset.htmxFallback;
  script.onload = () => {
    if (isParsed && document.readyState !== "complete") document.dispatchEvent(new Event("DOMContentLoaded"));
  };
  document.head.append(script);
})();
