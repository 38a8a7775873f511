/** A page without the scripts, style sheets and data that stand in it, for a look at the markup alone. */
export function withoutBlocks(page: string): string {
  return page
    .replace(/<(script|style)([^>]*)>.*?<\/\1>/gs, '<$1$2></$1>')
    .replace(/'sha256-[^']*'|&#39;sha256-[^;]*=&#39;/g, "'sha256'");
}
