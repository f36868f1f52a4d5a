() => {
  // What nobody can read: words outside the screen or cut by their box, and pages that scroll sideways.
  const isShown = (el) => {
    const style = getComputedStyle(el);
    return style.visibility !== "hidden" && style.display !== "none" && el.getClientRects().length > 0;
  };
  const isInScroller = (el) => {
    for (let up = el; up && up !== document.body; up = up.parentElement) {
      if (/auto|scroll/.test(getComputedStyle(up).overflowX)) return true;
    }
    return false;
  };
  const found = document.documentElement.scrollWidth > innerWidth ? ["the page scrolls sideways"] : [];
  for (const el of document.querySelectorAll("body *")) {
    if (el.closest(".vh,.sheet:not(.on),svg,template,[hidden]") || !isShown(el)) continue;
    if (![...el.childNodes].some((node) => node.nodeType === 3 && node.data.trim())) continue;
    const style = getComputedStyle(el), box = el.getBoundingClientRect();
    const name = `${el.className || el.tagName}: ${el.textContent.trim().slice(0, 30)}`;
    const isWide = style.overflowX === "hidden" && el.scrollWidth > el.clientWidth + 1 && style.textOverflow !== "ellipsis";
    const isTall = style.overflowY === "hidden" && el.scrollHeight > el.clientHeight + 2 && style.webkitLineClamp === "none";
    if (!isInScroller(el) && (box.right > innerWidth + 1 || box.left < -1)) found.push(`outside ${name}`);
    if (isWide || isTall) found.push(`cut ${name}`);
  }
  return found;
}
