/** A page without the scripts, style sheets, data and drawn charts that stand in it, for a look at the rest of the markup. */
export function withoutBlocks(page: string): string {
  return withoutScripts(page).replace(/(<svg class="(?:wide|narrow)"[^>]*>).*?<\/svg>/gs, '$1</svg>');
}

/** A page without its scripts, style sheets and data. */
export function withoutScripts(page: string): string {
  return page
    .replace(/<(script|style)([^>]*)>.*?<\/\1>/gs, '<$1$2></$1>')
    .replace(/'sha256-[^']*'|&#39;sha256-[^;]*=&#39;/g, "'sha256'");
}
