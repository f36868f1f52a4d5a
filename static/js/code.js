// 获取验证码: after a code was sent the button counts the seconds until it may be asked for again.
(() => {
  const button = document.querySelector("[data-code]");
  const words = button.textContent;
  let left = 0, timer;
  const tick = () => {
    button.disabled = left > 0;
    button.textContent = left > 0 ? `${left} 秒后可重发` : words;
    if (left-- <= 0) clearInterval(timer);
  };
  const count = () => {
    const note = document.getElementById("code-note");
    if (!note || !note.dataset.wait) return;
    left = Number(note.dataset.wait);
    clearInterval(timer);
    timer = setInterval(tick, 1000);
    tick();
  };
  document.addEventListener("htmx:afterSettle", count);
  count();
})();
