const safe: unique symbol = Symbol('safe markup');

/** HTML that is safe to insert as is. Only this file creates it, and no record read from a file can. */
export interface Markup {
  readonly [safe]: string;
}

/** What a template accepts: texts and numbers are escaped, markup is not, lists are concatenated, null is omitted. */
export type Content = string | number | null | Markup | readonly Content[];

/**
 * The only place where a page is assembled: a template that escapes every value except markup. Values may only appear
 * between tags and in double-quoted attributes.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return markup(fixed.map((text, index) => text + textOf(values[index] ?? null)).join(''));
}

/** A value for scripts as a block that no browser executes and no string in it can escape. */
export function jsonBlock(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape);
  return html`<script type="application/json" id="${id}">${markup(json)}</script>`;
}

/** Our own script or style sheet, unescaped: never anything from a record. */
export function ownBlock(tag: 'script' | 'style', text: string): Markup {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`The ${tag} would end its own block.`);
  return markup(`<${tag}>${text}</${tag}>`);
}

/** The text of a complete page. */
export function pageText(page: Markup): string {
  return page[safe];
}

function markup(text: string): Markup {
  return { [safe]: text };
}

function textOf(content: Content): string {
  if (content === null) return '';
  if (typeof content === 'string') return content.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
  if (typeof content === 'number') return String(content);
  if (safe in content) return content[safe];
  return content.map(textOf).join('');
}

function unicodeEscape(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
