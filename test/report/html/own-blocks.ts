/** A page without its scripts, style sheets, data and static charts, to examine the rest of the markup. */
export function withoutBlocks(page: string): string {
  return withoutScripts(page).replace(/(<svg class="(?:wide|narrow)"[^>]*>).*?<\/svg>/gs, '$1</svg>');
}

/** A page without its scripts, style sheets and data. */
export function withoutScripts(page: string): string {
  return page
    .replace(/<(script|style)([^>]*)>.*?<\/\1>/gs, '<$1$2></$1>')
    .replace(/'sha256-[^']*'|&#39;sha256-[^;]*=&#39;/g, "'sha256'");
}
