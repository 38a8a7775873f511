import { EnvironmentError } from '../errors/errors.js';
import { foreignText } from '../model/foreign-text.js';

/** A server said something else than a number where it counts. `place`: where it stands, before the text. */
export class BrokenFigureError extends EnvironmentError {
  constructor(place: string, text: string) {
    super(`${place}${foreignText(text)}, which is no number. Try: look at what runs there.`);
  }
}

/** A figure that a server gives of itself, none of which is negative; null where the text is no such number. */
export function serverFigure(text: string): number | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const figure = Number(text);
  return figure <= Number.MAX_SAFE_INTEGER ? figure : null;
}
