/**
 * The number of terminal columns a text takes, excluding line ends and escape sequences. Where terminals differ (emoji made
 * of several characters), the maximum.
 */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** The beginning of a text that fits into this many columns; an ellipsis replaces the rest. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return columns < 1 ? '' : `${kept}…`;
}

/** A text padded with spaces to a width. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}

function characterWidth(character: string): number {
  if (character < '\u0300') return 1;
  if (wide.test(character)) return 2;
  return combining.test(character) && !variationSelector.test(character) ? 0 : 1;
}

// Unicode's East Asian Width, by the scripts and blocks that are wide; JavaScript has no property for it.
const wide =
  /[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Hang}\p{scx=Bopo}\p{scx=Yiii}\p{scx=Tang}\p{scx=Nshu}\p{scx=Kits}\p{Emoji_Presentation}\u2329\u232a\u2630-\u2637\u268a-\u268f\u2e80-\u303e\u3190-\u33ff\u4dc0-\u4dff\ufe10-\ufe19\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u{1d300}-\u{1d37f}\u{1d15e}-\u{1d164}\u{1d1bb}-\u{1d1c0}\u{1f000}-\u{1faff}]/u;
const combining = /[\p{Mn}\p{Me}]/u;
/** It may turn a narrow character into a wide emoji. */
const variationSelector = /[\ufe00-\ufe0f]/u;
