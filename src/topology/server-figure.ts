/** A figure that a server gives of itself, none of which is negative; null where the text is no such number. */
export function serverFigure(text: string): number | null {
  if (!/^\d+(\.\d+)?$/.test(text)) return null;
  const figure = Number(text);
  return figure <= Number.MAX_SAFE_INTEGER ? figure : null;
}
