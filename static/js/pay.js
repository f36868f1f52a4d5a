// form[data-pay]: places the order, opens WeChat's pay sheet, goes to the result. Cancelled or failed opens #pay-failed.
// Safe to tap twice: the hidden [data-request-key] stays the same until the order changes.
(() => {
  const emit = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));
  let order;
  const busy = (form, on) => form.querySelectorAll("[type=submit]").forEach((el) => { el.disabled = on; el.classList.toggle("busy", on); });
  const failed = () => {
    const hold = document.querySelector("#pay-failed [data-hold]");
    if (hold && order.deadline_ms) Object.assign(hold.dataset, { deadline: order.deadline_ms, now: order.now_ms });
    emit("sheet:show", { id: "pay-failed" });
  };
  const invoke = () => window.WeixinJSBridge.invoke("getBrandWCPayRequest", order.pay, (answer) => {
    if (answer.err_msg === "get_brand_wcpay_request:ok") location.replace(order.paid_url);
    else failed();
  });
  const ask = () => {
    if (order.pay && window.WeixinJSBridge) invoke();
    else if (order.pay && /MicroMessenger/.test(navigator.userAgent)) document.addEventListener("WeixinJSBridgeReady", invoke, { once: true });
    else location.replace(order.result_url);
  };
  const swap = (html) => {
    const parts = document.createElement("template");
    parts.innerHTML = html;
    [...parts.content.children].forEach((part) => {
      const old = part.id && document.getElementById(part.id);
      const place = old || document.querySelector("[data-pay-message]");
      if (old) old.replaceWith(part);
      else if (place) { place.textContent = ""; place.append(part); }
      if (window.htmx) window.htmx.process(part);
    });
    document.querySelectorAll("form[data-pay]").forEach((form) => form.dispatchEvent(new CustomEvent("pay:refused", { bubbles: true })));
    const wrong = document.querySelector("[aria-invalid=true]");
    if (wrong) wrong.focus();
  };
  const read = async (answer) => {
    const to = answer.headers.get("HX-Redirect"), events = answer.headers.get("HX-Trigger");
    if (events) Object.entries(JSON.parse(events)).forEach(([name, detail]) => emit(name, detail));
    if (to || answer.redirected) { emit("keep"); return location.assign(to || answer.url); }
    if (!(answer.headers.get("Content-Type") || "").includes("json")) {
      if (answer.status >= 500) throw new Error(answer.status);
      return swap(await answer.text());
    }
    const body = await answer.json();
    if (!answer.ok) return /"toast"/.test(events || "") || emit("toast", { level: "error", text: body.message || "没有成功，请重试" });
    order = body;
    ask();
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-pay]");
    if (!form) return;
    event.preventDefault();
    if (form.querySelector(".busy")) return;
    const first = form.querySelector("[data-address-first] a");
    if (first) return first.click();
    const body = new URLSearchParams(new FormData(form));
    busy(form, true);
    try {
      await read(await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json, text/html", "HX-Request": "true", "HX-Current-URL": location.href } }));
    } catch (error) {
      emit("toast", { level: "error", text: "网络不给力，已为你保留填写内容", retry: () => form.querySelector("[type=submit]").click() });
    } finally {
      busy(form, false);
    }
  });
  document.addEventListener("change", (event) => {
    const key = event.target.form && event.target.form.matches("[data-pay]") && event.target.form.querySelector("[data-request-key]");
    if (!key || !order) return;
    order = undefined;
    key.value = [...crypto.getRandomValues(new Uint8Array(16))].map((n) => n.toString(16).padStart(2, "0")).join("");
  });
  document.addEventListener("click", (event) => { if (order && event.target.closest("[data-pay-again]")) ask(); });
})();
