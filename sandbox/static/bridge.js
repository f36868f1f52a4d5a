// WeixinJSBridge and wx for browsers outside WeChat. Loaded from the sandbox's own origin; draws with
// constructed elements and CSSOM only, so that it works under a strict Content-Security-Policy.
(function () {
  "use strict";
  if (window.WeixinJSBridge) return;
  var script = document.currentScript;
  var origin = new URL(script ? script.src : window.location.href).origin;
  var INK = "#1c1c1e", GREEN = "#067a3e", QUIET = "#5f6368";

  function ask(path, body) {
    return fetch(origin + path, {
      method: "POST", mode: "cors", credentials: "omit",
      headers: { "Content-Type": "application/json" }, body: JSON.stringify(body)
    }).then(function (answer) { return answer.json(); });
  }

  function element(name, text, look) {
    var made = document.createElement(name);
    if (text) made.textContent = text;
    Object.keys(look || {}).forEach(function (property) { made.style.setProperty(property, look[property]); });
    return made;
  }

  function button(text, kind, look) {
    var made = element("button", text, Object.assign({
      "display": "block", "width": "100%", "min-height": "48px", "border": "0", "border-radius": "8px",
      "font": "600 17px/1.2 system-ui, sans-serif", "cursor": "pointer", "margin": "0 0 8px"
    }, look));
    made.type = "button";
    made.setAttribute("data-sandbox-pay", kind);
    return made;
  }

  function yuan(fen) { return "¥" + (fen / 100).toFixed(2); }

  function overlay(label) {
    var back = element("div", "", {
      "position": "fixed", "inset": "0", "z-index": "2147483000", "background": "rgba(0,0,0,.55)",
      "display": "flex", "align-items": "flex-end", "justify-content": "center"
    });
    back.id = "sandbox-pay-sheet";
    var box = element("div", "", {
      "background": "#fff", "color": INK, "width": "100%", "max-width": "430px", "box-sizing": "border-box",
      "padding": "20px 20px 28px", "border-radius": "14px 14px 0 0", "text-align": "center",
      "font": "16px/1.5 system-ui, 'PingFang SC', 'Noto Sans CJK SC', sans-serif"
    });
    box.setAttribute("role", "dialog");
    box.setAttribute("aria-modal", "true");
    box.setAttribute("aria-label", label);
    back.appendChild(box);
    return { back: back, box: box };
  }

  function open(layer, focus, close) {
    var before = document.activeElement;
    document.body.appendChild(layer.back);
    function keys(event) {
      if (event.key === "Escape") close();
      if (event.key !== "Tab") return;
      var all = layer.box.querySelectorAll("button");
      var edge = event.shiftKey ? all[0] : all[all.length - 1];
      if (document.activeElement === edge) {
        event.preventDefault();
        (event.shiftKey ? all[all.length - 1] : all[0]).focus();
      }
    }
    layer.back.addEventListener("keydown", keys);
    focus.focus();
    return function () {
      layer.back.remove();
      if (before && before.focus) before.focus();
    };
  }

  function showFailure(message, done) {
    var layer = overlay("微信支付");
    layer.box.appendChild(element("p", message, { "margin": "8px 0 20px" }));
    var close;
    function leave() { close(); done(); }
    var ok = button("确定", "close", { "background": GREEN, "color": "#fff" });
    ok.addEventListener("click", leave);
    layer.box.appendChild(ok);
    close = open(layer, ok, leave);
  }

  function showSheet(sheet, answer) {
    var layer = overlay("微信支付（沙箱）"), close, answered = false;
    layer.box.appendChild(element("p", "微信支付 · 沙箱", { "margin": "0", "color": QUIET, "font-size": "14px" }));
    var shop = element("p", sheet.shop, { "margin": "12px 0 0", "font-weight": "600" });
    shop.setAttribute("data-sandbox-pay", "shop");
    layer.box.appendChild(shop);
    layer.box.appendChild(element("p", sheet.description, { "margin": "0", "color": QUIET, "font-size": "14px" }));
    var total = element("p", yuan(sheet.total_fen), { "margin": "10px 0 20px", "font": "600 36px/1.2 system-ui, sans-serif" });
    total.setAttribute("data-sandbox-pay", "amount");
    layer.box.appendChild(total);
    function choose(result) {
      if (answered) return;
      answered = true;
      close();
      answer(result);
    }
    var pay = button("确认支付", "confirm", { "background": GREEN, "color": "#fff" });
    var cancel = button("取消", "cancel", { "background": "#f1f1f3", "color": INK, "margin": "0" });
    pay.addEventListener("click", function () { choose("ok"); });
    cancel.addEventListener("click", function () { choose("cancel"); });
    layer.box.append(pay, cancel);
    close = open(layer, pay, function () { choose("cancel"); });
  }

  function payRequest(parameters, callback) {
    function end(result, text) {
      var answer = { err_msg: "get_brand_wcpay_request:" + result };
      if (text) answer.err_desc = text;
      callback(answer);
    }
    function failed(message) { showFailure(message, function () { end("fail", message); }); }
    function settle(result) {
      ask("/bridge/pay", { parameters: parameters, result: result }).then(function (answer) {
        if (answer.result === "fail" && answer.message) failed(answer.message); else end(answer.result);
      }, function () { failed("网络异常，请稍后再试"); });
    }
    ask("/bridge/sheet", parameters).then(function (sheet) {
      if (!sheet.ok) failed(sheet.message);
      else if (sheet.auto) settle(sheet.auto);
      else showSheet(sheet, settle);
    }, function () { failed("网络异常，请稍后再试"); });
  }

  window.WeixinJSBridge = {
    sandbox: true,
    invoke: function (name, parameters, callback) {
      callback = callback || function () {};
      if (name === "getBrandWCPayRequest") payRequest(parameters, callback);
      else callback({ err_msg: name + ":function_not_exist" });
    },
    call: function () {},
    on: function () {}
  };

  var ready = [], configured = false;
  function succeed(options, name, data) {
    setTimeout(function () {
      var answer = Object.assign({ errMsg: name + ":ok" }, data);
      if (options && options.success) options.success(answer);
      if (options && options.complete) options.complete(answer);
    }, 0);
  }
  var shared = {};
  function quiet(name) { return function (options) { shared[name] = options; succeed(options, name); }; }
  window.wx = window.wx || {
    sandbox: true,
    sandboxShared: shared,
    config: function () {
      configured = true;
      setTimeout(function () { ready.splice(0).forEach(function (call) { call(); }); }, 0);
    },
    ready: function (call) { if (configured) setTimeout(call, 0); else ready.push(call); },
    error: function () {},
    checkJsApi: function (options) { succeed(options, "checkJsApi", { checkResult: {} }); },
    openAddress: function (options) {
      succeed(options, "openAddress", {
        userName: "林小满", postalCode: "510000", provinceName: "广东省", cityName: "广州市", countryName: "天河区",
        detailInfo: "体育西路 1 号 2 栋 301", nationalCode: "440106", telNumber: "13800138000"
      });
    },
    chooseWXPay: function (options) {
      var parameters = Object.assign({ appId: options.appId }, options, { timeStamp: options.timestamp });
      payRequest(parameters, function (answer) {
        var result = answer.err_msg.split(":")[1];
        if (result === "ok" && options.success) options.success({ errMsg: "chooseWXPay:ok" });
        if (result === "cancel" && options.cancel) options.cancel({ errMsg: "chooseWXPay:cancel" });
        if (result === "fail" && options.fail) options.fail({ errMsg: "chooseWXPay:fail" });
      });
    },
    updateAppMessageShareData: quiet("updateAppMessageShareData"),
    updateTimelineShareData: quiet("updateTimelineShareData"),
    hideMenuItems: quiet("hideMenuItems"),
    showMenuItems: quiet("showMenuItems"),
    closeWindow: function () {}
  };

  // Scripts of the page that are deferred behind this one must still hear it.
  var announced = false;
  function announce() {
    if (announced) return;
    announced = true;
    document.dispatchEvent(new Event("WeixinJSBridgeReady"));
  }
  if (document.readyState === "complete") setTimeout(announce, 0);
  document.addEventListener("DOMContentLoaded", announce);
  window.addEventListener("load", announce);
})();
