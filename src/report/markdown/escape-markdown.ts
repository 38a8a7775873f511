/**
 * Makes a text mean only itself in GitHub's Markdown, in a paragraph and in a table: no markup, no HTML, no mention, no
 * link. What can have no meaning where it stands is left as it is (`a_b`, `x <= 3`), so that the source stays readable.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(special, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('@', '@<!-- -->')
    .replaceAll('://', ':<!-- -->//');
}

const special = /[|\\`*[\]~#]|&(?=[#\w])|<(?=[A-Za-z/!?])|(?<!\w)_|_(?!\w)|^[-+>]/g;

/** A text as code, in a paragraph and in a table. A pipe or a backtick would end a code span, so those get a tag. */
export function codeMarkdown(text: string): string {
  if (text === '') return '';
  if (!/[`|\\]/.test(text) && text.trim() === text) return `\`${text}\``;
  return `<code>${escapeMarkdown(text).replaceAll('<!-- -->', '')}</code>`;
}
