import type { Page } from 'playwright-core';

/** Pairs of texts on a page whose boxes overlap, one per line: `"a" on "b"`. Invisible texts don't count. */
export async function overlappingTexts(page: Page): Promise<readonly string[]> {
  return page.evaluate<readonly string[]>(script);
}

// Source text for the browser, because tests are compiled without its types.
const script = `(() => {
  const boxes = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!node.textContent.trim() || !parent.checkVisibility() || parent.closest('.unseen, .skip, script, style')) continue;
    range.selectNodeContents(node);
    for (const { left, right, top, bottom } of range.getClientRects())
      if (right - left > 1) boxes.push({ left, right, top, bottom, text: node.textContent.trim() });
  }
  boxes.sort((a, b) => a.top - b.top);
  const found = [];
  boxes.forEach((one, index) => {
    for (const other of boxes.slice(index + 1)) {
      if (other.top >= one.bottom - 1.5) break;
      const across = Math.min(one.right, other.right) - Math.max(one.left, other.left);
      const down = Math.min(one.bottom, other.bottom) - other.top;
      if (across > 1.5 && down > 1.5) found.push('"' + one.text + '" on "' + other.text + '"');
    }
  });
  return found;
})()`;
