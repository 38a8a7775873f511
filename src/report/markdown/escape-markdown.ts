/**
 * Escapes a text for GitHub's Markdown, in a paragraph or table: no markup, HTML, mention or link. Characters without
 * special meaning in their place stay as they are (`a_b`, `x <= 3`), so that the source stays readable.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(special, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('@', '@<!-- -->')
    .replaceAll('://', ':<!-- -->//');
}

const special = /[|\\`*[\]~#]|&(?=[#\w])|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|^[-+>]/g;

/** A text as code, in a paragraph or table. A pipe or backtick would end a code span, so those get a tag. */
export function codeMarkdown(text: string): string {
  if (text === '') return '';
  if (!/[`|\\]/.test(text) && text.trim() === text) return `\`${text}\``;
  return `<code>${escapeMarkdown(text).replaceAll('<!-- -->', '')}</code>`;
}
