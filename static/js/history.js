// 最近搜过: the last eight searches of this browser, kept by the browser only; [data-history-clear] forgets them.
(() => {
  const NAME = "searches";
  const read = () => { try { return JSON.parse(localStorage.getItem(NAME)) || []; } catch (error) { return []; } };
  const write = (words) => { try { localStorage.setItem(NAME, JSON.stringify(words)); } catch (error) { /* private window */ } };
  const done = document.querySelector("[data-searched]");
  if (done) write([done.dataset.searched, ...read().filter((word) => word !== done.dataset.searched)].slice(0, 8));
  const box = document.querySelector("[data-history]");
  if (!box || !read().length) return;
  box.hidden = false;
  read().forEach((word) => {
    const link = document.createElement("a");
    link.className = "chip";
    link.href = `/search?q=${encodeURIComponent(word)}`;
    link.textContent = word;
    box.querySelector(".chips").append(link);
  });
  box.querySelector("[data-history-clear]").onclick = () => { write([]); box.hidden = true; };
})();
