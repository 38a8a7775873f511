/** Parses a plain decimal number such as `0.2`; NaN for anything else, so that every comparison with it fails. */
export function readNumber(text: string | undefined): number {
  return text !== undefined && /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN;
}
