// ul[data-upload=url]: sends each chosen picture with a progress bar, puts the answered tile in place, sorts by drag or by its buttons.
(() => {
  const d = document, MOST = 5 * 1024 * 1024;
  const say = (text) => d.dispatchEvent(new CustomEvent("toast", { detail: { level: "error", text } }));
  const tiles = (list) => [...list.querySelectorAll("[data-tile]")];
  const settle = (list) => {
    const n = tiles(list).length, add = list.querySelector(".add"), slots = (list.dataset.slots || "").split(",").filter(Boolean);
    add.hidden = n >= Number(list.dataset.max);
    add.querySelector(".num").textContent = `${n}/${list.dataset.max}`;
    tiles(list).forEach((tile, i) => {
      let slot = tile.querySelector(".slot");
      if (slots[i] && !slot) { slot = Object.assign(d.createElement("span"), { className: "slot" }); tile.append(slot); }
      if (slot) slot.textContent = slots[i] || "";
      if (slot && !slots[i]) slot.remove();
    });
    list.dispatchEvent(new CustomEvent("form:dirty", { bubbles: true }));
  };
  const send = (list, file) => {
    const bar = Object.assign(d.createElement("progress"), { max: 100, value: 0 });
    const box = d.createElement("li");
    bar.setAttribute("aria-label", `正在上传 ${file.name}`);
    box.append(bar);
    list.insertBefore(box, list.querySelector(".add"));
    const body = new FormData();
    body.append("file", file);
    body.append("name", list.dataset.name);
    const request = new XMLHttpRequest();
    request.open("POST", list.dataset.upload);
    request.setRequestHeader("X-CSRFToken", d.querySelector("meta[name=csrf-token]").content);
    request.setRequestHeader("HX-Request", "true");
    request.upload.onprogress = (event) => { bar.value = (100 * event.loaded) / event.total; };
    request.onerror = () => { box.remove(); say(`${file.name} 没有传上去，网络不给力，请重试`); };
    request.onload = () => {
      if (request.status >= 300) { box.remove(); say(`${file.name}：${request.status < 500 && request.responseText && request.responseText.length < 200 ? request.responseText : "没有传上去，请换一张图片再试"}`); return; }
      const part = d.createElement("template");
      part.innerHTML = request.responseText.trim();
      box.replaceWith(part.content.firstElementChild);
      settle(list);
    };
    request.send(body);
  };
  d.addEventListener("change", (event) => {
    const list = event.target.matches("[type=file]") && event.target.closest("[data-upload]");
    if (!list) return;
    const room = Number(list.dataset.max) - tiles(list).length;
    const files = [...event.target.files];
    if (files.length > room) say(`最多 ${list.dataset.max} 张，多出的没有上传`);
    files.slice(0, room).forEach((file) => (file.size > MOST ? say(`${file.name} 有 ${(file.size / 1048576).toFixed(1)} MB，每张不能超过 5 MB，请压缩后再上传`) : send(list, file)));
    event.target.value = "";
  });
  d.addEventListener("click", (event) => {
    const tile = event.target.closest("[data-tile]"), list = tile && tile.closest("[data-upload]");
    if (!list) return;
    const move = event.target.closest("[data-move]");
    if (move) {
      const all = tiles(list), other = all[all.indexOf(tile) + Number(move.dataset.move)];
      if (other) { list.insertBefore(tile, Number(move.dataset.move) < 0 ? other : other.nextSibling); move.focus(); }
    } else if (event.target.closest("[data-first]")) { list.prepend(tile); }
    else if (event.target.closest("[data-remove]")) tile.remove();
    else return;
    settle(list);
  });
  let dragged;
  d.addEventListener("dragstart", (event) => { dragged = event.target.closest("[data-tile]"); if (dragged) dragged.classList.add("drag"); });
  d.addEventListener("dragover", (event) => {
    const over = event.target.closest("[data-tile]");
    if (!dragged || !over || over === dragged || over.parentNode !== dragged.parentNode) return;
    event.preventDefault();
    const all = tiles(over.parentNode);
    over.parentNode.insertBefore(dragged, all.indexOf(dragged) < all.indexOf(over) ? over.nextSibling : over);
  });
  d.addEventListener("dragend", () => { if (dragged) { dragged.classList.remove("drag"); settle(dragged.parentNode); } dragged = undefined; });
  d.addEventListener("dragover", (event) => { if (dragged) event.preventDefault(); });
})();
