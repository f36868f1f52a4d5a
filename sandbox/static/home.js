// Fills and refreshes the boards of the sandbox page from the control interface.
(function () {
  "use strict";
  var API = "/sandbox/api", EVERY_MS = 2500, last = {}, opened = {};
  var STATES = {
    NOTPAY: "待支付", SUCCESS: "已支付", REFUND: "转入退款", CLOSED: "已关闭", PROCESSING: "处理中", ABNORMAL: "异常",
    waiting: "待发送", sending: "发送中", held: "已扣住", delivered: "已送达", given_up: "已放弃", gathering: "攒着重排", forged: "伪造",
    WAIT_BUYER_PAY: "待付款", WAIT_SELLER_SEND_GOODS: "待发货", WAIT_BUYER_CONFIRM_GOODS: "已发货", TRADE_FINISHED: "已完成",
    TRADE_CLOSED: "已退款关闭", TRADE_CLOSED_BY_TAOBAO: "已取消", SELLER_CONSIGNED_PART: "部分发货", WAIT_SELLER_STOCK_OUT: "待出库",
    WAIT_GOODS_RECEIVE_CONFIRM: "已出库", FINISHED_L: "已完成", TRADE_CANCELED: "已取消", LOCKED: "锁定"
  };
  var EVENTS = { "TRANSACTION.SUCCESS": "支付成功", "REFUND.SUCCESS": "退款成功", "REFUND.ABNORMAL": "退款异常", "REFUND.CLOSED": "退款关闭" };

  function yuan(fen) { return "¥" + (fen / 100).toFixed(2); }
  function clock(seconds) { return seconds ? new Date(seconds * 1000).toLocaleTimeString("zh-CN", { hour12: false, timeZone: "Asia/Shanghai" }) : ""; }
  function state(word) { return STATES[word] || word; }
  function make(name, look, text) {
    var made = document.createElement(name);
    if (look) made.className = look;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function ask(path, method, body) {
    return fetch(API + path, { method: method || "GET", headers: { "Content-Type": "application/json" }, body: body ? JSON.stringify(body) : undefined })
      .then(function (answer) { return answer.json(); });
  }
  function act(label, path, body, first) {
    var made = make("button", first ? "act first" : "act", label);
    made.type = "button";
    made.addEventListener("click", function () {
      made.disabled = true;
      ask(path, "POST", body || {}).then(function (answer) {
        if (answer.error) document.getElementById("live").textContent = answer.error;
        refresh();
      });
    });
    return made;
  }
  function row(main, side, more, acts, looks) {
    var made = make("div", "row-item");
    made.append(make("span", "main " + ((looks || {}).main || ""), main), make("span", "side " + ((looks || {}).side || ""), side));
    if (more) made.append(make("span", "more", more));
    if (acts && acts.length) {
      var bar = make("span", "acts");
      acts.forEach(function (one) { bar.append(one); });
      made.append(bar);
    }
    return made;
  }
  function fill(name, list, draw) {
    var text = JSON.stringify(list);
    if (last[name] === text) return;
    last[name] = text;
    var place = document.querySelector("[data-list=" + name + "]");
    place.replaceChildren.apply(place, list.length ? list.map(draw) : [make("p", "quiet", "还没有")]);
  }

  var draws = {
    sms: function (one) { return row(one.code || one.template, one.phone, one.at.slice(11, 19) + " · " + (one.text || JSON.stringify(one.params)), [], { main: one.code ? "code" : "" }); },
    payments: function (one) {
      var path = "/payments/" + one.mchid + "/" + encodeURIComponent(one.out_trade_no);
      var acts = one.trade_state === "NOTPAY" ? [act("支付", path + "/pay", {}, true)] : [];
      return row(one.description, yuan(one.total_fen), state(one.trade_state) + " · " + one.out_trade_no + " · 商户 " + one.mchid + " · " + clock(one.paid_s || one.created_s), acts, { side: one.trade_state === "SUCCESS" ? "good" : "" });
    },
    notices: function (one) {
      var tries = one.attempts.map(function (a) { return (a.kind === "genuine" ? "" : a.kind + " ") + (a.status || "无应答"); }).join("、");
      var acts = one.state === "held" || one.state === "gathering" ? [act("放行", "/notices/release", { id: one.id }, true)] : [act("重发", "/notices/" + one.id + "/resend")];
      return row(EVENTS[one.event_type] || one.event_type, state(one.state), one.out_trade_no + (tries ? " · 应答 " + tries : ""), acts, { side: one.state === "delivered" ? "good" : one.state === "given_up" ? "bad" : "" });
    },
    refunds: function (one) {
      var path = "/refunds/" + one.refund_id + "/settle";
      var acts = one.status === "PROCESSING" ? [act("成功", path, { status: "SUCCESS" }, true), act("异常", path, { status: "ABNORMAL" }), act("关闭", path, { status: "CLOSED" })] : [];
      return row(one.reason || "退款", yuan(one.refund_fen), (one.status === "SUCCESS" ? "已退款" : state(one.status)) + " · " + one.out_refund_no + " · 原单 " + one.out_trade_no, acts, { side: one.status === "SUCCESS" ? "good" : "" });
    },
    messages: function (one) {
      var text = one.data ? Object.keys(one.data).map(function (key) { return one.data[key].value; }).join(" · ") : JSON.stringify(one.content);
      return row(one.nickname + " 收到 " + (one.title || one.app_name), one.at.slice(11, 19), text);
    },
    taobao_orders: function (one) {
      var goods = one.orders.map(function (o) { return o.title + " × " + o.num + (o.invoice_no ? "（" + o.logistics_company + " " + o.invoice_no + "）" : ""); }).join("；");
      var path = "/taobao/orders/" + one.tid + "/";
      var acts = { WAIT_BUYER_PAY: [act("付款", path + "pay", {}, true), act("取消", path + "close")], WAIT_SELLER_SEND_GOODS: [act("申请退款", path + "refund")], WAIT_BUYER_CONFIRM_GOODS: [act("确认收货", path + "confirm", {}, true)] }[one.status];
      return row(String(one.tid), state(one.status), goods + " · " + clock(one.created_s), acts, { side: one.consign_s ? "good" : "" });
    },
    jd_orders: function (one) {
      var goods = one.items.map(function (o) { return o.name + " × " + o.quantity; }).join("；") + (one.waybill ? "（" + one.waybill + "）" : "");
      var path = "/jd/orders/" + one.order_id + "/";
      var acts = { WAIT_SELLER_STOCK_OUT: [act("取消", path + "cancel"), act("锁定", path + "lock")], LOCKED: [act("解锁", path + "unlock", {}, true), act("取消", path + "cancel")], WAIT_GOODS_RECEIVE_CONFIRM: [act("完成", path + "finish", {}, true)] }[one.state];
      return row(String(one.order_id), state(one.state), goods + " · " + clock(one.created_s), acts, { side: one.waybill ? "good" : "" });
    },
    parcels: function (one) {
      var node = one.nodes[one.nodes.length - 1];
      return row(one.number, node.status, node.context + " · " + node.time, node.statusCode === "3" ? [] : [act("下一步", "/parcels/" + one.company + "/" + encodeURIComponent(one.number) + "/advance", {}, true)]);
    },
    stock: function (one) {
      var made = make("details");
      made.open = Boolean(opened[one.title]);
      made.addEventListener("toggle", function () { opened[one.title] = made.open; });
      made.append(make("summary", "", one.title + "（" + one.rows.length + " 个 SKU）"));
      var grid = make("div", "stock-grid");
      one.rows.forEach(function (entry) {
        var line = make("div");
        line.append(make("span", "", entry[0]), make("b", "", String(entry[1])));
        var buy = act("买 1 件", "/" + one.vendor + "/orders", { app_key: one.app_key, lines: [{ outer_id: entry[0], quantity: 1 }] });
        line.append(buy);
        grid.append(line);
      });
      made.append(grid);
      return made;
    }
  };

  function refresh() {
    return fetch("/sandbox/page.json").then(function (answer) { return answer.json(); }).then(function (page) {
      ["sms", "payments", "notices", "refunds", "messages", "taobao_orders", "jd_orders", "parcels", "stock"].forEach(function (name) {
        fill(name, page[name], draws[name]);
      });
      document.querySelectorAll("[data-person]").forEach(function (link) {
        if (link.dataset.person === page.person) link.setAttribute("aria-current", "true"); else link.removeAttribute("aria-current");
      });
      document.getElementById("live").textContent = "自动更新 · " + new Date().toLocaleTimeString("zh-CN", { hour12: false });
    }, function () { document.getElementById("live").textContent = "沙箱没有应答，正在重试…"; });
  }
  function loop() {
    if (document.hidden) { setTimeout(loop, EVERY_MS); return; }
    refresh().then(function () { setTimeout(loop, EVERY_MS); });
  }
  loop();
})();
