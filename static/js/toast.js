// Toasts: toast events {level, text, undo, retry}, also by HX-Trigger, and failed requests.
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
    const { elt: source, xhr } = event.detail;
    if (/every/.test(source.getAttribute("hx-trigger") || "") || (xhr && /"toast"/.test(xhr.getResponseHeader("HX-Trigger") || ""))) return; // the answer says it itself
    const status = xhr && xhr.status;
    const text = status === 403 ? "没有权限做这件事，请联系店长" : status === 429 ? "操作太快了，请稍等再试" : status ? "没有成功，请重试" : "网络不给力，已为你保留填写内容";
    const again = () => (source.matches("form") ? source.requestSubmit() : source.click());
    show({ level: "error", text, retry: status === 403 ? null : again });
  };
  ["responseError", "sendError", "timeout"].forEach((name) => document.addEventListener(`htmx:${name}`, failed));
  document.querySelectorAll("[data-toast]").forEach((box) => { region().append(box); setTimeout(close, 5000, box); });
})();
