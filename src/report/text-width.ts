import stringWidth from 'string-width';

/** string-width takes quadratic time for some scripts, so it gets a long text piece by piece. */
const piece = /.{1,500}/gsu;
const graphemes = new Intl.Segmenter();

/** The number of terminal columns a text takes, excluding line ends and escape sequences. */
export function textWidth(text: string): number {
  let width = 0;
  for (const [part] of text.matchAll(piece)) width += stringWidth(part);
  return width;
}

/** The beginning of a text that fits into this many columns; an ellipsis replaces the rest. */
export function cutToWidth(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const [part] of text.matchAll(piece))
    for (const { segment } of graphemes.segment(part)) {
      width += stringWidth(segment);
      if (width > columns - 1) return `${kept}…`;
      kept += segment;
    }
  return kept;
}

/** A text padded with spaces to a width. */
export function padToWidth(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - textWidth(text)));
}
