import { EnvironmentError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';

/** A server returned something other than a number for a figure. `place`: the location shown before the text. */
export class BrokenFigureError extends EnvironmentError {
  constructor(place: string, text: string) {
    super(`${place}${foreignText(text)}, which is not a number. Try: check what runs there.`);
  }
}

/** A figure that a server reports about itself, never negative; null if the text is no such number. */
export function serverFigure(text: string): number | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const figure = Number(text);
  return figure <= Number.MAX_SAFE_INTEGER ? figure : null;
}
