// Toasts: from HX-Trigger {"toast": {level, text, undo, retry}}, from failed requests, from toast() events of other files.
(() => {
  const region = () => document.getElementById("toasts");
  const close = (box) => box.remove();
  const show = ({ level = "success", text, undo, retry }) => {
    const box = document.createElement("div");
    box.className = `toast ${level}`;
    box.append(Object.assign(document.createElement("span"), { textContent: text }));
    const button = (label, action) => {
      const made = Object.assign(document.createElement("button"), { type: "button", textContent: label });
      made.onclick = () => { close(box); action(); };
      box.append(made);
    };
    if (undo) button("撤销", () => window.htmx.ajax("POST", undo, { source: document.body, swap: "none" }));
    if (retry) button("重试", retry);
    if (level === "error") button("知道了", () => {});
    region().append(box);
    if (level !== "error") setTimeout(close, undo ? 8000 : 3000, box);
  };
  document.addEventListener("toast", (event) => show(event.detail));
  const failed = (event) => {
    const source = event.detail.elt;
    const polls = /every/.test(source.getAttribute("hx-trigger") || "");
    const { xhr } = event.detail;
    if (polls || (xhr && /"toast"/.test(xhr.getResponseHeader("HX-Trigger") || ""))) return; // the answer says it itself
    const status = xhr && xhr.status;
    const text = status === 403 ? "没有权限做这件事，请联系店长" : status === 429 ? "操作太快了，请稍等再试" : status ? "没有成功，请重试" : "网络不给力，已为你保留填写内容";
    const again = () => (source.matches("form") ? source.requestSubmit() : source.click());
    show({ level: "error", text, retry: status === 403 ? null : again });
  };
  document.addEventListener("htmx:responseError", failed);
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:timeout", failed);
  const ready = document.querySelectorAll("[data-toast]");
  ready.forEach((box) => { region().append(box); setTimeout(close, 5000, box); });
})();
