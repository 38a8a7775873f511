const safe: unique symbol = Symbol('safe markup');

/** A piece of HTML that may stand in a page as it is. Only this file makes one, and no record that was read from a file can. */
export interface Markup {
  readonly [safe]: string;
}

/** What may stand in a template: texts and numbers are escaped, markup is not, lists are put together, null is nothing. */
export type Content = string | number | null | Markup | readonly Content[];

/**
 * The one place where a page is put together: a template whose every value is escaped, but for what is markup already.
 * Values may stand between tags and in attributes with double quotes, and nowhere else.
 */
export function html(fixed: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return markup(fixed.map((text, index) => text + textOf(values[index] ?? null)).join(''));
}

/** A value for scripts as a block that no browser runs and that no string in it can leave. */
export function jsonBlock(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unicodeEscape);
  return html`<script type="application/json" id="${id}">${markup(json)}</script>`;
}

/** Our own script or style sheet, as it stands: never anything from a record. */
export function ownBlock(tag: 'script' | 'style', text: string): Markup {
  if (/<\/(?:script|style)|<!--/i.test(text)) throw new Error(`The ${tag} would end its own block.`);
  return markup(`<${tag}>${text}</${tag}>`);
}

/** The text of a page that is complete. */
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
